"""Meanings of fields: entities, their identifying columns, crosswalks between schemes, joins and their SQL.

Knows that a word can have different meanings in different domains. Does not know access rights.
"""
