"""The JSON API: documents as JSON, and their schemas.

Knows keys, links and omitted parts; does not know the content of documents, or the mesh.
"""
