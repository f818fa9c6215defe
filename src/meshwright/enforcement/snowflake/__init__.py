"""Snowflake: secure views that show each reader only the granted data, in schemas that are swapped as a whole.

This package does not connect to an account.
"""
