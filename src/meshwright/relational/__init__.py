"""The mesh as tables: the relational model that queries and policies read.

This package does not know policies, rules, files or terminals.
"""
