"""Declared de-identification: what a field's `deidentification` says was done to the values it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple


class Effect(Enum):
    """How a method changes what data reveal."""

    PSEUDONYM = "pseudonym"
    """A key that only its owner can trace back."""
    FIGURE = "figure"
    """A figure about a group."""
    NONE = "none"
    """They are what they were: also of a plain hash, which anybody can make of what he guesses."""


METHODS = {
    "keyed-hash": Effect.PSEUDONYM,
    "tokenize": Effect.PSEUDONYM,
    "encrypt": Effect.PSEUDONYM,
    "hash": Effect.NONE,
    "count": Effect.FIGURE,
    "sum": Effect.FIGURE,
    "avg": Effect.FIGURE,
    "min": Effect.NONE,
    "max": Effect.NONE,
    "any": Effect.NONE,
    "none": Effect.NONE,
}
"""The methods that are known; of others nothing is."""
SMALLEST_GROUP = 2
"""A figure about one is that one's."""


class Masking(NamedTuple):
    """What was done to a field's values."""

    method: str | None
    """As declared; None where nothing is."""
    group: int | None = None
    """The least number that a figure is about (`minGroupSize`)."""
    key_owner: str | None = None

    @property
    def effect(self) -> Effect:
        """What it does; a figure about a group of unknown size does nothing."""
        effect = METHODS.get(self.method or "none", Effect.NONE)
        if effect is Effect.FIGURE and (self.group is None or self.group < SMALLEST_GROUP):
            return Effect.NONE
        return effect

    @property
    def is_figure(self) -> bool:
        """Whether nothing about a single one is left."""
        return self.effect is Effect.FIGURE

    @property
    def text(self) -> str:
        """Write it for people: `sum over 20 or more`."""
        group = f" over {self.group} or more" if self.group is not None else ""
        return f"{self.method or 'not de-identified'}{group}"


def masking(custom: Mapping[str, Any] | None) -> Masking:
    """Read a field's custom properties."""
    stated = (custom or {}).get("deidentification")
    if isinstance(stated, str):
        return Masking(stated)
    if not isinstance(stated, Mapping):
        return Masking(None)
    method, group, owner = stated.get("method"), stated.get("minGroupSize"), stated.get("keyOwner")
    return Masking(
        method if isinstance(method, str) else None,
        group if isinstance(group, int) and not isinstance(group, bool) else None,
        owner if isinstance(owner, str) else None,
    )
