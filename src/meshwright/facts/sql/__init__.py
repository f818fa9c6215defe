"""SQL as facts: the tables and columns that a statement reads, and how it transforms them.

Only this package knows sqlglot. This package does not know the mesh, so names stay unresolved.
"""
