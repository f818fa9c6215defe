"""What an expression of SQL is made of, as it is gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshwright.facts.sql.reads import SqlColumn


class Role(IntEnum):
    """What a part of an expression does to its value; what stands within a part does as much at least."""

    VALUE = 0
    CONDITION = 1
    """It decides which value there is."""
    OTHER = 2
    """It decides about rows, or their order."""


@dataclass(slots=True)
class Made:
    """Columns in the order that they are met."""

    values: dict[SqlColumn, None] = field(default_factory=dict)
    others: dict[SqlColumn, None] = field(default_factory=dict)
    conditions: dict[SqlColumn, None] = field(default_factory=dict)
    why: str = ""
    """Why those may not be all; empty where they are."""
    effect: str = ""

    def add(self, other: Made, role: Role = Role.VALUE) -> None:
        """Take over what a part is made of."""
        (self.values, self.conditions, self.others)[role].update(other.values)
        (self.conditions, self.conditions, self.others)[role].update(other.conditions)
        self.others.update(other.others)
        self.note(other.why)

    def note(self, why: str) -> None:
        """Keep the first reason."""
        self.why = self.why or why
