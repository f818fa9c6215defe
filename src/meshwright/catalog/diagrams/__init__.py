"""Diagrams as SVG and Mermaid text, created from plain values.

This package knows boxes, lines and the widths of letters; it does not know the mesh, pages or files.
"""
