"""The effects of a change on consumers: direct and indirect consumers of the changed item, and their description.

Knows changes, lineage and agreements. Does not: know rules, or whether a change is allowed.
"""
