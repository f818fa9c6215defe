"""The decision whether text output is coloured, which depends on the option, NO_COLOR, FORCE_COLOR and the terminal."""

from __future__ import annotations

import os
import sys


def is_coloured(choice: str) -> bool:
    """Return whether to use colour, given `auto`, `always` or `never`; empty environment variables are ignored."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
