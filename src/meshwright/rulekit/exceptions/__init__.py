"""Exceptions from rules: waivers, the baseline and comments, with those that apply and those that are no
longer needed.

Knows findings and who granted exceptions; does not know single rules.
"""
