"""Objects for a contract, imported from a data file or from another tool's schema.

This package does not keep rows of a file or know the mesh.
"""
