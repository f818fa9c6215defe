"""Access: which columns each identity may read, in which form, on which days and why.

This package knows what the documents of a mesh grant. It does not know engines, or what they actually grant.
"""
