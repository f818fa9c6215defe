"""The catalog: pages, diagrams and files for programs, written from a checked mesh.

Knows what readers see; does not know Git, MkDocs' processes or folders.
"""
