"""The stamp of a script: the inputs of its compilation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Stamp(NamedTuple):
    """The origin of a script."""

    mesh: str
    revision: str
    on: date
    owner: str
    """The role that owns the views."""
