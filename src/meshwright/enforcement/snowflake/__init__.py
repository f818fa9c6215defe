"""Snowflake: secure views that show each reader what the model lets it read, in schemas that are swapped in whole.

Does not: connect to an account.
"""
