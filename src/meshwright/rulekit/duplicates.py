"""Detection of duplicate names in a list, optionally ignoring case.

This module does not know what the names refer to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import At, Finding, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.source.place import Path
    from meshwright.standards.odcs.server import Server

FOLDING = frozenset(
    {
        *("athena", "bigquery", "databricks", "db2", "denodo", "dremio", "duckdb", "glue", "hive", "impala"),
        *("informix", "mysql", "oracle", "postgres", "postgresql", "presto", "redshift", "snowflake"),
        *("sqlserver", "synapse", "trino", "vertica"),
    }
)
"""The server types that ignore the case of unquoted names."""


class Named(NamedTuple):
    """A list item with a name."""

    name: str
    """The name of the item; empty if it is unknown."""
    physical_name: str | None
    path: Path


def duplicates(
    sort: str, physical: str, siblings: Iterable[Named], servers: Iterable[Server]
) -> Iterator[Finding]:
    """Yield one finding for each duplicate name, at its second occurrence."""
    siblings = tuple(siblings)
    if not _are_distinct(siblings):
        yield from _duplicates(sort, physical, siblings, servers)


def _are_distinct(siblings: Sequence[Named]) -> bool:
    """Return whether all names differ even if case is ignored, which is almost always the case."""
    folded = {(each.physical_name or each.name).casefold() for each in siblings}
    return len(folded) == len({each.name for each in siblings}) == len(siblings)


def _duplicates(
    sort: str, physical: str, siblings: Iterable[Named], servers: Iterable[Server]
) -> Iterator[Finding]:
    exact: dict[str, list[Named]] = {}
    for each in siblings:
        if each.name:
            exact.setdefault(each.name, []).append(each)
    for name, (first, *others) in exact.items():
        if others:
            message = f"duplicate {sort} `{name}`; remove or rename one of them"
            yield _finding(message, first, others)
    engine = next((each.type for each in servers if each.type.casefold() in FOLDING), None)
    if engine is None:
        return
    folded: dict[str, list[Named]] = {}
    for first, *_ in exact.values():
        folded.setdefault((first.physical_name or first.name).casefold(), []).append(first)
    for first, *others in folded.values():
        if others:
            names = f"`{others[0].name}` and `{first.name}`"
            is_one_name = others[0].name.casefold() == first.name.casefold()
            advice = "rename one of them" if is_one_name else "state another `physicalName`"
            message = f"{names} are the same {physical} on {engine}; {advice}"
            yield _finding(message, first, others, Severity.WARNING)


def _finding(message: str, first: Named, others: list[Named], severity: Severity | None = None) -> Finding:
    related = [Related("the first one", _at(first)), *(Related("one more", _at(each)) for each in others[1:])]
    return Finding(
        message,
        _at(others[0]),
        tuple(related),
        discriminator=others[0].name,
        severity=severity,
        hides=(_at(first),),
    )


def _at(each: Named) -> At:
    return At((*each.path, "name"))
