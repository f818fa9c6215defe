"""Documents as HTML pages: templates between headings, which the site generator needs to know.

Knows labels, styles and the order of content; does not know the mesh, because a page's content comes only from its
document.
"""
