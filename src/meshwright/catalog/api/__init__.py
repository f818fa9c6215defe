"""The JSON API: documents as JSON, and their schemas.

Knows the keys, how links are written and when keys are omitted. Does not know the mesh or the content of documents.
"""
