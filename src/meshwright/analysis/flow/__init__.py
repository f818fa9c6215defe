"""Lineage: the graph of products and ports, the graph of columns, and traversals of both.

This package knows what contracts and products declare, and what their SQL reads. It does not know service
levels.
"""
