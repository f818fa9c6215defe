"""Values with an arithmetic of their own: durations, schedules, ranges, patterns, versions, types, check digits, globs.

Knows text and numbers. Does not: know documents, files or the mesh.
"""
