"""Measuring: where data is, who asks it, and what is kept of the answers.

Engines run in processes of their own, and only DuckDB is one yet.
Does not: decide what is measured, or what a figure means; `measuring` does.
"""
