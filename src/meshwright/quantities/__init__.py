"""Values with their own arithmetic: durations, schedules, ranges, patterns, versions, types, check digits, globs.

This package knows text and numbers. It does not know documents, files or the mesh.
"""
