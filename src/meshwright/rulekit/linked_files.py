"""Links to files that are not in the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.finding.finding import At


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A link to a file that is not in the repository."""

    at: At
    url: str
    near: str | None
    """The link that was probably meant."""
    is_outside: bool
    """Whether it leads out of the repository, where nothing is read."""
