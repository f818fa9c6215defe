"""What fields mean: entities, the columns that identify them, crosswalks between schemes, joins and their SQL.

Knows words that mean several things in several domains; does not know who may read them.
"""
