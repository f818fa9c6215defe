"""Text, locations and YAML trees of single files, and access to the files.

This package knows bytes, characters and YAML. It does not know standards, products or rules.
"""
