"""Findings of rules, with symbolic locations that are resolved to lines and columns late.

This package knows documents as paths. It does not know configured severities, rules or formats.
"""
