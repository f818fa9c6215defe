"""Documents as Markdown, for language models and other readers of plain text.

Knows how to escape Markdown and HTML in strings; does not know the mesh or pages.
"""
