"""Documents of the catalog, made from a checked mesh.

Knows all lookups and computations for the catalog, which happen only here; does not know HTML, JSON or
Markdown, nor the wording of a page.
"""
