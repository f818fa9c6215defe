"""Links to files that do not exist in the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.finding.finding import At


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A link to a file that does not exist in the repository."""

    at: At
    url: str
    near: str | None
    """A similar link that points to an existing file."""
    is_outside: bool
    """Whether the link points outside the repository, where no files are read."""
