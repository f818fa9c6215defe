"""New documents of a mesh: drafted over what there is, checked as drafts, and written by who asked for them.

Does not: touch files, ask questions, or print.
"""
