"""The catalog: pages, diagrams and machine-readable files that describe a checked mesh.

Knows the content of the site; does not know Git, folders or the MkDocs process.
"""
