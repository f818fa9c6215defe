"""Policies: the organisation's own rules, as SQL over the mesh, with their tests.

This package does not know built-in rules, files or terminals.
"""
