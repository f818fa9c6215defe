"""Measuring: the location of data, the processes that query it, and the stored answers.

Engines run in processes of their own; DuckDB is the only engine so far. Does not: decide what is measured, or
what a figure means; `measuring` does.
"""
