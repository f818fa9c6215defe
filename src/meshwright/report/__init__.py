"""Output formats for diagnostics, for people and programs: one module for each format, listed in one table.

Knows findings, counts and locations; does not know how they were computed.
"""
