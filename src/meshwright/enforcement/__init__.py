"""Enforcement: access as statements of the engines that hold it.

Does not: connect to an engine, or decide who reads what.
"""
