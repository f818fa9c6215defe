"""Measurements of a contract as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.days import days_read, rows_of_days
from meshwright.catalog.markdown.marks import code, message, plain, section, table
from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.documents.measured import MeasuredObject

_SEEN = ("object", "last seen", "where", "promises", "not measured", "last 30 days")
_LEVELS = ("object", "service level", "promised", "derived from inputs", "measured")


def written_measured(objects: Iterable[MeasuredObject]) -> str:
    """Return the measurements of a contract's objects as Markdown; empty without observations."""
    found = tuple(objects)
    if not found:
        return ""
    return section("Measured", table(_SEEN, map(_row, found)), table(_LEVELS, _levels(found)), level=3)


def _row(each: MeasuredObject) -> tuple[str, ...]:
    name = f"{plain(each.name)} ({code(each.address)})"
    if not each.last_seen:
        return name, "never measured", "", "", "", ""
    rows = counted(each.rows, "row") if each.rows is not None else ""
    where = (
        f"{each.server} ({each.environment})" if each.environment else each.server,
        each.engine,
        rows + (", not all of them" if each.is_partial else ""),
        f"not read: {each.unavailable}" if each.unavailable else "",
        "the contract has changed since then" if each.is_outdated else "",
    )
    counts = ((each.broken, "broken"), (each.kept, "kept"), (each.unknown, "not known"))
    left = (
        f"{message(one.reason)}: {', '.join(map(code, one.promises))} ({one.count:,})"
        for one in each.not_measured
    )
    unread = ", ".join(str(one.day) for one in each.days if not one.is_read)
    days = (days_read(each.days), rows_of_days(each.days), f"not read: {unread}" if unread else "")
    return (
        name,
        plain(each.last_seen),
        "; ".join(map(message, filter(None, where))),
        ", ".join(f"{number:,} {word}" for number, word in counts if number),
        "; ".join(left),
        "; ".join(filter(None, days)),
    )


def _levels(objects: Iterable[MeasuredObject]) -> Iterator[tuple[str, ...]]:
    for each in objects:
        for level in each.levels:
            outcome = "cannot tell" if level.outcome == "unknown" else level.outcome
            seen = "; ".join(filter(None, (plain(level.measured), message(level.reason))))
            yield (
                plain(f"{each.name} ({each.server})" if each.server else each.name),
                plain(level.name),
                plain(level.promised),
                plain(level.bound),
                f"{outcome}: {seen}" if seen else outcome,
            )
