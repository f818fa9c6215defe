"""The rules: a folder a group, a file a rule. Dropping a file in registers, documents and tests it.

A rule knows one thing; it does not know another rule.
"""
