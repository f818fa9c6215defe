"""Whom a change affects: the declared readers of what changed, those who have it from them, and how to say it.

Knows changes, lineage and agreements; does not know rules, or whether a change is allowed.
"""
