"""Declared de-identification: the method in a field's `deidentification`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple


class Effect(Enum):
    """A method's effect on what data reveals."""

    PSEUDONYM = "pseudonym"
    """A pseudonym that only the owner of its key can reverse."""
    FIGURE = "figure"
    """A figure about a group."""
    NONE = "none"
    """No effect; an example is a plain hash, which an attacker can compute from guesses."""


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
"""The known methods; others have no effect."""
SMALLEST_GROUP = 2
"""The smallest group size for a figure about a group: a figure about a single person reveals that person's value."""


class Masking(NamedTuple):
    """The de-identification of a field's values."""

    method: str | None
    """The method as declared; None if there is none."""
    group: int | None = None
    """The minimum group size for a figure (`minGroupSize`)."""
    key_owner: str | None = None

    @property
    def effect(self) -> Effect:
        """The effect; a figure about a group of unknown size has none."""
        effect = METHODS.get(self.method or "none", Effect.NONE)
        if effect is Effect.FIGURE and (self.group is None or self.group < SMALLEST_GROUP):
            return Effect.NONE
        return effect

    @property
    def is_figure(self) -> bool:
        """Whether no individual value is left."""
        return self.effect is Effect.FIGURE

    @property
    def text(self) -> str:
        """The description for display: `sum over 20 or more`."""
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
