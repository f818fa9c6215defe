"""Objects for a contract, imported from a data file or from another tool's schema.

Does not keep rows of a file or know the mesh.
"""
