"""Policies: the organisation's own rules, as SQL over the mesh, with their tests.

Does not know built-in rules, files or terminals.
"""
