"""The command line, with one module for each subcommand. Modules are imported late, so that `--help` responds quickly.

Knows arguments, exit codes and terminals; does not know how results are computed.
"""
