"""Exceptions to rules: waivers, the baseline and comments; which apply, and which are unused.

Knows findings and the teams that granted exceptions; does not know single rules.
"""
