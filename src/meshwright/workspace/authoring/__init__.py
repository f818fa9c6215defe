"""New documents for a mesh, drafted in addition to the existing ones and checked as drafts; callers write them.

Does not write files, ask questions, or print.
"""
