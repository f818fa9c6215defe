"""The consumers to consult or notify about a change, each with all edits that affect it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.changes.change import FIELD, OBJECT
from meshwright.impact.affected_consumers import order

if TYPE_CHECKING:
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.report.diff import DiffEntry, DiffReport

TYPED = "type-widened"
"""The rule for changes that affect only consumers with statically typed clients."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One edit, and its effect on a consumer."""

    entry: DiffEntry
    consumer: AffectedConsumer

    @property
    def effect(self) -> str:
        """The kind of effect: `breaks`, `typed-clients`, `meaning` or `promise`, which includes announcements."""
        if self.is_notice:
            return "promise"
        if self.entry.row == TYPED:
            return "typed-clients"
        return {"meaning": "meaning", "promise": "promise"}.get(self.entry.promise or "", "breaks")

    @property
    def is_notice(self) -> bool:
        """Whether the consumer must be notified although nothing breaks."""
        return self.entry.readers is False

    @property
    def is_certain(self) -> bool:
        """Whether the edit certainly breaks the consumer: it is breaking, and the consumer reads the changed item directly.

        Whether the edit breaks an indirect consumer depends on the products in between.
        """
        return self.entry.readers is True and self.consumer.reads is True and self.consumer.hops == 1

    @property
    def is_of_columns(self) -> bool:
        """Whether the affected columns are known, and not only the affected port."""
        return self.entry.thing in (FIELD, OBJECT) and bool(self.consumer.columns)


@dataclass(frozen=True, slots=True)
class Contact:
    """A consumer to consult or notify."""

    consumer: AffectedConsumer
    """The consumer, with the shortest path from the changed item."""
    causes: tuple[Cause, ...]

    @property
    def is_broken(self) -> bool:
        """Whether the change certainly breaks the consumer."""
        return any(each.is_certain for each in self.causes)

    @property
    def is_notified(self) -> bool:
        """Whether a notification is sufficient."""
        return all(each.is_notice for each in self.causes)


def consulted(difference: DiffReport) -> tuple[Contact, ...]:
    """Return the consumers to consult, closest first."""
    return tuple(each for each in contacts(difference) if not each.is_notified)


def contacts(difference: DiffReport) -> tuple[Contact, ...]:
    """Return the consumers to consult or notify, closest first; only direct consumers are notified."""
    found: dict[tuple[str, str, str], list[Cause]] = {}
    for entry in difference.entries:
        for consumer in entry.consumers:
            if consumer.reads is not False and (
                entry.readers is not False or (entry.notifies and consumer.hops == 1)
            ):
                found.setdefault((consumer.address, consumer.name, consumer.team), []).append(
                    Cause(entry, consumer)
                )
    people = (
        Contact(min((each.consumer for each in causes), key=order), tuple(causes))
        for causes in found.values()
    )
    return tuple(sorted(people, key=lambda each: order(each.consumer)))
