"""Progress of long commands on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress() -> Callable[[str], None]:
    """Return a function that shows progress on a terminal, and clears the line for an empty string; without a terminal,
    it writes nothing.
    """
    if not sys.stderr.isatty():
        return lambda _: None

    def announce(stage: str) -> None:
        sys.stderr.write(f"\r\x1b[K{stage}")
        sys.stderr.flush()

    return announce
