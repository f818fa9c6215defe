"""ODCS, the Open Data Contract Standard: its vocabulary, and a grammar for each version.

This package knows keys, types and values. It does not know other documents.
"""
