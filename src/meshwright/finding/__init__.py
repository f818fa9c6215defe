"""What a rule says, and the symbolic place that it says it of, which becomes lines and columns late.

Knows documents as paths; does not know levels, rules or formats.
"""
