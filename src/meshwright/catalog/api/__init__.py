"""The JSON API: documents as JSON, and the schemas of this JSON.

Knows keys, links and omitted parts; does not know the content of documents, or the mesh.
"""
