"""New documents of a mesh: drafted on top of the existing ones, checked as drafts, and written by the caller.

Does not: touch files, ask questions, or print.
"""
