"""The mesh as tables: the relational model that queries and policies read.

Does not know policies, rules, files or terminals.
"""
