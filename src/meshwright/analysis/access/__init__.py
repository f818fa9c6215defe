"""Access: who may read which column, how, when and because of what.

Knows what the documents of a mesh grant. Does not: know engines, or what they really grant.
"""
