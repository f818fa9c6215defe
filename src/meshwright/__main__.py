"""`python -m meshwright`."""

from meshwright.workspace.import_path import restrict_imports

<<<<<<< HEAD
restrict_imports()  # `-m` adds the current folder to the import path
=======
restrict_imports()  # `-m` inserts the current folder as the first entry
>>>>>>> engB

from meshwright.cli.main import entry  # noqa: E402 - it imports more

entry()
