"""Conversion of contracts to probes: columns, checks, clocks.

A promise that cannot be counted becomes `Unmeasured`, with the reason, and is never treated as kept. This module does
not know the location or content of the data.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from meshwright.facts.fields import KEY, REQUIRED, UNIQUE
from meshwright.measuring.bounds import bound_checks, kind_of, listed, string_checks
from meshwright.measuring.identifiers import identifier_checks
from meshwright.measuring.meetings import meetings, null_checks
from meshwright.measuring.nested import is_repeated
from meshwright.measuring.predicates import CONTAINERS
from meshwright.measuring.probe import (
    Check,
    Column,
    Key,
    LastingPromise,
    Probe,
    Promise,
    Query,
    Reference,
    Sampled,
    Unmeasured,
)
from meshwright.measuring.quality import read_rule
from meshwright.measuring.secrecy import group_checks, personal_checks
from meshwright.mesh.address import segment
from meshwright.mesh.elements import objects_of
from meshwright.mesh.references import Resolved
from meshwright.mesh.registries import mapping, mappings
from meshwright.mesh.relationships import relations
from meshwright.quantities.glob import is_like_any
from meshwright.quantities.service_level import Duration, read_promise, service_level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.facts.facts import SlaFact
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

OF_TIME = ("date", "timestamp")
UNSEEN = "observations cannot verify it"
NESTED_SQL = "SQL rules of nested fields are not run"
REPEATED = "a row may contain several values for this field, but its rule counts rows with one value"
NESTED_KEY = "a field of the key is nested"
UNSOUND = "the contract declares it incorrectly, as `meshwright check` reports"


def probes(contract: Contract, mesh: Mesh, body: Mapping[str, Any]) -> tuple[Probe, ...]:
    """Return the probe for each object in a contract; `body` is the content of its document."""
    schema = tuple(mappings(body.get("schema")))
    return tuple(
        _Planner(contract, mesh, at, schema[at] if at < len(schema) else {}).probe()
        for at in range(len(contract.fact.objects))
    )


class _Planner:
    """The builder of the probe for one object."""

    def __init__(self, contract: Contract, mesh: Mesh, at: int, values: Mapping[str, Any]) -> None:
        self.contract, self.mesh, self.at, self.values = contract, mesh, at, values
        self.object = contract.fact.objects[at]
        self.columns: list[Column] = []
        self.nested: list[Column] = []
        self.sampled: list[Sampled] = []
        self.checks: list[Check] = []
        self.keys: list[Key] = []
        self.queries: list[Query] = []
        self.rules: list[Any] = []
        self.unmeasured: list[Unmeasured] = []
        self.lasting: list[LastingPromise] = []
        self.of_field: dict[int, int] = {}
        """The positions of columns, by the index of their field."""

    def probe(self) -> Probe:
        """Build the probe."""
        self._columns()
        for position, column in enumerate([*self.columns, *self.nested]):
            self._checks(position, column)
        self._primary_key()
        self._quality(("schema", self.at), self.values, None)
        references = (*self._references(),)
        references += self._beyond(references)
        promises = tuple(self._promises())
        fact = self.contract.fact
        return Probe(
            f"{self.contract.address}/{segment(self.object.name)}",
            fact.id,
            fact.version or "",
            self.contract.home.file,
            self.contract.home.document,
            self.at,
            self.object.name,
            self.object.physical_name or self.object.name,
            tuple(self.columns),
            tuple(self.checks),
            tuple(self.keys),
            references,
            tuple(self.queries),
            tuple(self.rules),
            promises,
            self._partition(promises),
            tuple(self.unmeasured),
            tuple(self.lasting),
            tuple(self.nested),
            tuple(self.sampled),
        )

    def _beyond(self, related: tuple[Reference, ...]) -> tuple[Reference, ...]:
        """Add the checks of group sizes and personal values, and return the references between identifiers."""
        asked = identifier_checks(self.contract, self.mesh, self.columns, self.of_field)
        for each in (*asked, *group_checks(self.contract.fact, self.columns)):
            if isinstance(each, Unmeasured):
                self.unmeasured.append(each)
            elif isinstance(each, Sampled):
                self.sampled.append(each)
            else:
                self.checks.append(each)
        self.checks += personal_checks(self.contract.fact, self.columns, self.mesh.classification)
        known = frozenset((each.target, each.columns) for each in related)
        found = tuple(meetings(self.contract, self.at, self.mesh, self.of_field, known))
        self.checks += null_checks(found, self.columns)
        return found

    def _columns(self) -> None:
        fields = self.contract.fact.fields
        for index, parent in enumerate(fields.parents):
            if fields.object(index) != self.at:
                continue
            if parent >= 0:
                top, steps = self._way(index)
                self.nested.append(self._column(index, top, steps))
            else:
                self.of_field[index] = len(self.columns)
                self.columns.append(self._column(index))

    def _way(self, index: int) -> tuple[int, tuple[str, ...]]:
        """Return the index of the column that contains a nested field, and the path from there to the field."""
        fields, steps = self.contract.fact.fields, list[str]()
        while fields.parents[index] >= 0:
            step = fields.steps[index]
            physical = self.contract.fact.field(index).more.physical_name or fields.names[index]
            steps.append(f".{physical}" if isinstance(step, int) else fields.names[index])
            index = fields.parents[index]
        return self.of_field[index], tuple(reversed(steps))

    def _column(self, index: int, top: int = -1, steps: tuple[str, ...] = ()) -> Column:
        fact = self.contract.fact.field(index)
        name = fact.name.removeprefix(f"{self.object.name}/")
        options = fact.more.options or {}
        zone = options.get("defaultTimezone")
        return Column(
            name,
            fact.more.physical_name or self.contract.fact.fields.names[index],
            kind_of(fact.logical_type, fact.physical_type),
            fact.physical_type,
            zone if isinstance(zone, str) and zone else "UTC",
            isinstance(options.get("format"), str),
            fact.is_required,
            index,
            fact.path,
            fact.logical_type if fact.logical_type in CONTAINERS else "",
            top,
            steps,
        )

    def _checks(self, position: int, column: Column) -> None:
        fact = self.contract.fact.field(column.field)
        self._flags(position, column)
        if column.kind not in ("", "other") or column.logical:
            self._check("type", position, "kind", (column.logical or column.kind,), "logicalType")
        if fact.more.enum:
            self._check("enum", position, "unlisted", listed(fact.more.enum), "enum")
        options = fact.more.options or {}
        place = (*column.path, "logicalTypeOptions")
        for fault in self.contract.fact.faults:
            if fault[: len(place)] == place:
                self._skip(f"{column.name}#{'/'.join(map(str, fault[len(place) :]))}", UNSOUND)
        if options.get("uniqueItems") is True and column.logical == "array":
            kind = self._item_kind(column)
            self._check("uniqueItems", position, "repeated", (kind,), "logicalTypeOptions", "uniqueItems")
        find = string_checks if column.kind == "string" else bound_checks
        for name, count, operand in find(column, options):
            if isinstance(operand, str):
                self._skip(f"{column.name}#{name}", operand)
            else:
                self._check(name, position, count, operand, "logicalTypeOptions", name)
        self._quality(column.path, self._value(column), position)

    def _flags(self, position: int, column: Column) -> None:
        flags = self.contract.fact.fields.flags[column.field]
        if flags & REQUIRED:
            self._check("required", position, "null", (), "required")
        elif flags & KEY:
            self._check("required", position, "null", (), "primaryKey")
        if flags & UNIQUE and is_repeated(column):
            self._skip(f"{column.name}#unique", REPEATED)
        elif flags & UNIQUE:
            self.keys.append(Key(f"{column.name}#unique", (position,), (*column.path, "unique")))

    def _item_kind(self, column: Column) -> str:
        at = self.contract.fact.fields.child(column.field, "[]")
        if at is None:
            return ""
        item = self.contract.fact.field(at)
        return kind_of(item.logical_type, item.physical_type)

    def _value(self, column: Column) -> Mapping[str, Any]:
        value: Any = self.values
        for step in column.path[2:]:
            if isinstance(step, str):
                value = mapping(value).get(step)
            else:
                value = value[step] if isinstance(value, list | tuple) and step < len(value) else None
        return mapping(value)

    def _check(self, name: str, position: int, count: Any, operand: tuple[Any, ...], *steps: str) -> None:  # noqa: ANN401 - a literal
        column = (self.columns + self.nested)[position]
        if not self.contract.fact.is_sound(*column.path, *steps):
            if steps[:1] != ("logicalTypeOptions",):
                self._skip(f"{column.name}#{name}", UNSOUND)
            return
        self.checks.append(Check(f"{column.name}#{name}", position, count, operand, (*column.path, *steps)))

    def _skip(self, key: str, why: str) -> None:
        self.unmeasured.append(Unmeasured(key, why))

    def _primary_key(self) -> None:
        fields = self.contract.fact.fields
        found = tuple(at for at, each in enumerate(self.columns) if fields.flags[each.field] & KEY)
        if len(found) == 1 and fields.flags[self.columns[found[0]].field] & UNIQUE:
            return
        if any(fields.flags[each.field] & KEY for each in self.nested):
            self._skip("#primaryKey", NESTED_KEY)
        elif found:
            path = (*self.columns[found[0]].path, "primaryKey")
            self.keys.append(Key("#primaryKey", found, path))

    def _quality(self, path: tuple[Any, ...], values: Mapping[str, Any], column: int | None) -> None:
        columns = [*self.columns, *self.nested]
        for position, rule in enumerate(mappings(values.get("quality"))):
            name = "" if column is None else columns[column].name
            place = (*path, "quality", position)
            if not self.contract.fact.is_sound(*place):
                self._skip(f"{name}#quality/{position}", UNSOUND)
                continue
            read = read_rule(rule, f"{name}#quality/{position}", column, columns)
            used = {at for each in read.keys for at in each.columns} | {each.column for each in read.checks}
            if any(is_repeated(columns[at]) for at in used):
                self._skip(f"{name}#quality/{position}", REPEATED)
                continue
            if read.queries and column is not None and columns[column].steps:
                self._skip(f"{name}#quality/{position}", NESTED_SQL)
                continue
            for each in read.checks:
                self.checks.append(Check(each.key, each.column, each.count, each.operand, place))
            self.keys += [Key(each.key, each.columns, place) for each in read.keys]
            self.queries += [Query(each.key, each.sql, each.column, place) for each in read.queries]
            if read.rule is not None:
                self.rules.append(read.rule.at(place, position))
            if read.why:
                self._skip(f"{name}#quality/{position}", read.why)

    def _references(self) -> Iterator[Reference]:
        for found in relations(self.contract, self.mesh):
            ends = [each.target for each in found.sources]
            targets = [each.target for each in found.targets]
            own = [each for each in ends if isinstance(each, Resolved) and each.contract is self.contract]
            if not own or own[0].object != self.at:
                continue
            names = ",".join(self._name(each) for each in own)
            key = f"#reference/{names}/{'/'.join(map(str, found.path[2:]))}"
            others = [each for each in targets if isinstance(each, Resolved)]
            if len(own) < len(ends) or len(others) < len(targets) or len(others) != len(own):
                self._skip(key, "it refers to something that is not in the mesh")
                continue
            mine = [self.of_field.get(each.field if each.field is not None else -1) for each in own]
            tops = [
                each.field is not None and each.contract.fact.fields.parents[each.field] < 0
                for each in others
            ]
            if None in mine or not all(tops) or len({(each.contract, each.object) for each in others}) > 1:
                self._skip(key, "it does not connect columns of two objects")
                continue
            facts = [each.contract.fact.field(each.field or 0) for each in others]
            home, name = others[0].contract, others[0].contract.fact.objects[others[0].object or 0].name
            yield Reference(
                key,
                tuple(each for each in mine if each is not None),
                f"{home.address}/{segment(name)}",
                tuple(each.more.physical_name or each.name.rpartition("/")[2] for each in facts),
                tuple(kind_of(each.logical_type, each.physical_type) for each in facts),
                found.path,
            )

    def _name(self, end: Resolved) -> str:
        return self.contract.fact.fields.names[end.field] if end.field is not None else ""

    def _promises(self) -> Iterator[Promise]:
        fact = self.contract.fact
        for level in fact.sla:
            name = service_level(level.property)
            key = f"#sla/{level.position}"
            if name is None or name in ("generalAvailability", "endOfSupport", "endOfLife"):
                continue
            if level.elements and self.at not in objects_of(level.elements, fact.objects):
                continue
            if not fact.is_sound("slaProperties", level.position):
                self._skip(key, UNSOUND)
            elif name == "latency" or _is_maximum(name, level):
                yield from self._promise(name, key, level)
            elif name in _LASTING:
                self._lasts(name, key, level)
            else:
                self._skip(key, f"`{level.property}`: {UNSEEN}")

    def _promise(self, name: str, key: str, level: SlaFact) -> Iterator[Promise]:
        """Yield a service level that a single observation can prove broken; if it cannot be measured, record the reason."""
        read = read_promise(name, level.value, level.unit)
        clock = self._clock(level)
        if not isinstance(read, Duration):
            self._skip(key, f"`{level.property}` has no readable value")
        elif name == "latency" and level.custom.get("slaScope") == "hop":
            why = "is measured from the inputs (`slaScope: hop`), not from events"
            self._skip(key, f"`{level.property}` {why}")
        elif clock is None:
            self._skip(key, f"`{level.property}` names no column of dates or timestamps as its `element`")
        else:
            kind: Literal["freshness", "retention"] = "freshness" if name == "latency" else "retention"
            place = ("slaProperties", level.position)
            yield Promise(key, kind, -int(-read.longest // 1), _stated(level), clock, place)

    def _lasts(self, name: str, key: str, level: SlaFact) -> None:
        """Record a service level that needs many observations."""
        read = read_promise(name, level.value, level.unit)
        clock = None if name == "availability" else self._clock(level)
        if not isinstance(read, Duration | Fraction):
            self._skip(key, f"`{level.property}` has no readable value")
        elif name == "retention" and (clock is None or not self._names_column(level)):
            self._skip(key, f"`{level.property}` names no column of dates or timestamps as its `element`")
        elif name == "frequency" and clock is None:
            self._skip(key, f"`{level.property}` has no column of dates or timestamps")
        else:
            amount = read if isinstance(read, Fraction) else read[name == "frequency"]
            self.lasting.append(
                LastingPromise(
                    key, _LASTING[name], amount, _stated(level), clock, ("slaProperties", level.position)
                )
            )

    def _names_column(self, level: SlaFact) -> bool:
        """Return whether a service level names a column of this object, rather than metadata that all objects have."""
        names = {element.rpartition(".")[2] for element in level.elements}
        return any(names & {each.name, each.physical} for each in self.columns)

    def _clock(self, level: SlaFact) -> int | None:
        """Return the index of the column that a service level's element names, or else that of the metadata column."""
        names = {element.rpartition(".")[2] for element in level.elements}
        for position, column in enumerate(self.columns):
            if column.kind in OF_TIME and names & {column.name, column.physical}:
                return position
        if names - {self.object.name, self.object.physical_name}:
            return None
        for common in (each for standard in self.mesh.standards for each in standard.common_metadata):
            if common.logical_type in OF_TIME and is_like_any(common.objects, self.object.name):
                for position, column in enumerate(self.columns):
                    if column.name == common.name and column.kind in OF_TIME:
                        return position
        return None

    def _partition(self, promises: tuple[Promise, ...]) -> int | None:
        for position, column in enumerate(self.columns):
            if column.kind in OF_TIME and self._value(column).get("partitioned") is True:
                return position
        return promises[0].column if promises else None


_LASTING: dict[str, Literal["availability", "frequency", "retention"]] = {
    "availability": "availability",
    "frequency": "frequency",
    "retention": "retention",
}


def _is_maximum(name: str, level: SlaFact) -> bool:
    return name == "retention" and level.custom.get("retentionKind") == "maximum"


def _stated(level: SlaFact) -> str:
    return f"{level.value} {level.unit}" if level.unit else str(level.value)
