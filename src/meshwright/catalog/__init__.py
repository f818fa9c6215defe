"""The catalog: pages, diagrams and machine-readable files that describe a checked mesh.

This package knows the content of the site; it does not know Git, folders or the MkDocs process.
"""
