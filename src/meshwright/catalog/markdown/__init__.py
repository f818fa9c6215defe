"""Documents as Markdown, for programs that read.

Knows how a text means nothing to Markdown, so that no Markdown or HTML in it works; does not know the mesh or pages.
"""
