"""Exceptions to rules: waivers, the baseline and comments; which apply, and which are unused.

This package knows findings and the teams that granted exceptions; it does not know single rules.
"""
