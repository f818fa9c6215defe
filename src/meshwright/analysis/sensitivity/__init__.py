"""How sensitive fields are: declared and effective classification, de-identification, personal data and how long it is kept.

Knows what data must not lead to; does not know who has access to it.
"""
