"""Findings of rules, with symbolic locations that become lines and columns late.

Knows documents as paths. Does not: know severities in configuration, rules or formats.
"""
