"""Lineage: the graph of products and ports, and the graph of columns, with walks along both.

Knows what contracts and products declare, and what their SQL reads. Does not: know service levels.
"""
