"""Documents as Markdown, for programs that read text.

Knows how to escape a text, so that no Markdown or HTML in it works; does not know the mesh or pages.
"""
