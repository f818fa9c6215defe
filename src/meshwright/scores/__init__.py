"""Scores for the six qualities of a data product, computed from the findings about it.

Knows findings by rule. Does not know how scores are shown.
"""
