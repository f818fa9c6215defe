"""The history of each product as values. This module does not read Git.

It contains changes and their times, but no names of people.
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
    """The changed item's address at that time."""
    place: str
    """The address relative to the product; empty for the product itself."""
    words: str
    """The sentence, such as `field removed`: plain text with values in backticks and secrets blanked."""
    bump: str
    """The required version bump: `none`, `patch`, `minor` or `major`."""
    is_breaking: bool | None
    """Whether the change breaks consumers; None if it may."""
    reads: str = ""
    """The contract id of an input that was added or removed; empty for other changes."""
    is_removal: bool = False
    """Whether the item was removed."""

    @property
    def sentence(self) -> str:
        """Return the sentence, preceded by the location of the change."""
        return f"{self.place}: {self.words}" if self.place else self.words


@dataclass(frozen=True, slots=True)
class HistoryVersion:
    """A version change."""

    place: str
    """The address relative to the product, such as `daily@2`; empty for the version of the product."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The changes that one main line commit, usually a merge, made to one product."""

    commit: str
    """The full hash of the commit."""
    when: datetime
    """The time when the commit reached the main line, in UTC."""
    subject: str
    """The first line of the commit message; for a merge, that of the merged commit. Untrusted text."""
    address: str
    """The product's current address, or the last address of a removed product.

    Empty for a commit that was not examined; `more` is then the number of products that it changed.
    """
    said: tuple[HistoryChange, ...] = ()
    """The changes, most severe first; also empty if the commit was not examined."""
    more: int = 0
    """The number of further changes."""
    versions: tuple[HistoryVersion, ...] = ()
    is_read: bool = True
    """False if documents changed but were not compared, because the commit is too old or too large."""
    worst: str = "none"
    """The version bump that all changes together require."""
    is_breaking: bool | None = False
    """Whether a change breaks consumers; None if a change may break them."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A pull or merge request that waits for approval, according to an export of the forge."""

    opened: datetime
    number: str
    """The number on the forge; empty if the export does not contain it."""
    title: str
    """The title: untrusted text, with secrets blanked."""
    url: str
    """The untrusted address of the request's page on the forge; empty if the export does not contain it."""
    files: tuple[str, ...]
    """The paths of the changed files."""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The usual duration of an activity."""

    median: float
    """The median in days."""
    count: int


@dataclass(frozen=True, slots=True)
class DomainLeadTimes:
    """A domain's lead times according to commits: estimates of waiting times."""

    to_active: LeadTime | None = None
    """The time from the first commit of a product's file to the first one in which the product is active, if they differ."""
    to_access: LeadTime | None = None
    """The time from the first commit of an access agreement, on any branch, to its merge into the main line."""


@dataclass(frozen=True, slots=True)
class History:
    """The history of a mesh, newest first."""

    entries: Mapping[str, tuple[HistoryEntry, ...]] = field(default_factory=dict)
    """The latest entries of each product, by its current address."""
    recent: tuple[HistoryEntry, ...] = ()
    """The entries of all products, including removed ones, for at least `PERIOD`."""
    leads: Mapping[str, DomainLeadTimes] = field(default_factory=dict)
    """The lead times by domain; domains without lead times are omitted."""
    is_shallow: bool = False
    """Whether the clone lacks older commits."""
    why_none: str = ""
    """The reason why there is no history; empty if there is one."""
    is_cut: bool = False
    """Whether there are entries older than those in `recent`."""
    cut: AbstractSet[str] = frozenset()
    """The products with entries older than those in `entries`."""

    def of(self, address: str) -> tuple[HistoryEntry, ...]:
        """Return the latest entries of a product; empty without a history."""
        return self.entries.get(address, ())


@dataclass(frozen=True, slots=True)
class WeekCount:
    """The mesh's open findings at the end of a day."""

    day: date
    errors: int
    warnings: int
    notices: int
    products: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The open findings at the end of each recent week, oldest first."""

    weeks: tuple[WeekCount, ...] = ()
    why_none: str = ""
    """The reason why there are no weeks; empty if there are weeks, or if no trend was requested."""


NO_TREND = Trend()
NO_HISTORY = History()
LAST = 10
"""The maximum number of entries for a product."""
PERIOD = timedelta(days=31)
"""The period before the as-of date for which all entries of the mesh are kept."""
RECENT = 50
"""The number of entries of the mesh that are kept even if they are older than `PERIOD`."""
