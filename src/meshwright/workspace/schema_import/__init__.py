"""Objects of a contract, read from a data file or from a schema of another tool.

Does not: keep any row of a file, or know the mesh for which the objects are.
"""
