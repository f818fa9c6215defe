"""Access: which columns each identity may read, in which form, on which days and why.

Knows what the documents of a mesh grant. Does not know engines, or what they actually grant.
"""
