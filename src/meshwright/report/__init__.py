"""Diagnostics as text for people and data for programs: one module a format, behind one table."""
