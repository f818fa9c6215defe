"""Scores for the six qualities of a data product, computed from the findings about it.

This package knows findings by rule. It does not know how scores are shown.
"""
