"""The six qualities that make data a product: what the rules found of each product, in shares.

Knows findings by rule; does not know how scores are shown.
"""
