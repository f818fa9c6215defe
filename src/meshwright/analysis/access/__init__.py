"""Access: the columns that each identity may read, how, on which days and on what grounds.

Knows what the documents of a mesh grant. Does not: know engines, or what they really grant.
"""
