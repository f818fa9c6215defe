"""`python -m meshwright`."""

from meshwright.workspace.import_path import restrict_imports

restrict_imports()  # `-m` adds the current folder to the import path

from meshwright.cli.main import entry  # noqa: E402 - it imports more

entry()
