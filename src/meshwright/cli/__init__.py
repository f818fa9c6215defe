"""The command line, with one module for each subcommand. Imports late, so that `--help` answers at once.

Knows arguments, exit codes and terminals; does not know how results are computed.
"""
