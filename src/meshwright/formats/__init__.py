"""Formats of machine output: the type of each JSON document that a command writes, and the JSON Schemas of them.

Does not: import anything of meshwright, so that every layer may name these types.
"""
