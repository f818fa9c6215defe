"""The JSON API: documents as JSON, and their schemas.

This package knows the keys, how links are written and when keys are omitted. It does not know the mesh or the
content of documents.
"""
