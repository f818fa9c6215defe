"""The command line: one module a subcommand. Imports late, so that `--help` answers at once."""
