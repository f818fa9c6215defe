"""Documents as HTML pages: templates between headings, which the site generator needs to know.

Knows labels, styles and the order of the content; does not know the mesh: all content of a page comes from its
document.
"""
