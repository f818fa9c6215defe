"""Repeated rows in joins, which would distort sums.

A key is unique only if its contract declares it. This module does not read data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshwright.analysis.meaning.joins import JoinPath


@dataclass(frozen=True, slots=True)
class FanOut:
    """The repetition of rows in the result of a join, for the start and the end of its path."""

    repeats_left: bool
    """Whether a row at the start of the path may match several rows at its end."""
    repeats_right: bool
    is_left_grouped: bool
    """Whether the start is reduced to one row per key before the join."""
    is_right_grouped: bool
    left_after: bool
    """Whether rows or groups of the start still repeat in the generated SQL."""
    right_after: bool

    @property
    def is_grouped(self) -> bool:
        """Whether either side is reduced before it is joined."""
        return self.is_left_grouped or self.is_right_grouped


def fan_out(way: JoinPath) -> FanOut:
    """Determine which ends of a join repeat, considering all its hops."""
    hops = way.hops
    left = any(not hop.right.is_unique for hop in hops)
    right = any(not hop.left.is_unique for hop in hops)
    is_both = left and right
    groups_left = is_both and not hops[0].left.is_unique
    groups_right = is_both and not hops[-1].right.is_unique
    return FanOut(
        repeats_left=left,
        repeats_right=right,
        is_left_grouped=groups_left,
        is_right_grouped=groups_right,
        left_after=any(not hop.right.is_unique for hop in (hops[:-1] if groups_right else hops)),
        right_after=any(not hop.left.is_unique for hop in (hops[1:] if groups_left else hops)),
    )


def caution(way: JoinPath) -> str:
    """Return a warning against summing the rows of a join; empty if each row occurs at most once."""
    found = fan_out(way)
    left, right = ends(way)
    if found.repeats_left and found.repeats_right:
        return (
            f"many rows of {left} match many rows of {right}: "
            "sums over the joined rows count them more than once; aggregate each side first"
        )
    if found.repeats_left:
        return (
            f"each row of {left} appears once per row of {right}: do not sum columns of {left} after the join"
        )
    if found.repeats_right:
        return f"each row of {right} appears once per row of {left}: do not sum columns of {right} after the join"
    return ""


def remarks(way: JoinPath) -> tuple[str, ...]:
    """Return comments for a join's SQL, one sentence per line; none if every sum is correct."""
    found = fan_out(way)
    if not (found.repeats_left and found.repeats_right):
        return tuple(filter(None, (caution(way),)))
    left, right = ends(way)
    lines = [
        f"many rows of {left} match many rows of {right}: joined row by row, sums count them more than once"
    ]
    grouped = _those((left, found.is_left_grouped), (right, found.is_right_grouped))
    if grouped:
        is_are = "are" if found.is_left_grouped and found.is_right_grouped else "is"
        lines.append(
            f"therefore {grouped} {is_are} reduced to one row per key first; add your sums inside WITH"
        )
    repeated = _those((left, found.left_after), (right, found.right_after))
    if repeated:
        lines.append(
            f"one key matches several keys, so figures from {repeated} repeat: do not sum them over the result"
        )
    return tuple(lines)


def _those(*sides: tuple[str, bool]) -> str:
    return " and ".join(name for name, is_one in sides if is_one)


def ends(way: JoinPath) -> tuple[str, str]:
    """Return the names of the objects at both ends, with their ports if the names are equal."""
    names = way.start.object_name, way.end.object_name
    if names[0] == names[1]:
        names = (
            f"{way.start.contract.address}/{names[0]}",
            f"{way.end.contract.address}/{names[1]}",
        )
    return ticked(names[0]), ticked(names[1])


def ticked(name: str) -> str:
    """Return a name in backticks, on one line."""
    shown = name if name.isprintable() else "".join(each if each.isprintable() else "?" for each in name)
    return f"`{shown}`"
