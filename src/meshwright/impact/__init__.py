"""The effects of a change on consumers: the direct and indirect consumers of the changed item, described in words.

This package knows changes, lineage and agreements. It does not know rules, or whether a change is allowed.
"""
