"""ODPS, the Open Data Product Standard (Bitol's): its vocabulary, and a grammar for each version.

Knows keys, types and values. Does not: know other documents.
"""
