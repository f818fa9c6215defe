"""The plan of generated data: for each object of the chosen contracts its rows, its queries and the rules to try on it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.facts.sql.reader import dialects_of
from meshwright.finding.finding import did_you_mean
from meshwright.generation import guard
from meshwright.generation.choice import NoValuesError, values_for
from meshwright.generation.indexes import Table, TableId, Universe, universe
from meshwright.generation.query import quoted
from meshwright.generation.spaces import Ref, spaces
from meshwright.generation.spoiling import RULES, Spoil, spoil
from meshwright.generation.tables import TableQuery
from meshwright.generation.values import Listed
from meshwright.quantities.ranges import stated_range
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from meshwright.generation.spaces import Spaces
    from meshwright.generation.values import Values
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

GENERATE = "generate"
"""The custom property of a field with the expression that computes it."""
_PLACEHOLDER = re.compile(r"\$?\{\{?\s*(\w+)\s*\}?\}")
_OBJECT = frozenset({"object", "table", "model", "schema", "dataset", "view"})
_FIELD = frozenset({"property", "column", "field"})


class SpoilError(ValueError):
    """Nothing can be spoiled as it was asked for; the message says why."""


class SqlRule(NamedTuple):
    """A quality rule in SQL, to be tried on the generated data."""

    address: str
    query: str
    operators: Mapping[str, Any]

    def holds(self, result: Any) -> bool:  # noqa: ANN401 - a value of a database
        """Return whether a result satisfies the operators of the rule."""
        if result is None:
            return False
        if isinstance(result, bool):
            return all(value is result for key, value in self.operators.items() if key == "mustBe")
        allowed = stated_range(self.operators)
        number = float(result)
        is_low = number > allowed.low or (number == allowed.low and not allowed.is_above_low)
        is_high = number < allowed.high or (number == allowed.high and not allowed.is_below_high)
        return is_low and is_high and not any(low <= number <= high for low, high in allowed.without)


class Check(NamedTuple):
    """A condition that counts rows in which an expression gave what the contract does not permit."""

    address: str
    words: str
    query: str


@dataclass(frozen=True, eq=False)
class PlannedTable:
    """The generated data of one object."""

    address: str
    folder: tuple[str, ...]
    name: str
    rows: int
    view: str
    """The name of the view that rules read."""
    native: str
    """The query with DuckDB's own types."""
    written: str
    """The query with dates and times as text."""
    flat: str
    """The same without structs."""
    lists: tuple[str, ...]
    """The addresses of fields that CSV has no form for."""
    rules: tuple[SqlRule, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """The generated data of a mesh."""

    tables: tuple[PlannedTable, ...]
    spoiled: tuple[Spoil, ...]
    notes: tuple[str, ...]
    """What the data do not fulfil, or not all of."""
    refused: tuple[str, ...]
    """Objects without data, and why."""


def plan(  # noqa: PLR0913 - what the command takes
    mesh: Mesh,
    read: Callable[[str, int], Any],
    chosen: Callable[[Contract, int], bool],
    *,
    rows: int,
    seed: int,
    today: date,
    spoils: Sequence[str] = (),
) -> Plan:
    """Plan the data of the objects that are chosen. Raises SpoilError."""
    found = spaces(mesh, read)
    notes: list[str] = []
    values, unfilled = _values(found, rows, datetime(today.year, today.month, today.day, tzinfo=UTC))
    scalars = _scalars(mesh, found)
    groups = {ref: found.group(ref) for own in scalars.values() for ref in own}
    whole = universe(found, values, scalars, groups, rows=rows)
    picked = _spoils(whole, [each for each in whole.tables.values() if chosen(*each.id)], spoils)
    if picked:
        spoiled = frozenset(picked)
        whole = universe(found, values, scalars, groups, rows=rows, spoiled=spoiled)
    planned: list[PlannedTable] = []
    refused: list[str] = []
    for number, table in enumerate(whole.tables.values()):
        if not chosen(*table.id):
            continue
        reason = _refusal(table, found, unfilled)
        if reason:
            refused.append(reason)
            continue
        notes += _remarks(table, unfilled, found, rows)
        planned.append(_planned(whole, table, seed, f"t{number}", picked.get(table.id, ()), notes))
    own = {ref.address for table in whole.tables.values() if chosen(*table.id) for ref in table.keys}
    notes += (each for each in whole.notes if each.split("`")[1].split(",")[0] in own)
    return Plan(
        tuple(planned),
        tuple(each for some in picked.values() for each in some),
        tuple(dict.fromkeys(notes)),
        tuple(refused),
    )


def _values(found: Spaces, rows: int, today: datetime) -> tuple[dict[Ref, Values], dict[Ref, str]]:
    """Return the values of each space, and why a space has none."""
    values: dict[Ref, Values] = {}
    unfilled: dict[Ref, str] = {}
    for space in found.members:
        fields = space.contract.fact.fields
        try:
            values[space] = values_for(found.demand(space), fields.names[space.index], rows, today)
        except NoValuesError as error:
            unfilled[space] = str(error)
            values[space] = Listed(("NULL",))
    return values, unfilled


def _scalars(mesh: Mesh, found: Spaces) -> dict[TableId, list[Ref]]:
    """Return the fields of each object that have one value in a row; those in lists and maps have several."""
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
    """Explain why a table cannot be filled: it has no fields, or one without values that needs some."""
    contract, number = table.id
    if not any(parent == -1 - number for parent in contract.fact.fields.parents):
        return f"`{table.address}` has no fields"
    names = [
        each
        for index, each in enumerate(contract.fact.fields.names)
        if contract.fact.fields.parents[index] == -1 - number
    ]
    if len({each.casefold() for each in names}) < len(names) or not all(names):
        return f"`{table.address}` has two fields of the same name, or one without"
    builder = _Needs(table, found)
    for ref in table.keys:
        if found.space[ref] in unfilled and builder.is_needed(ref):
            return f"`{ref.address}` {unfilled[found.space[ref]]}"
    return None


class _Needs:
    def __init__(self, table: Table, found: Spaces) -> None:
        self.unique = {ref for each in table.uniques for ref in each}
        self.found = found

    def is_needed(self, ref: Ref) -> bool:
        """Return whether a field may not be left empty."""
        from meshwright.facts.fields import KEY, REQUIRED

        flags = ref.contract.fact.fields.flags[ref.index]
        return bool(flags & (REQUIRED | KEY)) or ref in self.unique or ref in self.found.referred


def _remarks(table: Table, unfilled: Mapping[Ref, str], found: Spaces, rows: int) -> Iterable[str]:
    for ref in table.keys:
        if found.space[ref] in unfilled:
            yield f"`{ref.address}` {unfilled[found.space[ref]]}; it is left empty"
    contract, number = table.id
    known = {*table.keys}
    fields = contract.fact.fields
    for index, kind in enumerate(fields.logical_types):
        ref = Ref(contract, index)
        if fields.object(index) != number or ref in known or ref in found.demands:
            continue
        if kind is not None and kind not in ("object", "array", "map", "vector"):
            yield f"`{ref.address}` has a type that is not generated; it is left empty"
    if table.rows < rows:
        yield f"`{table.address}` has {table.rows:,} rows: its keys have no more values"
    for rule in found.object_rules[table.id]:
        if rule.get("metric") == "rowCount":
            operators = {key: rule[key] for key in OPERATORS if rule.get(key) is not None}
            if not SqlRule("", "", operators).holds(table.rows):
                yield f"`{table.address}` has {table.rows:,} rows, which its rule `rowCount` does not permit"


def _planned(  # noqa: PLR0913, PLR0917 - the parts of one table
    whole: Universe, table: Table, seed: int, view: str, spoils: tuple[Spoil, ...], notes: list[str]
) -> PlannedTable:
    contract, number = table.id
    expressions = _expressions(table, notes)
    query = TableQuery(whole, table, seed, expressions, spoils)
    schema = contract.fact.objects[number]
    lists = tuple(Ref(contract, index).address for index in query.lists())
    return PlannedTable(
        table.address,
        tuple(contract.address.split("/")),
        schema.name,
        table.rows,
        view,
        query.native(),
        query.written(),
        "" if lists else query.flat(),
        lists,
        tuple(_rules(whole, table, notes)),
        tuple(_checks(whole, table, expressions, view)),
    )


def _expressions(table: Table, notes: list[str]) -> dict[Ref, str]:
    """Return the expressions that fields state, checked; one that is refused is noted, and its field has usual values."""
    contract, number = table.id
    fields = contract.fact.fields
    own = [index for index, parent in enumerate(fields.parents) if parent == -1 - number]
    names = frozenset(fields.names[index] for index in own)
    found: dict[Ref, str] = {}
    custom = fields.more.get("custom", {})
    for index in custom:
        stated = custom[index].get(GENERATE)
        ref = Ref(contract, index)
        if stated is None or ref.object != number:
            continue
        try:
            if index not in own:
                raise guard.RefusedSqlError("is inside another field")
            found[ref] = guard.expression(str(stated), names - {fields.names[index]})
        except guard.RefusedSqlError as error:
            notes.append(f"`{ref.address}`: its `{GENERATE}` {error}; it has other values")
    return _without_circles(found, notes)


def _without_circles(found: dict[Ref, str], notes: list[str]) -> dict[Ref, str]:
    left = dict(found)
    names = {ref.contract.fact.fields.names[ref.index]: ref for ref in found}
    while left:
        ready = [
            ref
            for ref, sql in left.items()
            if not any(names.get(each) in left for each in guard.columns_of(sql))
        ]
        if not ready:
            for ref in left:
                notes.append(f"`{ref.address}`: its `{GENERATE}` depends on itself; it has other values")
                del found[ref]
            break
        for ref in ready:
            del left[ref]
    return found


def _checks(whole: Universe, table: Table, expressions: Mapping[Ref, str], view: str) -> Iterable[Check]:
    """Yield what an expression could get wrong: nulls, values of lists, ranges, and keys."""
    from meshwright.facts.fields import KEY, REQUIRED

    for ref in expressions:
        fields = ref.contract.fact.fields
        name, demand = quoted(fields.names[ref.index]), whole.spaces.demands.get(ref)
        conditions = []
        if fields.flags[ref.index] & (REQUIRED | KEY):
            conditions.append((f"{name} IS NULL", "null"))
        values = whole.values[whole.spaces.space[ref]] if demand is not None else None
        if demand is not None and demand.lists and isinstance(values, Listed):
            conditions.append((f"{name} NOT IN ({', '.join(values.values)})", "not in its list"))
        if demand is not None and demand.kind in ("integer", "number"):
            for bound, sign, is_open in (
                (demand.low, "<", demand.is_above),
                (demand.high, ">", demand.is_below),
            ):
                if bound is not None:
                    conditions.append(
                        (f"{name} {sign}{'=' if is_open else ''} {bound:f}", "out of its range")
                    )
        for condition, words in conditions:
            yield Check(ref.address, words, f"SELECT count(*) FROM {view} WHERE {condition}")
        if (ref,) in table.uniques:
            query = f"SELECT count({name}) - count(DISTINCT {name}) FROM {view}"
            yield Check(ref.address, "repeated", query)


def _rules(whole: Universe, table: Table, notes: list[str]) -> Iterable[SqlRule]:
    """Yield the SQL rules of an object and its fields; one that is refused is noted."""
    contract, number = table.id
    fact = contract.fact
    dialect = next(iter(dialects_of(each.type for each in fact.servers)), "")
    names: dict[str, str] = {}
    for position, (other, schema) in enumerate(
        (each, each[0].fact.objects[each[1]]) for each in whole.tables
    ):
        if other[0] is contract:
            for name in (schema.name, schema.physical_name or schema.name):
                names.setdefault(name.casefold().rpartition(".")[2], f"t{position}")
                names.setdefault(name.casefold(), f"t{position}")
    own = [(table.address, "", rule) for rule in whole.spaces.object_rules[table.id]]
    fields = [Ref(contract, index) for index in range(len(fact.fields))]
    own += [
        (ref.address, fact.fields.names[ref.index], rule)
        for ref in fields
        if ref.object == number
        for rule in whole.spaces.rules[ref]
    ]
    for address, column, rule in own:
        if rule.get("type") != "sql" or not isinstance(rule.get("query"), str):
            continue
        text = _PLACEHOLDER.sub(
            lambda found, column=column: _placed(found, fact.objects[number].name, column), rule["query"]
        )
        operators = {key: rule[key] for key in OPERATORS if rule.get(key) is not None}
        try:
            yield SqlRule(address, guard.select(text, dialect, names), operators)
        except guard.RefusedSqlError as error:
            notes.append(f"`{address}`: a rule in SQL {error}; it is not run")


def _placed(found: re.Match[str], object_: str, column: str) -> str:
    word = found[1].casefold()
    if word in _OBJECT:
        return quoted(object_)
    return quoted(column) if word in _FIELD and column else found[0]


def _spoils(whole: Universe, tables: list[Table], spoils: Sequence[str]) -> dict[TableId, tuple[Spoil, ...]]:
    """Choose what to spoil: for `RULE` the first place that allows it, for `RULE=ADDRESS` one at an address."""
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
            raise SpoilError(f"nothing can be spoiled by `{rule}`{where}")
        found[one[0]] = (*found.get(one[0], ()), one[1])
    return found
