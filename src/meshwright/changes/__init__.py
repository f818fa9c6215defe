"""What differs between two revisions of a mesh: structurally, without opinions, and what the differences mean."""
