"""Colour of text output: decided by the option, else by NO_COLOR, FORCE_COLOR and the terminal."""

from __future__ import annotations

import os
import sys


def is_coloured(choice: str) -> bool:
    """Return whether to colour for `auto`, `always` or `never`; an environment variable counts unless it is
    empty.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
