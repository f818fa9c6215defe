"""SQL dialects: a module for each engine, and their common interface.

This package does not know probes or open a connection.
"""
