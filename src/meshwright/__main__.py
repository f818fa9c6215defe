"""`python -m meshwright`."""

from meshwright.workspace.import_path import restrict_imports

restrict_imports()  # `-m` inserts the current folder as the first entry

from meshwright.cli.main import entry  # noqa: E402 - it imports more

entry()
