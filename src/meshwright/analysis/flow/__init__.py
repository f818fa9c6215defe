"""Lineage: the graph of products and ports, and that of columns, with walks along both.

Knows the declarations of contracts and products, and the reads of their SQL. Does not: know service levels.
"""
