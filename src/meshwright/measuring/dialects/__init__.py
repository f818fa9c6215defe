"""SQL dialects: a module for each engine, and their common interface.

Does not know probes or open a connection.
"""
