"""Who must be asked about a change, and who must be notified: each consumer, with all the edits that concern it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.changes.change import FIELD, OBJECT
from meshwright.impact.affected_consumers import order

if TYPE_CHECKING:
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.report.diff import DiffEntry, DiffReport

TYPED = "type-widened"
"""The rule of a change that only those feel who hold data in typed variables."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One edit that hits somebody."""

    entry: DiffEntry
    hit: AffectedConsumer

    @property
    def effect(self) -> str:
        """What it does to them: `breaks`, `typed-clients`, `meaning` or `promise`; what is announced is the last."""
        if self.is_notice:
            return "promise"
        if self.entry.row == TYPED:
            return "typed-clients"
        return {"meaning": "meaning", "promise": "promise"}.get(self.entry.promise or "", "breaks")

    @property
    def is_notice(self) -> bool:
        """Whether they must hear of it, though nothing breaks."""
        return self.entry.readers is False

    @property
    def is_certain(self) -> bool:
        """Whether it breaks readers, and they are known to be one; further away that depends on those between."""
        return self.entry.readers is True and self.hit.reads is True and self.hit.hops == 1

    @property
    def is_of_columns(self) -> bool:
        """Whether it is known by which columns they are hit; else the port is all that is known."""
        return self.entry.thing in (FIELD, OBJECT) and bool(self.hit.columns)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who must be asked or notified."""

    hit: AffectedConsumer
    """The nearest of their hits."""
    causes: tuple[Cause, ...]

    @property
    def is_broken(self) -> bool:
        """Whether something certainly breaks them."""
        return any(each.is_certain for each in self.causes)

    @property
    def is_notified(self) -> bool:
        """Whether it is enough that they hear of it."""
        return all(each.is_notice for each in self.causes)


def asked(difference: DiffReport) -> tuple[Contact, ...]:
    """Return who must be asked, the nearest first."""
    return tuple(each for each in contacts(difference) if not each.is_notified)


def contacts(difference: DiffReport) -> tuple[Contact, ...]:
    """Return who must be asked or notified, the nearest first; only direct consumers must be notified."""
    found: dict[tuple[str, str, str], list[Cause]] = {}
    for entry in difference.entries:
        for hit in entry.hits:
            if hit.reads is not False and (entry.readers is not False or (entry.notifies and hit.hops == 1)):
                found.setdefault((hit.address, hit.name, hit.team), []).append(Cause(entry, hit))
    people = (
        Contact(min((each.hit for each in causes), key=order), tuple(causes)) for causes in found.values()
    )
    return tuple(sorted(people, key=lambda each: order(each.hit)))
