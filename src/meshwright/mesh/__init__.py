"""The mesh: the linked facts from all files; every name is either resolved or known to be unresolved.

This package knows addresses, references and registries. It does not know YAML or draw conclusions from links
(`analysis`).
"""
