"""Models of the standards' documents and of governance documents.

This package knows plain values, as parsed from YAML. It does not know files, locations or the mesh.
"""
