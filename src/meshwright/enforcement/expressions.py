"""Engine-independent parts of view definitions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.enforcement.relations import Relation


def any_of(conditions: Iterable[str]) -> str:
    """Return distinct conditions, joined with `OR`; empty if there are no conditions."""
    return " OR ".join(dict.fromkeys(conditions))


def constant(value: str | float | bool | None, literal: Callable[[str], str]) -> str:
    """Return the constant of a mask as a literal; empty for null."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    return literal(value) if value is not None else ""


def reasons(relation: Relation) -> tuple[str, ...]:
    """Return a line for each grant on a table, sorted: its reader, reason and last day."""
    lines = set()
    for reader in relation.readers:
        grant = reader.grant
        until = f", until {grant.ends}" if grant.ends else ""
        rows = f", rows where {grant.rows}" if grant.rows else ""
        counts = f"{len(reader.clear)} clear, {len(reader.masked)} masked"
        lines.add(f"  {grant.identity}: {grant.cause}{until}{rows} ({counts})")
    return tuple(sorted(lines))


def filtered_fields(relation: Relation) -> frozenset[str]:
    """Return the names of the fields in the row filters of a table."""
    return frozenset(
        condition.field
        for each in relation.readers
        if each.grant.rows
        for condition in each.grant.rows.conditions
    )
