"""Conclusions drawn from a mesh, with one package per subject.

Each package imports only packages below it; from the lowest: `flow`, `promises`, `meaning`, `sensitivity`. This package
knows one linked mesh. It does not know rules, severities or other revisions.
"""
