"""Documents put together from a checked mesh: the one place of the catalog where facts are looked up and worked out.

Does not: know HTML, JSON or Markdown, nor how a fact is put into words on a page.
"""
