"""Progress of long commands on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress() -> Callable[[str], None]:
    """Return a function that shows a text on one line of the terminal; an empty text clears the line.

    Without a terminal, the function does nothing.
    """
    if not sys.stderr.isatty():
        return lambda _: None

    def announce(stage: str) -> None:
        sys.stderr.write(f"\r\x1b[K{stage}")
        sys.stderr.flush()

    return announce
