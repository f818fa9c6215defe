"""Text, places and YAML trees of single files, and where the files come from.

Knows bytes, characters and YAML; knows no standard, no product and no rule.
"""
