"""Output formats for diagnostics, for people and programs: one module for each format, listed in one table.

This package knows findings, counts and locations; it does not know how they were computed.
"""
