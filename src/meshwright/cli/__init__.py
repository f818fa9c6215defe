"""The command line, with one module for each subcommand. Modules are imported late, so that `--help` responds quickly.

This package knows arguments, exit codes and terminals; it does not know how results are computed.
"""
