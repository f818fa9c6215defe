"""Access to the outside world: folders, configuration and processes. This package runs the pipeline for the commands.

This package knows how to read and write. It does not know rules, the details of formats, or command-line
arguments.
"""
