"""Collection of the columns that an SQL expression derives from."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from meshwright.facts.sql.reads import SqlColumn


class Role(IntEnum):
    """The role of a part of an expression; a nested part never has a lower role."""

    VALUE = 0
    CONDITION = 1
    """The part determines which value is returned."""
    OTHER = 2
    """The part determines the rows or their order."""


@dataclass(slots=True)
class Made:
    """Columns in order of occurrence."""

    values: dict[SqlColumn, None] = field(default_factory=dict)
    others: dict[SqlColumn, None] = field(default_factory=dict)
    conditions: dict[SqlColumn, None] = field(default_factory=dict)
    why: str = ""
    """The reason why the columns may be incomplete; empty if they are complete."""
    effect: str = ""

    def add(self, other: Made, role: Role = Role.VALUE) -> None:
        """Add the columns of a part."""
        (self.values, self.conditions, self.others)[role].update(other.values)
        (self.conditions, self.conditions, self.others)[role].update(other.conditions)
        self.others.update(other.others)
        self.note(other.why)

    def note(self, why: str) -> None:
        """Record a reason, unless one is already recorded."""
        self.why = self.why or why
