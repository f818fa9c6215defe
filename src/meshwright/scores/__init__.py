"""The six qualities that make data a product: the findings about each product, as shares.

Knows findings by rule; does not know how scores are shown.
"""
