"""Documents of the catalog, assembled from a checked mesh.

Only this package looks up and computes data for the catalog; it does not know HTML, JSON, Markdown or the wording of
pages.
"""
