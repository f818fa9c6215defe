"""Lineage: the graph of products and ports, the graph of columns, and traversals of both.

Knows what contracts and products declare, and what their SQL reads. Does not know service levels.
"""
