"""Observations in a folder: one file of JSON Lines a run, named by it, written whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from meshwright.measuring.observation import line_of
from meshwright.source import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.measuring.observation import Observation

ENDING = ".jsonl"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)


def is_run_name(name: str) -> bool:
    """Return whether a run can be called so: what a file may be called everywhere."""
    return _NAME.fullmatch(name) is not None


def run_name(seen_at: str) -> str:
    """Return a name for a run that no other has, in the order of time."""
    return f"{re.sub('[-:]', '', seen_at)}-{secrets.token_hex(4)}"


def keep(folder: str, run: str, observations: Iterable[Observation]) -> str:
    """Write the observations of a run; those of an equal name are replaced. Return the file; raises OSError."""
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - text
    path = f"{folder}/{run}{ENDING}"
    data = "".join(f"{line_of(each)}\n" for each in observations).encode()
    draft = atomic.draft_of(path)
    try:
        atomic.write(draft, data, atomic.mode_for(path))
        atomic.put(draft, path, is_new=False)
    finally:
        if os.path.lexists(draft):
            os.unlink(draft)  # noqa: PTH108 - text
    return path
