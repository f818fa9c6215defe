"""Objects of a contract, imported from a data file or from a schema of another tool.

Does not: keep rows of a file, or know the mesh.
"""
