"""Formats of machine output: the type of each JSON document that a command writes, and the JSON Schemas.

This package does not import anything else from meshwright, so that every layer can use these types.
"""
