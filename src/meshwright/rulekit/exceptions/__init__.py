"""Exceptions from rules: waivers, the baseline and comments, which of them apply and which are no longer needed.

Knows findings and who granted what; does not know single rules.
"""
