"""The differences between two revisions of a mesh: structural and without opinions, and then their meaning.

Knows two meshes; does not know who reads what changed (`impact`), levels or rules.
"""
