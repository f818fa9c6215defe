"""New documents for a mesh, drafted in addition to the existing ones and checked as drafts; callers write them.

This package does not write files, ask questions, or print.
"""
