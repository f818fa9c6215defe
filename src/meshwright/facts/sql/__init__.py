"""SQL as facts: the tables and columns that a statement reads, and their transformations.

Only this package knows sqlglot. Does not: know the mesh, so names stay unresolved.
"""
