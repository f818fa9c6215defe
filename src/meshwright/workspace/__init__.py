"""Access to the outside world: folders, configuration, processes. It runs the pipeline for the commands.

Knows how to read and write; does not know rules, the details of formats, or command-line arguments.
"""
