"""The plan of generated data: the rows, queries and rules of each object of the chosen contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.facts.fields import KEY, REQUIRED
from meshwright.finding.finding import did_you_mean
from meshwright.generation import guard
from meshwright.generation.choice import NoValuesError, values_for
from meshwright.generation.contract_sql import Check, SqlRule, checks, expressions, rules, view
from meshwright.generation.demands import CONTAINERS
from meshwright.generation.indexes import Table, TableId, Universe, universe
from meshwright.generation.spaces import Ref, spaces
from meshwright.generation.spoiling import RULES, Spoil, spoil
from meshwright.generation.tables import TableQuery
from meshwright.generation.values import EMPTY
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from meshwright.generation.spaces import Spaces
    from meshwright.generation.values import Values
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class SpoilError(ValueError):
    """The requested deviation is impossible; the message states why."""


@dataclass(frozen=True, eq=False)
class PlannedTable:
    """The generated data of one object."""

    address: str
    folder: tuple[str, ...]
    name: str
    rows: int
    view: str
    """The name of the view for rules."""
    native: str
    """The query with DuckDB's own types."""
    written: str
    """The query with dates and times as text, for JSON Lines."""
    flat: str
    """The query for CSV: with dates and times as text, and a column for each field of a struct."""
    lists: tuple[str, ...]
    """The addresses of fields that CSV cannot represent."""
    rules: tuple[SqlRule, ...]
    checks: tuple[Check, ...]
    reads: frozenset[str]
    """The names of the views that the object's expressions read."""
    is_written: bool
    """Whether the object was chosen; False if it is included only because a chosen object reads it."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The generated data of a mesh."""

    tables: tuple[PlannedTable, ...]
    spoiled: tuple[Spoil, ...]
    notes: tuple[str, ...]
    """Requirements that the data satisfies only in part, or not at all."""
    refused: tuple[str, ...]
    """Objects without data, with the reasons."""


def plan(  # noqa: PLR0913 - what the command takes
    mesh: Mesh,
    read: Callable[[str, int], Any],
    chosen: Callable[[Contract, int], bool],
    *,
    rows: int,
    seed: int,
    until: datetime,
    spoils: Sequence[str] = (),
) -> Plan:
    """Plan the data of the chosen objects, with all dates and times before a given moment. Raises SpoilError."""
    found = spaces(mesh, read)
    notes: list[str] = []
    values, unfilled = _values(found, rows, until)
    scalars = _scalars(mesh, found)
    groups = {ref: found.group(ref) for own in scalars.values() for ref in own}
    whole = universe(found, values, scalars, groups, rows=rows)
    picked = _spoils(whole, [each for each in whole.tables.values() if chosen(*each.id)], spoils)
    if picked:
        spoiled = frozenset(picked)
        whole = universe(found, values, scalars, groups, rows=rows, spoiled=spoiled)
    planned: list[PlannedTable] = []
    refused: list[str] = []
    addresses: set[str] = set()
    contracts = {table.id[0] for table in whole.tables.values() if chosen(*table.id)}
    for table in whole.tables.values():
        if table.id[0] not in contracts:
            continue
        is_chosen = chosen(*table.id)
        reason = _refusal(table, found, unfilled)
        if table.address.casefold() in addresses:
            reason = f"`{table.address}` is also the address of another object"
        addresses.add(table.address.casefold())
        if reason:
            refused += [reason] if is_chosen else []
            continue
        own: list[str] = [*_remarks(table, unfilled, found, rows)]
        try:
            planned.append(_planned(whole, table, seed, picked.get(table.id, ()), own, is_written=is_chosen))
        except NoValuesError as error:
            refused += [str(error)] if is_chosen else []
            continue
        notes += own if is_chosen else []
    known = {ref.address for table in whole.tables.values() if chosen(*table.id) for ref in table.keys}
    notes += (note.words for note in whole.notes if note.address in known)
    return Plan(
        tuple(planned),
        tuple(each for some in picked.values() for each in some),
        tuple(dict.fromkeys(notes)),
        tuple(refused),
    )


def _values(found: Spaces, rows: int, until: datetime) -> tuple[dict[Ref, Values], dict[Ref, str]]:
    """Return the values of each space, and the reasons for spaces without values."""
    values: dict[Ref, Values] = {}
    unfilled: dict[Ref, str] = {}
    for space in found.members:
        fields = space.contract.fact.fields
        try:
            values[space] = values_for(found.demand(space), fields.names[space.field], rows, until)
        except NoValuesError as error:
            unfilled[space] = str(error)
            values[space] = EMPTY
    return values, unfilled


