"""Diagrams as text: values in, SVG and Mermaid out.

Knows boxes, lines and the width of letters; does not know the mesh, pages or files.
"""
