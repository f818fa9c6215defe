"""ODCS, the Open Data Contract Standard: its vocabulary, and a grammar for each version.

Knows keys, types and values. Does not know other documents.
"""
