"""Pictures as text: values in, SVG and Mermaid out.

Knows boxes, lines and the width of letters; refuses to know the mesh, pages and files.
"""
