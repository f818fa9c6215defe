"""The history of each product, as values. Does not: read Git.

It states the changes and their times, but never the people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """One change, in words."""

    address: str
    """The item that it happened to, under its name at the time."""
    place: str
    """The address below the product's; empty for the product itself."""
    words: str
    """Such as `field removed`; plain text with values in backticks, secrets blanked."""
    bump: str
    """The version that it takes: `none`, `patch`, `minor` or `major`."""
    is_breaking: bool | None
    """Whether it breaks consumers; None if it may."""

    @property
    def sentence(self) -> str:
        """Return the sentence with its location."""
        return f"{self.place}: {self.words}" if self.place else self.words


@dataclass(frozen=True, slots=True)
class HistoryVersion:
    """A version change."""

    place: str
    """The address below the product's, `daily@2`; empty for the product's own version."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The changes of one commit on the main line, usually a merge, to one product."""

    commit: str
    """Its full hash."""
    when: datetime
    """The time of its arrival there, in UTC."""
    subject: str
    """The first line of its message; for a merge, that of the merged commit. Untrusted text."""
    address: str
    """The product's address: as it is now, else as it was last.

    Empty among the recent, for a commit that was not looked into and changed `more` products.
    """
    said: tuple[HistoryChange, ...] = ()
    """The worst first; empty also where it was not looked into."""
    more: int = 0
    """The number of further changes."""
    versions: tuple[HistoryVersion, ...] = ()
    is_read: bool = True
    """False where documents changed but were not compared: too long ago, or too many at once."""
    worst: str = "none"
    """The version that it takes, of all changes."""
    is_breaking: bool | None = False
    """Whether any change breaks consumers; None if one may."""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The duration of a repeated activity."""

    median: float
    """Days."""
    count: int


@dataclass(frozen=True, slots=True)
class DomainLeadTimes:
    """Lead times in a domain, according to commits: estimates of how long people waited."""

    to_active: LeadTime | None = None
    """From the first commit of a product's file to the first one in which it is active, where those are two."""
    to_access: LeadTime | None = None
    """The time from the first commit of an access agreement, on any branch, to the day when it reached the main line."""


@dataclass(frozen=True, slots=True)
class History:
    """The history of a mesh, newest first."""

    entries: Mapping[str, tuple[HistoryEntry, ...]] = field(default_factory=dict)
    """The last ones of each product, by its address as it is now."""
    recent: tuple[HistoryEntry, ...] = ()
    """The latest of all products, including removed ones."""
    leads: Mapping[str, DomainLeadTimes] = field(default_factory=dict)
    """By domain; one without any is left out."""
    is_shallow: bool = False
    """Whether the clone lacks the older commits."""
    why_none: str = ""
    """The reason why there is no history; empty if there is one."""

    def of(self, address: str) -> tuple[HistoryEntry, ...]:
        """Return the last entries of a product; none without a history."""
        return self.entries.get(address, ())


NO_HISTORY = History()
LAST = 10
"""The entries that each product has, at most."""
RECENT = 50
"""The entries that the mesh has, at most."""
