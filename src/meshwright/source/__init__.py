"""Text, locations and YAML trees of single files, and access to the files.

Knows bytes, characters and YAML. Does not know standards, products or rules.
"""
