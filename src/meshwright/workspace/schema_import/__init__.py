"""Objects of a contract, read from a file of data or from a schema of another tool.

Does not: keep any row of a file, or know the mesh that the objects are for.
"""
