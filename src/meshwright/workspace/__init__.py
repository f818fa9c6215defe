"""Access to the outside world: folders, configuration, processes. Runs the pipeline for the commands.

Knows how to read and write; does not know rules, formats' insides or arguments of the command line.
"""
