"""Access to the outside world: folders, configuration and processes. This package runs the pipeline for the commands.

Knows how to read and write. Does not know rules, the details of formats, or command-line arguments.
"""
