"""`python -m meshwright`."""

from meshwright.cli.main import entry

entry()
