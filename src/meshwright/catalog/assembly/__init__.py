"""Documents put together from a checked mesh.

Knows all that is looked up and worked out for the catalog, in this place alone;
does not know HTML, JSON or Markdown, nor how a fact is put into words on a page.
"""
