"""Conclusions from a mesh: one package per subject, each of which knows only those below it.

From the lowest: `flow`, `promises`, `meaning`, `sensitivity`.
Knows one linked mesh. Does not: know rules, severities or other revisions.
"""
