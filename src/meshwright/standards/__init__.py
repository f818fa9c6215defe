"""What the standards and our governance documents say a valid document is.

Knows plain values (as YAML gives them) and knows no files, no places and no mesh.
"""
