"""Findings of rules, with symbolic locations that are resolved to lines and columns late.

Knows documents as paths. Does not know configured severities, rules or formats.
"""
