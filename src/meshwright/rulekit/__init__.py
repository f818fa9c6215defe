"""Rules: their definition, discovery and execution, and the conversion of findings to diagnostics.

Knows rules and findings; does not know any single rule.
"""
