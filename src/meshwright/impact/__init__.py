"""The effects of a change on consumers: the direct and indirect consumers of the changed item, described in words.

Knows changes, lineage and agreements. Does not know rules, or whether a change is allowed.
"""
