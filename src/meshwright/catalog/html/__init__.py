"""Documents as HTML pages. Headings are separate from the rendered templates, because the site generator needs them.

This package knows labels, styles and the order of content; it does not know the mesh, because a page's content
comes only from its document.
"""
