"""Spoiling: deliberate deviations from a contract, for testing whether checks find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.facts.fields import REQUIRED
from meshwright.generation.query import literal, template
from meshwright.generation.values import Moments, Numbers, Texts
from meshwright.quantities.duckdb_type import duckdb_type
from meshwright.quantities.pattern import finds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from meshwright.generation.indexes import Table, Universe
    from meshwright.generation.spaces import Ref


class Spoil(NamedTuple):
    """A deviation in one table."""

    rule: str
    address: str
    words: str
    """The effect in words, which follows the address and the row number in a message."""
    field: int = -1
    """The field with the wrong value; -1 for none."""
    value: str = "NULL"
    """The wrong value, as an SQL template with a placeholder for the correct value."""
    is_last: bool = True
    """Whether only the last row is affected."""
    copied: frozenset[int] = frozenset()
    """The fields whose values in the last row are copied from the first row."""


def spoil(rule: str, universe: Universe, table: Table) -> Iterator[Spoil]:
    """Yield the possible deviations of a table, best first."""
    return RULES[rule](universe, table)


def _refs(table: Table) -> Iterator[Ref]:
    """Yield the columns of a table that are neither nested nor unique and are not part of a reference."""
    unique = {ref for each in table.uniques for ref in each}
    for ref in table.keys:
        if ref not in unique and ref.contract.fact.fields.parents[ref.field] < 0:
            yield ref


def _free(universe: Universe, table: Table) -> Iterator[Ref]:
    """Yield the columns that can change freely: they identify no entity, reference nothing and are not referenced."""
    spaces = universe.spaces
    for ref in _refs(table):
        if ref not in spaces.links and ref not in universe.targets and ref not in spaces.referred:
            yield ref


def _required(universe: Universe, table: Table) -> Iterator[Spoil]:
    own = [ref for ref in _refs(table) if ref.contract.fact.fields.flags[ref.field] & REQUIRED]
    free = {
        ref for ref in _free(universe, table) if not universe.spaces.rules[ref]
    }  # those with a quality rule are tried last: it may count nulls as well
    for ref in sorted(own, key=lambda each: each not in free):
        if ref not in universe.spaces.referred:
            yield Spoil("required", ref.address, "is required but null", ref.field)


def _unique(_: Universe, table: Table) -> Iterator[Spoil]:
    if table.rows < 2:
        return
    for members in table.uniques:
        names = ", ".join(f"`{ref.contract.fact.fields.names[ref.field]}`" for ref in members)
        words = f"has the {names} of the first row"
        yield Spoil("unique", table.address, words, copied=frozenset(ref.field for ref in members))


def _reference(universe: Universe, table: Table) -> Iterator[Spoil]:
    for ref in _refs(table):
        values = universe.values[universe.spaces.space[ref]]
        if ref in universe.targets and isinstance(values, Texts) and values.count > universe.rows:
            target = universe.targets[ref][1].address
            yield Spoil("reference", ref.address, f"has a value that `{target}` lacks", ref.field, UNUSED)


UNUSED = "unused"
"""A placeholder for the value at an index that is not used by any row."""


def _range(universe: Universe, table: Table) -> Iterator[Spoil]:
    for ref in _free(universe, table):
        options = ref.contract.fact.fields.more.get("options", {}).get(ref.field) or {}
        values = universe.values[universe.spaces.space[ref]]
        demand = universe.spaces.demands[ref]
        if not isinstance(values, Numbers):
            continue
        for end, point, sign in (("inimum", demand.low, -1), ("aximum", demand.high, 1)):
            name = next(
                (each for each in (f"m{end}", f"exclusiveM{end}") if options.get(each) is not None), None
            )
            if name is not None and point is not None:
                step = max(values.step, 1)
                beyond = (
                    f"({point} + {sign * step}::DECIMAL(18, 0))"
                    if not values.scale
                    else f"({point} + {sign})"
                )
                yield Spoil(
                    "range", ref.address, f"is beyond its `{name}` of {options[name]}", ref.field, beyond
                )


def _pattern(universe: Universe, table: Table) -> Iterator[Spoil]:
    for ref in (*_free(universe, table), *_refs(table)):
        values, demand = universe.values[universe.spaces.space[ref]], universe.spaces.demands[ref]
        if isinstance(values, Texts) and demand.patterns and not demand.formats and not demand.lists:
            text = "~" * max(len(values.shape), 1)
            if any(finds(each, text) is False for each in demand.patterns):
                yield Spoil(
                    "pattern", ref.address, f"does not match `{demand.patterns[0]}`", ref.field, literal(text)
                )


def _enum(universe: Universe, table: Table) -> Iterator[Spoil]:
    for ref in _free(universe, table):
        demand = universe.spaces.demands[ref]
        if demand.kind == "string" and demand.lists and not demand.patterns:
            longest = max(len(str(each)) for each in demand.lists[0])
            text = "~" * max(min(longest, demand.longest or longest), 1)
            yield Spoil("enum", ref.address, "has a value that is not in its list", ref.field, literal(text))


def _freshness(universe: Universe, table: Table) -> Iterator[Spoil]:
    contract, number = table.id
    fields, name = contract.fact.fields, contract.fact.objects[number].name
    stated = {each for level in contract.fact.sla if level.property in _AGES for each in level.elements}
    own = [ref for ref in _free(universe, table) if _is_moment(universe, ref)]
    own.sort(key=lambda ref: (f"{name}.{fields.names[ref.field]}" not in stated, -ref.field))
    for ref in own:
        old = "{} - INTERVAL 10 YEAR"
        yield Spoil("freshness", ref.address, "is ten years old in all rows", ref.field, old, is_last=False)


_AGES = frozenset({"latency", "freshness"})
"""The service levels that limit the age of data."""


def _is_moment(universe: Universe, ref: Ref) -> bool:
    """Return whether a column has dates or timestamps that can be made older."""
    demand = universe.spaces.demands[ref]
    type_ = duckdb_type(demand.kind, ref.contract.fact.fields.physical_types[ref.field])
    is_moment = isinstance(universe.values[universe.spaces.space[ref]], Moments)
    return is_moment and type_.startswith(("DATE", "TIMESTAMP")) and demand.low is None


def _check_digit(universe: Universe, table: Table) -> Iterator[Spoil]:
    for ref in table.keys:
        values = universe.values[universe.spaces.space[ref]]
        is_free = ref.contract.fact.fields.parents[ref.field] < 0 and ref not in universe.targets
        if (
            is_free
            and isinstance(values, Texts)
            and values.check is not None
            and ref in universe.spaces.links
        ):
            at = values.check.reserved[-1]
            alphabet = template(literal(values.shape[at]))
            size = len(values.shape[at])
            other = f"substr({alphabet}, 1 + instr({alphabet}, substr({{}}, {at + 1}, 1)) % {size}, 1)"
            bad = f"(substr({{}}, 1, {at}) || {other} || substr({{}}, {at + 2}))"
            yield Spoil(
                "check-digit",
                ref.address,
                f"fails its check ({universe.spaces.links[ref].scheme.check})",
                ref.field,
                bad,
            )


RULES: Mapping[str, Callable[[Universe, Table], Iterator[Spoil]]] = {
    "required": _required,
    "unique": _unique,
    "reference": _reference,
    "range": _range,
    "pattern": _pattern,
    "enum": _enum,
    "check-digit": _check_digit,
    "freshness": _freshness,
}
"""The deviations, by the rule's name on the command line."""
