"""The JSON API: documents as JSON, and the schemas of what is so written.

Knows keys, links and what is left out; does not know what any document is about, nor the mesh.
"""
