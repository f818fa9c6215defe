"""The mesh: the linked facts from all files; every name is either resolved or known to be unresolved.

Knows addresses, references and registries. Does not know YAML or draw conclusions from links (`analysis`).
"""
