"""Diagnostics as text for people and data for programs: one module a format, behind one table.

Knows what was found, counted and placed; does not know how it was found.
"""
