"""SQL in contracts: expressions that compute columns, checks on their results, and quality rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.facts.fields import KEY, REQUIRED
from meshwright.facts.sql.guard import RefusedSqlError, guarded
from meshwright.facts.sql.reader import dialects_of
from meshwright.generation import guard
from meshwright.generation.query import quoted
from meshwright.generation.spaces import Ref
from meshwright.generation.values import Listed
from meshwright.quantities.ranges import stated_range
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.generation.indexes import Table, TableId, Universe
    from meshwright.mesh.items import Contract

GENERATE = "generate"
"""The custom property with the expression that computes a field."""


class SqlRule(NamedTuple):
    """A quality rule in SQL, to run on the generated data."""

    address: str
    query: str
    operators: Mapping[str, Any]

    def holds(self, result: Any) -> bool:  # noqa: ANN401 - a value of a database
        """Return whether a result satisfies the operators of the rule."""
        if result is None:
            return False
        if isinstance(result, bool):
            return all(value is result for key, value in self.operators.items() if key == "mustBe")
        try:
            number = float(result)
        except (TypeError, ValueError, OverflowError):
            return False
        allowed = stated_range(self.operators)
        is_low = number > allowed.low or (number == allowed.low and not allowed.is_above_low)
        is_high = number < allowed.high or (number == allowed.high and not allowed.is_below_high)
        return is_low and is_high and not any(low <= number <= high for low, high in allowed.without)


class Check(NamedTuple):
    """A condition that selects the rows in which an expression's result violates the contract."""

    address: str
    words: str
    query: str


def expressions(whole: Universe, table: Table, notes: list[str]) -> dict[Ref, str]:
    """Return the expressions of fields, each after the expressions that it depends on.

    A rejected expression adds a note, and its field gets ordinary values.
    """
    contract, number = table.id
    fields = contract.fact.fields
    own = [index for index, parent in enumerate(fields.parents) if parent == -1 - number]
    names = frozenset(fields.stored_name(index) for index in own)
    own_view = view(whole, table.id)
    views = {name: other for name, other in _views(whole, contract).items() if other != own_view}
    found: dict[Ref, str] = {}
    custom = fields.more.get("custom", {})
    for index in custom:
        stated = custom[index].get(GENERATE)
        ref = Ref(contract, index)
        if stated is None or ref.object != number:
            continue
        if index not in own:
            notes.append(
                f"`{ref.address}`: `{GENERATE}` is not supported in a nested field; ordinary values are used"
            )
            continue
        try:
            found[ref] = guard.expression(str(stated), names, views)
        except RefusedSqlError as error:
            notes.append(f"`{ref.address}`: its `{GENERATE}` is not used: {error}; ordinary values are used")
    for ref, sql in found.items():
        is_shared = len(whole.spaces.members.get(whole.spaces.space.get(ref, ref), ())) > 1
        if is_shared and fields.stored_name(ref.field) not in guard.columns_of(sql):
            notes.append(f"`{ref.address}`: its `{GENERATE}` may prevent it from matching other fields")
    return _in_order(found, notes)


def _in_order(found: dict[Ref, str], notes: list[str]) -> dict[Ref, str]:
    """Sort expressions by dependency, required ones first; an expression may depend on its own column."""
    left = {ref.contract.fact.fields.stored_name(ref.field): ref for ref in found}
    ordered: dict[Ref, str] = {}
    while left:
        ready = [
            name for name, ref in left.items() if not (guard.columns_of(found[ref]) & left.keys()) - {name}
        ]
        if not ready:
            listed = ", ".join(f"`{ref.address}`" for ref in left.values())
            notes.append(f"{listed}: `{GENERATE}` depends on a cycle of fields; ordinary values are used")
            break
        for name in ready:
            ref = left.pop(name)
            ordered[ref] = found[ref]
    return ordered


def view(whole: Universe, table: TableId) -> str:
    """Return the name of a table's view."""
    return f"t{list(whole.tables).index(table)}"


def _views(whole: Universe, contract: Contract) -> dict[str, str]:
    """Return the views of a contract's objects, by the objects' names and physical names in lower case."""
    names: dict[str, str] = {}
    for position, (other, number) in enumerate(whole.tables):
        if other is contract:
            schema = contract.fact.objects[number]
            for name in (schema.name, schema.physical_name or schema.name):
                names.setdefault(name.casefold().rpartition(".")[2], f"t{position}")
                names.setdefault(name.casefold(), f"t{position}")
    return names


def checks(whole: Universe, table: Table, expressions: Mapping[Ref, str], view: str) -> Iterable[Check]:
    """Yield checks of an expression's result: nulls, values outside lists and ranges, and duplicate keys."""
    for ref in expressions:
        fields = ref.contract.fact.fields
        name, demand = quoted(fields.stored_name(ref.field)), whole.spaces.demands.get(ref)
        conditions = []
        if fields.flags[ref.field] & (REQUIRED | KEY):
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
                        (f"{name} {sign}{'=' if is_open else ''} {bound:f}", "outside its range")
                    )
        for condition, words in conditions:
            yield Check(ref.address, words, f"SELECT count(*) FROM {view} WHERE {condition}")
        if (ref,) in table.uniques:
            query = f"SELECT count({name}) - count(DISTINCT {name}) FROM {view}"
            yield Check(ref.address, "repeated", query)


def rules(whole: Universe, table: Table, notes: list[str]) -> Iterable[SqlRule]:
    """Yield the SQL rules of an object and its fields; a rejected rule adds a note."""
    contract, number = table.id
    fact = contract.fact
    dialect = next(iter(dialects_of(each.type for each in fact.servers)), "")
    names = _views(whole, contract)
    own = [(table.address, "", rule) for rule in whole.spaces.object_rules[table.id]]
    fields = [Ref(contract, index) for index in range(len(fact.fields))]
    own += [
        (ref.address, fact.fields.stored_name(ref.field), rule)
        for ref in fields
        if ref.object == number
        for rule in whole.spaces.rules[ref]
    ]
    for address, column, rule in own:
        if rule.get("type") != "sql" or not isinstance(rule.get("query"), str):
            continue
        operators = {key: rule[key] for key in OPERATORS if rule.get(key) is not None}
        try:
            query = guarded(
                rule["query"],
                dialect,
                names,
                own=fact.objects[number].name,
                column=column,
                schema=None,
                to="duckdb",
            )
        except RefusedSqlError as error:
            notes.append(f"`{address}`: a rule in SQL is not run: {error}")
        else:
            yield SqlRule(address, query, operators)
