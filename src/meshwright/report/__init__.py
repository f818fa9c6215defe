"""Diagnostics as text for people and data for programs: one module for each format, behind one table.

Knows findings, counts and locations; does not know how they were found.
"""
