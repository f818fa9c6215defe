"""What follows from a mesh: one package a subject, each of which knows those below it alone.

From the lowest: `flow`, `promises`, `meaning`, `sensitivity`.
Knows one mesh, linked; does not know rules, levels, or another revision.
"""
