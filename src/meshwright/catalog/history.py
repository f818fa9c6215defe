"""The history of each product, as values. Does not: read Git.

It states the changes and their times, but never the people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """One change, in words."""

    address: str
    """The item concerned, under its name at the time."""
    place: str
    """The address relative to the product; empty for the product itself."""
    words: str
    """The sentence, such as `field removed`; plain text with values in backticks, secrets blanked."""
    bump: str
    """The version that it requires: `none`, `patch`, `minor` or `major`."""
    is_breaking: bool | None
    """Whether it breaks consumers; None if it may."""
    reads: str = ""
    """The id of the contract of an input that was added or removed; empty for every other change."""
    is_removal: bool = False
    """Whether the item was removed."""

    @property
    def sentence(self) -> str:
        """Return the sentence with its location."""
        return f"{self.place}: {self.words}" if self.place else self.words


@dataclass(frozen=True, slots=True)
class HistoryVersion:
    """A version change."""

    place: str
    """The address relative to the product, `daily@2`; empty for the product's own version."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The changes of one commit on the main line, usually a merge, to one product."""

    commit: str
    """Its full hash."""
    when: datetime
    """The time when it reached the main line, in UTC."""
    subject: str
    """The first line of its message; for a merge, that of the merged commit. Untrusted text."""
    address: str
    """The product's address: the present one, or else the last one.

    Empty among the recent changes for a commit that was not examined and that changed `more` products.
    """
    said: tuple[HistoryChange, ...] = ()
    """The changes, worst first; empty also if the commit was not examined."""
    more: int = 0
    """The number of further changes."""
    versions: tuple[HistoryVersion, ...] = ()
    is_read: bool = True
    """False if documents changed but were not compared: too long ago, or too many at once."""
    worst: str = "none"
    """The version that all its changes together require."""
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
    """From the first commit of a product's file to the first commit in which it is active, if these differ."""
    to_access: LeadTime | None = None
    """From the first commit of an access agreement, on any branch, to the day when it reached the main line."""


@dataclass(frozen=True, slots=True)
class History:
    """The history of a mesh, newest first."""

    entries: Mapping[str, tuple[HistoryEntry, ...]] = field(default_factory=dict)
    """The last entries of each product, by its present address."""
    recent: tuple[HistoryEntry, ...] = ()
    """The entries of all products, including removed ones, over at least the last `PERIOD`."""
    leads: Mapping[str, DomainLeadTimes] = field(default_factory=dict)
    """By domain; a domain without any is left out."""
    is_shallow: bool = False
    """Whether the clone lacks the older commits."""
    why_none: str = ""
    """The reason why there is no history; empty if there is one."""
    is_cut: bool = False
    """Whether there are entries older than the recent ones."""
    cut: AbstractSet[str] = frozenset()
    """The products that have entries older than their last ones."""

    def of(self, address: str) -> tuple[HistoryEntry, ...]:
        """Return the last entries of a product; none without a history."""
        return self.entries.get(address, ())


@dataclass(frozen=True, slots=True)
class WeekCount:
    """The open findings of the mesh at the end of a day."""

    day: date
    errors: int
    warnings: int
    notices: int
    products: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The open findings of the last weeks, oldest first."""

    weeks: tuple[WeekCount, ...] = ()
    why_none: str = ""
    """The reason why there are no weeks; empty also if no trend was requested."""


NO_TREND = Trend()
NO_HISTORY = History()
LAST = 10
"""The most entries of a product."""
PERIOD = timedelta(days=31)
"""The time before the as-of date of which all entries of the mesh are kept."""
RECENT = 50
"""The number of entries of the mesh that are kept even if they are older."""
