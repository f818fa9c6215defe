"""Snowflake: secure views that show each reader only the granted data, in schemas that are swapped as a whole.

Does not connect to an account.
"""
