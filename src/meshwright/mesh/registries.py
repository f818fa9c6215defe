"""Roles, agreements and the classification as values, built from their governance documents.

Missing and rejected values in documents are empty here; other rules report them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Home, RegistryEntry


@dataclass(frozen=True, slots=True)
class Role:
    """A role that contracts may grant access to."""

    name: str
    group: str
    clearance: str
    """The highest level that the role may read; empty if unknown."""
    purposes: tuple[str, ...]
    home: Home


@dataclass(frozen=True)
class Agreement:
    """A declared use of a port by a consumer that is not a product."""

    port: str
    team: str
    use: str
    columns: tuple[str, ...]
    """The columns as `<object>/<field>`, at their positions in the document; empty if the agreement covers all columns."""
    purpose: str
    role: str
    starts: date | None
    expires: date | None
    """The last day on which the agreement applies."""
    home: Home
    requested: date | None = None
    """The day of the request."""

    @cached_property
    def named(self) -> frozenset[str]:
        """The columns as a set."""
        return frozenset(filter(None, self.columns))

    def is_current(self, today: date) -> bool:
        """Return whether the agreement is in force on a day; True if the agreement's end is unknown."""
        return self.expires is None or today <= self.expires


@dataclass(frozen=True, slots=True)
class DataCategory:
    """A kind of data, such as `user.contact.email`."""

    key: str
    minimum_level: str
    """The lowest level that such data may have; empty if any level is allowed."""
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Classification:
    """The classification levels."""

    levels: tuple[str, ...]
    """The levels, from the least to the most sensitive."""
    pseudonymised_floor: str
    aggregated_level: str
    categories: Mapping[str, DataCategory]
    home: Home
    sample_level: str = ""
    """The highest level whose values samples and examples may show; empty if not declared."""
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The server protections that each level requires, as keys of `Platform` documents, by level name."""

    @property
    def sample_rank(self) -> int | None:
        """The rank of `sample_level`, the second lowest by default; None for an unknown level."""
        return self.rank(self.sample_level) if self.sample_level else min(1, len(self.levels) - 1)

    def rank(self, level: str | None) -> int | None:
        """Return the rank of a level, from 0; None for an unknown level."""
        return self.levels.index(level) if level and level in self.levels else None


def role_of(entry: RegistryEntry) -> Role:
    """Read a `Role`."""
    return Role(
        entry.name,
        text(entry.get("group")),
        text(entry.get("clearance")),
        tuple(each for each in texts(entry.get("purposes")) if each),
        entry.home,
    )


def agreement_of(entry: RegistryEntry) -> Agreement:
    """Read an `AccessAgreement`."""
    consumer = mapping(entry.get("consumer"))
    return Agreement(
        port=text(entry.get("port")),
        team=text(consumer.get("team")),
        use=text(consumer.get("use")),
        columns=texts(entry.get("columns")),
        purpose=text(entry.get("purpose")),
        role=text(entry.get("role")),
        starts=day(entry.get("startDate")),
        expires=day(entry.get("expires")),
        home=entry.home,
        requested=day(entry.get("requestedOn")),
    )


def classification_of(entry: RegistryEntry) -> Classification:
    """Read a `Classification`."""
    categories = (
        DataCategory(text(each.get("key")), text(each.get("minimumLevel")), each.get("personal") is True)
        for each in mappings(entry.get("dataCategories"))
    )
    return Classification(
        levels=tuple(text(each.get("name")) for each in mappings(entry.get("levels"))),
        pseudonymised_floor=text(entry.get("pseudonymisedFloor")),
        aggregated_level=text(entry.get("aggregatedLevel")),
        categories={each.key: each for each in categories if each.key},
        home=entry.home,
        sample_level=text(entry.get("sampleLevel")),
        required={
            text(each.get("name")): found
            for each in mappings(entry.get("levels"))
            if (found := tuple(_protections(each.get("requires"))))
        },
    )


def _protections(requires: object) -> Iterator[str]:
    """Yield the protections that servers must have; measures stated in words cannot be compared."""
    for each in mappings(requires):
        if server := text(each.get("server")):
            yield server
        elif each.get("log") == "reads":
            yield "logsReads"


def text(value: object) -> str:
    """Return a value if it is a string, otherwise an empty string."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """Return a value as a list of strings; every item keeps its position, and other items become empty."""
    return tuple(map(text, value)) if isinstance(value, list | tuple) else ()


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a mapping, otherwise an empty mapping."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """Return a value as a list of mappings; every item keeps its position, and other items become empty."""
    return map(mapping, value) if isinstance(value, list | tuple) else iter(())


def day(value: object) -> date | None:
    """Return a date that is written as text or as a YAML date."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        return None
