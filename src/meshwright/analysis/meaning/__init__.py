"""Meanings of fields: entities, their identifying columns, crosswalks between schemes, joins and their SQL.

This package knows that a word can have different meanings in different domains. It does not know access
rights.
"""
