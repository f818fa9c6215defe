"""Models of the standards' documents and of governance documents.

Knows plain values, as parsed from YAML. Does not know files, locations or the mesh.
"""
