"""Documents as Markdown, for programs that read text.

Knows how to escape Markdown and HTML in strings; does not know the mesh or pages.
"""
