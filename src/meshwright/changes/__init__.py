"""The differences between two revisions of a mesh: the structural diff, and the meaning of each change.

Knows two meshes. Does not know consumers (`impact` does), severities or rules.
"""
