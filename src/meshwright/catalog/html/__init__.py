"""Documents as pages: put into templates, between the headings that the site generator knows.

Knows words, tones and the order of what is shown; does not know the mesh: what a document does not say, no page does.
"""
