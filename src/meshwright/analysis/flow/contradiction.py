"""Comparison of declared column lineage with SQL: differences between known sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.sql_binding import SqlObject, readings
from meshwright.mesh.references import Resolved, sources_by_contract
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.flow.columns import Columns
    from meshwright.analysis.flow.sql_binding import BoundSql, UnknownSqlColumn
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import TransformSource


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The difference between a field's declared sources and those in its SQL."""

    field: int
    """The field's index in the contract."""
    read: tuple[int, ...]
    """The ids of undeclared columns from which the value derives, according to the SQL."""
    unread: tuple[tuple[int, int], ...]
    """The ids of declared columns that the SQL does not read, each with the position of the entry that declares it."""
    strays: tuple[UnknownSqlColumn, ...]
    """The columns that the SQL reads but the objects do not have."""


def contradictions(contract: Contract, mesh: Mesh, known: Columns) -> Iterator[Contradiction]:
    """Yield the differences for every field that both declares sources and has SQL; uncertain differences are omitted."""
    read = mesh.derived(readings).get(contract, {})
    stated: dict[int, list[TransformSource]] = {}
    for source in mesh.derived(sources_by_contract).get(contract, ()):
        if source.field in read:
            stated.setdefault(source.field, []).append(source)
    for field, sources in stated.items():
        found = _compared(field, sources, read[field], known)
        if found.read or found.unread:
            yield found


def _compared(field: int, sources: list[TransformSource], reading: BoundSql, known: Columns) -> Contradiction:
    declared = {
        known.id(target.contract, target.field): position
        for _, position, _, target in reversed(sources)
        if isinstance(target, Resolved) and target.field is not None
    }
    wholes = {
        SqlObject(target.contract, position)
        for *_, target in sources
        if isinstance(target, Resolved) and target.field is None
        for position in (
            range(len(target.contract.fact.objects)) if target.object is None else (target.object,)
        )
    }
    is_open = any(not isinstance(source.target, Resolved) for source in sources)
    values = [known.id(*each) for each in reading.values]
    read = [
        id_
        for id_, each in zip(values, reading.values, strict=True)
        if not (is_open or known.is_among(id_, declared) or _object(id_, known) in wholes)
    ]
    mentioned = {*values, *(known.id(*each) for each in (*reading.conditions, *reading.others))}
    unread = [
        (id_, entry)
        for id_, entry in sorted(declared.items(), key=lambda each: each[1])
        if reading.is_whole
        and not known.is_among(id_, mentioned)
        and (values or reading.strays or _object(id_, known) not in reading.objects)
    ]
    return Contradiction(field, tuple(read), tuple(unread), reading.strays if unread else ())


def _object(field: int, known: Columns) -> SqlObject:
    return SqlObject(known.contract(field), known.object(field))
