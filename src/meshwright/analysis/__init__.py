"""Conclusions from a mesh: one package per subject; each imports only those below it.

From the lowest: `flow`, `promises`, `meaning`, `sensitivity`.
Knows one linked mesh. Does not: know rules, severities or other revisions.
"""
