"""Documents as Markdown, for language models and other readers of plain text.

This package knows how to escape Markdown and HTML in strings; it does not know the mesh or pages.
"""
