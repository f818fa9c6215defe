"""The mesh: the facts of all files linked, so that every name leads to what it means or is known to lead nowhere.

Knows addresses, references and registries; does not know YAML, or what follows from the links (`analysis`).
"""
