"""The differences between two revisions of a mesh: the structural diff, and the meaning of each change.

This package knows two meshes. It does not know consumers (`impact` does), severities or rules.
"""
