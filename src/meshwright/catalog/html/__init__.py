"""Documents as HTML pages. Headings are separate from the rendered templates, because the site generator needs them.

Knows labels, styles and the order of content; does not know the mesh, because a page's content comes only from its
document.
"""