def _scalars(mesh: Mesh, found: Spaces) -> dict[TableId, list[Ref]]:
    """Return, for each object, the fields with one value per row; fields in lists and maps are excluded."""
    scalars: dict[TableId, list[Ref]] = {}
    for contract in mesh.contracts:
        fields = contract.fact.fields
        for number in range(len(contract.fact.objects)):
            scalars[contract, number] = []
        is_single: list[bool] = []
        for index, parent in enumerate(fields.parents):
            is_own = isinstance(fields.steps[index], int) and (parent < 0 or is_single[parent])
            is_single.append(is_own)
            ref = Ref(contract, index)
            if is_own and ref in found.demands:
                scalars[contract, ref.object].append(ref)
    return scalars


def _refusal(table: Table, found: Spaces, unfilled: Mapping[Ref, str]) -> str | None:
    """Explain why a table cannot be generated: no fields, or a required field without values."""
    contract, number = table.id
    if not any(parent == -1 - number for parent in contract.fact.fields.parents):
        return f"`{table.address}` has no fields"
    fields = contract.fact.fields
    names: dict[int, list[str]] = {}
    for index, parent in enumerate(fields.parents):
        if fields.object(index) == number:
            names.setdefault(parent, []).append(fields.stored_name(index).casefold())
    if any(len(set(own)) < len(own) or not all(own) for own in names.values()):
        return f"`{table.address}` has two fields with the same name, or a field without a name"
    return next(
        (words for ref, words in _empty(table, found, unfilled) if _is_needed(ref, table, found)), None
    )


def _empty(table: Table, found: Spaces, unfilled: Mapping[Ref, str]) -> Iterable[tuple[Ref, str]]:
    """Yield the fields of a table without values, with the reason."""
    contract, number = table.id
    fields = contract.fact.fields
    for index, kind in enumerate(fields.logical_types):
        ref = Ref(contract, index)
        if fields.object(index) != number:
            continue
        if ref in found.space and found.space[ref] in unfilled:
            yield ref, f"`{ref.address}` {unfilled[found.space[ref]]}"
        elif ref not in found.space and kind is not None and kind not in CONTAINERS:
            yield ref, f"`{ref.address}` has the type `{kind}`, which `generate` does not support"


def _is_needed(ref: Ref, table: Table, found: Spaces) -> bool:
    """Return whether a field must not be left empty."""
    flags = ref.contract.fact.fields.flags[ref.field]
    is_unique = any(ref in each for each in table.uniques)
    return bool(flags & (REQUIRED | KEY)) or is_unique or ref in found.referred


def _remarks(table: Table, unfilled: Mapping[Ref, str], found: Spaces, rows: int) -> Iterable[str]:
    for _, words in _empty(table, found, unfilled):
        yield f"{words}; it is left empty"
    if table.rows < rows:
        yield f"`{table.address}` has only {_rows(table.rows)}, because its keys have too few values"
    for rule in found.object_rules[table.id]:
        if rule.get("metric") == "rowCount":
            operators = {key: rule[key] for key in OPERATORS if rule.get(key) is not None}
            if not SqlRule("", "", operators).holds(table.rows):
                yield f"`{table.address}` has {_rows(table.rows)}, which its rule `rowCount` does not permit"


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _planned(  # noqa: PLR0913 - the parts of one table
    whole: Universe, table: Table, seed: int, spoils: tuple[Spoil, ...], notes: list[str], *, is_written: bool
) -> PlannedTable:
    contract, number = table.id
    stated = expressions(whole, table, notes)
    query = TableQuery(whole, table, seed, stated, spoils)
    lists = tuple(Ref(contract, index).address for index in query.lists())
    name = view(whole, table.id)
    return PlannedTable(
        table.address,
        tuple(contract.address.split("/")),
        contract.fact.objects[number].name,
        table.rows,
        name,
        query.native(),
        query.written(),
        "" if lists else query.flat(),
        lists,
        tuple(rules(whole, table, notes)),
        tuple(checks(whole, table, stated, name)),
        frozenset(each for expression in stated.values() for each in guard.tables_of(expression)),
        is_written,
    )


def _spoils(whole: Universe, tables: list[Table], spoils: Sequence[str]) -> dict[TableId, tuple[Spoil, ...]]:
    """Choose the deviations: the first possible deviation for `RULE`, and a deviation at the address for `RULE=ADDRESS`."""
    found: dict[TableId, tuple[Spoil, ...]] = {}
    for each in spoils:
        rule, _, address = each.partition("=")
        if rule not in RULES:
            hint = did_you_mean(nearest(rule, RULES)) or f"; supported: {', '.join(RULES)}"
            raise SpoilError(f"unknown rule `{rule}` in --spoil{hint}")
        one = next(
            (
                (table.id, way)
                for table in tables
                for way in spoil(rule, whole, table)
                if not address or f"{way.address}/".startswith(f"{address}/")
            ),
            None,
        )
        if one is None:
            where = f" at `{address}`" if address else ""
            raise SpoilError(f"`{rule}` cannot spoil any table{where}")
        found[one[0]] = (*found.get(one[0], ()), one[1])
    return found
