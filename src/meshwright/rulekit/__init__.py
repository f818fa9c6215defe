"""Rules: their definition, discovery and execution, and the settling of their findings.

Knows rules and findings; does not know any single rule.
"""
