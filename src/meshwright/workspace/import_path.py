"""The folders from which Python imports modules, without the current folder, which may be a checked repository.

This module imports only modules that Python has already loaded, because until it has run, an import could load an
untrusted file.
"""

import os
import sys

_OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120


def restrict_imports() -> None:
    """Remove the current folder from this process's import path."""
    sys.path[:] = trusted_folders()


def trusted_folders() -> list[str]:
    """Return the import path without the current folder, unless Meshwright itself is installed there."""
    try:
        here = os.path.realpath(os.getcwd())  # noqa: PTH109 - pathlib is not loaded yet
    except OSError:  # the folder was removed
        return [os.path.abspath(each) for each in sys.path if os.path.isabs(each)]  # noqa: PTH100, PTH117
    folders = [os.path.abspath(each) for each in sys.path]  # noqa: PTH100
    return [each for each in folders if each == _OURS or os.path.realpath(each) != here]
