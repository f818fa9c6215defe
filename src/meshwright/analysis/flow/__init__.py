"""What is made from what: the graph of products and ports, and that of columns, with the reach of each.

Knows what contracts and products declare, and what their SQL reads; does not know what that means for service levels.
"""
