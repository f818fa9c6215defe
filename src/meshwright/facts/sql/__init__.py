"""SQL as facts: which tables and columns a statement reads, and what becomes of them.

The only package that knows sqlglot; does not know the mesh, so names stay names.
"""
