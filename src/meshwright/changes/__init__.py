"""The differences between two revisions of a mesh: first the structural ones, then their meaning.

Knows two meshes. Does not: know consumers (`impact` does), severities or rules.
"""
