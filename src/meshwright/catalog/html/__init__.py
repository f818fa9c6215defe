"""Documents as pages: put into templates, between the headings that the site generator knows.

Knows words, tones and the order of the content; does not know the mesh: a page contains nothing that its
document lacks.
"""
