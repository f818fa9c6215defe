"""Diagrams as SVG and Mermaid text, created from plain values.

Knows boxes, lines and the widths of letters; does not know the mesh, pages or files.
"""
