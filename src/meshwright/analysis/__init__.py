"""Conclusions drawn from a mesh, with one package per subject.

Each package imports only packages below it; from the lowest: `flow`, `promises`, `meaning`, `sensitivity`. Knows one linked
mesh. Does not know rules, severities or other revisions.
"""
