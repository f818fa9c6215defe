"""Generation of data that conforms to contracts: a plan for every column, and the DuckDB query that computes it.

This package does not open a database, write a file (`workspace/generating.py` does) or read a clock.
"""
