"""What a rule is, how rules are found and run, and how what they say is settled.

Knows rules and findings; knows no single rule.
"""
