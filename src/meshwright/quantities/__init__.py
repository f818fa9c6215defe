"""Values with their own arithmetic: durations, schedules, ranges, patterns, versions, types, check digits, globs.

Knows text and numbers. Does not know documents, files or the mesh.
"""
