"""Rules: their definition, discovery and execution, and the conversion of findings to diagnostics.

This package knows rules and findings; it does not know any single rule.
"""
