"""The differences between two revisions of a mesh: structural and without opinions, and then their meaning.

Knows two meshes; does not know consumers (`impact` does), levels or rules.
"""
