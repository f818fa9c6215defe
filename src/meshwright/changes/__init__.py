"""What differs between two revisions of a mesh: structurally, without opinions, and what the differences mean.

Knows two meshes; does not know who reads what changed (`impact`), levels or rules.
"""
