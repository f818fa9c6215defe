"""Lineage: the graph of products and ports, and that of columns, with walks along both.

Knows the declarations of contracts and products, and what their SQL reads. Does not: know service levels.
"""
