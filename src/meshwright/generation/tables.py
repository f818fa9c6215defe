"""The query for one table: columns with nested fields, nulls, and the contract's expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.facts.fields import KEY, REQUIRED
from meshwright.generation.choice import NoValuesError
from meshwright.generation.demands import KINDS, TEMPORAL, kind_of
from meshwright.generation.guard import ROW
from meshwright.generation.indexes import Draw, Other, Radix, Row
from meshwright.generation.query import Expr, Query, literal, quoted, salt_of, template
from meshwright.generation.spaces import Ref
from meshwright.generation.spoiling import UNUSED
from meshwright.generation.values import Moments
from meshwright.quantities.duckdb_type import duckdb_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.generation.indexes import Index, Key, Table, TableId, Universe
    from meshwright.generation.spoiling import Spoil

NULLS = 16
"""On average, one value in this many is null, if nulls are permitted."""
MOST_ITEMS = 1_000
MOST_DIMENSIONS = 4_096
MOST_VALUES = 20_000
"""The maximum number of values in a row, including those in lists."""
_DAY = 24 * 60 * 60
_SPAN = 30 * _DAY
_DEEPEST = 8
"""The maximum number of chained references to follow."""
_NO_NULLS = frozenset({"nullValues", "missingValues"})


class TableQuery:
    """The builder of one table's query."""

    def __init__(
        self,
        universe: Universe,
        table: Table,
        seed: int,
        expressions: Mapping[Ref, str],
        spoils: tuple[Spoil, ...] = (),
    ) -> None:
        self.universe = universe
        self.table = table
        self.seed = seed
        self.expressions = expressions
        self.spoils = spoils
        self.query = Query()
        self._left = MOST_VALUES
        self.contract, self.number = table.id
        self.fields = self.contract.fact.fields
        self.children: dict[int, list[int]] = {}
        for index, parent in enumerate(self.fields.parents):
            self.children.setdefault(parent, []).append(index)
        self.moments = [ref for ref in table.keys if self._is_recent(ref)]

    def columns(self) -> list[int]:
        """Return the fields that are columns of the table, not nested in other fields."""
        return self.children.get(-1 - self.number, [])

    def native(self) -> str:
        """Return the query with DuckDB's own types."""
        shown = [
            (self.fields.stored_name(index), self._field(index, Expr("i"), "")) for index in self.columns()
        ]
        if not self.expressions:
            return self.query.select(self.table.rows, shown)
        own = {name.casefold() for name, _ in shown}
        numbered = [] if ROW in own else [(ROW, Expr("i"))]
        text = self.query.select(self.table.rows, [*numbered, *shown])
        alias = quoted(self.contract.fact.objects[self.number].name)
        for ref, expression in self.expressions.items():
            name = quoted(self.fields.stored_name(ref.field))
            text = f"SELECT * REPLACE (({expression})::{self.type(ref.field)} AS {name}) FROM ({text}) AS {alias}"
        names = ", ".join(quoted(self.fields.stored_name(index)) for index in self.columns())
        return f"SELECT {names} FROM ({text})"

    def written(self) -> str:
        """Return the query with dates and times as text, for JSON Lines."""
        shown = ", ".join(
            f"{self._as_text(index, quoted(self.fields.stored_name(index)))} AS {quoted(self.fields.stored_name(index))}"
            for index in self.columns()
        )
        return f"SELECT {shown} FROM ({self.native()})"

    def flat(self) -> str:
        """Return the query with a column for each field of a struct, for CSV."""
        shown = ", ".join(
            f"{self._as_text(index, value)} AS {quoted(name)}"
            for column in self.columns()
            for index, name, value in self._flattened(
                column, self.fields.stored_name(column), quoted(self.fields.stored_name(column))
            )
        )
        return f"SELECT {shown} FROM ({self.native()})"

    def _flattened(self, index: int, name: str, value: str) -> list[tuple[int, str, str]]:
        if not self._is_struct(index):
            return [(index, name, value)]
        return [
            part
            for child in self.children[index]
            for part in self._flattened(
                child,
                f"{name}.{self.fields.stored_name(child)}",
                f"({value}).{quoted(self.fields.stored_name(child))}",
            )
        ]

    def lists(self) -> list[int]:
        """Return the fields that CSV cannot represent: arrays, maps and vectors."""
        own = (index for index in range(len(self.fields)) if self.fields.object(index) == self.number)
        return [
            index for index in own if self.kind(index) in ("array", "map", "vector") or self._is_open(index)
        ]

    def kind(self, index: int) -> str:
        """Return the kind of a field."""
        return kind_of(self.fields.logical_types[index], self.fields.physical_types[index])

    def _is_struct(self, index: int) -> bool:
        return self.kind(index) == "object" and bool(self.children.get(index))

    def _is_open(self, index: int) -> bool:
        return self.kind(index) == "object" and not self.children.get(index)

    def options(self, index: int) -> Mapping[str, Any]:
        """Return the options of a field's logical type."""
        found: Mapping[str, Any] = self.fields.more.get("options", {}).get(index) or {}
        return found

    def type(self, index: int) -> str:
        """Return the DuckDB type of a field."""
        kind, children = self.kind(index), self.children.get(index, [])
        if kind == "object" and children:
            return f"STRUCT({', '.join(f'{quoted(self.fields.stored_name(each))} {self.type(each)}' for each in children)})"
        if kind == "array":
            return f"{self.type(children[0]) if children else 'VARCHAR'}[]"
        if kind == "vector":
            return "DOUBLE[]"
        if kind in ("map", "object"):
            return (
                "MAP(VARCHAR, VARCHAR)"
                if len(children) != 2
                else f"MAP({', '.join(map(self.type, children))})"
            )
        if kind not in KINDS:
            return "VARCHAR"
        return duckdb_type(
            kind, self.fields.physical_types[index], is_zoned=self.options(index).get("timezone") is True
        )

    def _field(self, index: int, row: Expr, position: str) -> Expr:
        """Return a field's value in a row, at a position in its enclosing lists. Raises NoValuesError."""
        self._left -= 1
        if self._left < 0:
            raise NoValuesError(f"`{self.table.address}` has more than {MOST_VALUES:,} values in a row")
        for spoil in self.spoils:
            if index in spoil.copied:
                row = self.query.let(f"CASE WHEN {{0}} = {self.table.rows - 1} THEN 0 ELSE {{0}} END", row)
        value = self._value(index, row, position)
        if self.is_nullable(index) and not position:
            drawn = self.query.draw(row, self._salt(self.table.id), f"null {self._name(index)}", NULLS)
            value = self.query.of("CASE WHEN {} = 0 THEN NULL ELSE {} END", drawn, value)
        for spoil in self.spoils:
            if spoil.field == index:
                bad = self._spoiled(spoil, index, value)
                is_last = f"{{}} = {self.table.rows - 1}" if spoil.is_last else "{} >= 0"
                value = self.query.of(f"CASE WHEN {is_last} THEN {{}} ELSE {{}} END", row, bad, value)
        return value

    def _spoiled(self, spoil: Spoil, index: int, value: Expr) -> Expr:
        """Return the value of a field in the spoiled row."""
        if spoil.value == UNUSED:
            space = self.universe.spaces.space[Ref(self.contract, index)]
            salt = salt_of(self.seed, "values", space.address)
            unused = self.query.let(f"{self.universe.rows}::BIGINT")
            return self.universe.values[space].value(self.query, unused, salt)
        places = spoil.value.count("{}")
        return self.query.of(f"({spoil.value})::{template(self.type(index))}", *[value] * places)

    def is_nullable(self, index: int) -> bool:
        """Return whether a field may be null: it is not required, referenced or computed, and its nulls are not counted."""
        ref = Ref(self.contract, index)
        if self.fields.flags[index] & (REQUIRED | KEY) or isinstance(self.fields.steps[index], str):
            return False
        if any(each.get("metric") in _NO_NULLS for each in self.universe.spaces.rules[ref]):
            return False
        if ref in self.expressions:
            return False
        is_key = any(ref in each for each in self.table.uniques if len(each) > 1)
        return not is_key and ref not in self.universe.spaces.referred

    def _value(self, index: int, row: Expr, position: str) -> Expr:
        kind, children = self.kind(index), self.children.get(index, [])
        if self._is_struct(index):
            parts = [self._field(each, row, position) for each in children]
            named = ", ".join(f"{template(quoted(self.fields.stored_name(each)))}: {{}}" for each in children)
            return self.query.of(f"{{{{{named}}}}}", *parts)
        if kind == "array":
            return self._list(children, index, row, position)
        if kind in ("map", "object"):
            return self._map(children, index, row, position)
        if kind == "vector":
            count = _whole(self.options(index).get("dimensions")) or 3
            if count > MOST_DIMENSIONS:
                raise NoValuesError(
                    f"`{self._address(index)}` has {count:,} dimensions, more than `generate` supports"
                )
            draws = [
                self._draw(row, f"{self._name(index)} {each} {position}", 2_000) for each in range(count)
            ]
            return self.query.of(f"[{', '.join(['({} - 1000) / 1000.0::DOUBLE'] * count)}]", *draws)
        return self._scalar(index, row, position)

    def _list(self, children: list[int], index: int, row: Expr, position: str) -> Expr:
        least, most = self._sizes(index, "Items")
        items = [
            self._field(children[0], row, f"{position} {each}") if children else Expr(literal(f"item {each}"))
            for each in range(most)
        ]
        length = self._draw(row, f"length {self._name(index)} {position}", most - least + 1)
        return self.query.of(
            f"list_slice([{', '.join(['{}'] * most)}]::{template(self.type(index))}, 1, {least} + {{}})",
            *items,
            length,
        )

    def _map(self, children: list[int], index: int, row: Expr, position: str) -> Expr:
        least, most = self._sizes(index, "Properties")
        count = max(least, min(most, 2))
        own = children if len(children) == 2 else []
        keys = [
            self._field(own[0], row, f"{position} {each}") if own else Expr(literal(f"key {each}"))
            for each in range(count)
        ]
        values = [
            self._field(own[1], row, f"{position} {each}") if own else Expr(literal(f"value {each}"))
            for each in range(count)
        ]
        listed = ", ".join(["{}"] * count)
        return self.query.of(f"MAP([{listed}], [{listed}])::{template(self.type(index))}", *keys, *values)

    def _sizes(self, index: int, what: str) -> tuple[int, int]:
        """Return the minimum and maximum number of items in a list, or entries in a map. Raises NoValuesError."""
        least, most = (_whole(self.options(index).get(f"{end}{what}")) for end in ("min", "max"))
        least = least if least is not None else min(1, 1 if most is None else most)
        most = min(least + 3, least + 3 if most is None else most)
        children = self.children.get(index, [])
        ref = Ref(self.contract, children[0]) if children else None
        is_unique = what == "Properties" or self.options(index).get("uniqueItems") is True
        if is_unique and ref is not None and ref in self.universe.spaces.space:
            most = min(most, self.universe.values[self.universe.spaces.space[ref]].count)
        if most < least:
            raise NoValuesError(f"`{self._address(index)}` needs {least:,} items, more than its limits allow")
        if most > MOST_ITEMS:
            raise NoValuesError(
                f"`{self._address(index)}` needs {least:,} items, more than `generate` supports"
            )
        return least, most

    def _address(self, index: int) -> str:
        return Ref(self.contract, index).address

    def _scalar(self, index: int, row: Expr, position: str) -> Expr:
        ref = Ref(self.contract, index)
        if ref not in self.universe.spaces.space:
            return Expr("NULL")
        space = self.universe.spaces.space[ref]
        values = self.universe.values[space]
        salt = salt_of(self.seed, "values", space.address)
        if position:
            start = self._draw(row, f"item {self._name(index)}", values.count)
            place = sum(int(each) for each in position.split())
            chosen = self.query.of(f"(({{}} + {place}) % {min(values.count, 2**31)})", start)
        elif ref in self.moments:
            return self.query.of("{}::" + self.type(index), self._recent(ref, row))
        else:
            chosen = self._part(ref, self._index(self.table.id, self.table.keys[ref], row, 0))
        value = values.value(self.query, self.query.let("{}", chosen), salt)
        return self._typed(index, value)

    def _typed(self, index: int, value: Expr) -> Expr:
        """Cast a value to the type of its column."""
        kind, type_ = self.kind(index), self.type(index)
        if kind in TEMPORAL and type_ == "BIGINT":
            unit = f"epoch({{}}) // {_DAY}" if kind == "date" else "epoch_ms({})"
            return self.query.of(f"({unit})::BIGINT", value)
        if kind in TEMPORAL and type_ == "VARCHAR":
            return self.query.of(f"strftime({{}}, {literal(_TEXTS[kind])})", value)
        if type_ == "TIMESTAMPTZ":
            return self.query.of("({} AT TIME ZONE 'UTC')", value)
        return value if kind in ("string", "boolean") else self.query.of(f"({{}})::{type_}", value)

    def _index(self, table: TableId, key: Key, row: Expr, depth: int) -> Expr:
        """Return an expression for the index of a key in a row."""
        found = self.universe.tables[table].indexes[key]
        return self.query.let("{}", self._of(found, table, row, depth))

    def _of(self, index: Index, table: TableId, row: Expr, depth: int) -> Expr:
        if isinstance(index, Row):
            return row
        if isinstance(index, Radix):
            return self.query.of(f"({{}} // {index.below} % {index.size})", row)
        if isinstance(index, Draw):
            return self.query.draw(row, self._salt(table), index.purpose, min(index.size, 2**31))
        if isinstance(index, Other):
            base, inner = (self._of(each, table, row, depth) for each in (index.base, index.inner))
            return self.query.of(f"(({{}} + 1 + {{}}) % {index.size})", base, inner)
        inner = self.query.let("{}", self._of(index.inner, table, row, depth))
        return inner if depth > _DEEPEST else self._index(index.table, index.key, inner, depth + 1)

    def _part(self, ref: Ref, index: Expr) -> Expr:
        """Return the index of a part of a composite identifier, given the index of the whole."""
        link = self.universe.spaces.links.get(ref)
        if link is None or link.part is None:
            return index
        below = 1
        for part in link.scheme.parts:
            count = self.universe.part_count(link, part)
            if part == link.part:
                return self.query.of(f"({{}} // {below} % {count})", index)
            below *= count
        return index

    def _is_recent(self, ref: Ref) -> bool:
        """Return whether a column gets recent dates or times, which are ordered across rows and within a row."""
        values = self.universe.values[self.universe.spaces.space[ref]]
        demand = self.universe.spaces.demands[ref]
        is_drawn = isinstance(self.table.indexes.get(self.table.keys[ref]), Draw)
        return (
            isinstance(values, Moments)
            and is_drawn
            and demand.kind != "time"
            and demand.low is None
            and demand.high is None
        )

    def _recent(self, ref: Ref, row: Expr) -> Expr:
        """Return a moment within the last few days; later rows, and later columns within a row, have later moments."""
        place = len(self.moments) - self.moments.index(ref)
        values = self.universe.values[self.universe.spaces.space[ref]]
        seconds = self.query.let(f"(({self.table.rows - 1} - {{}}) * {_SPAN} // {self.table.rows})", row)
        newest = int(values.newest.timestamp()) if isinstance(values, Moments) else 0
        moment = self.query.of(f"make_timestamp(1000000 * ({newest} - {place} - {{}})::BIGINT)", seconds)
        return self._typed(ref.field, moment)

    def _draw(self, row: Expr, purpose: str, size: int) -> Expr:
        return self.query.draw(row, self._salt(self.table.id), purpose, min(size, 2**31))

    def _salt(self, table: TableId) -> int:
        return salt_of(self.seed, "rows", self.universe.tables[table].address)

    def _name(self, index: int) -> str:
        return self.fields.name(index, self.contract.fact.objects)

    def _as_text(self, index: int, value: str) -> str:
        """Convert the dates and times in a value to text."""
        if not self._has_moments(index):
            return value
        kind, children = self.kind(index), self.children.get(index, [])
        if self._is_struct(index):
            names = {each: quoted(self.fields.stored_name(each)) for each in children}
            parts = ", ".join(
                f"{name}: {self._as_text(each, f'({value}).{name}')}" for each, name in names.items()
            )
            return f"CASE WHEN {value} IS NULL THEN NULL ELSE {{{parts}}} END"
        if kind == "array":
            return f"[{self._as_text(children[0], 'x')} FOR x IN {value}]"
        if kind == "map":
            return value
        form = _format(self.options(index)) or (_ZONED if self.type(index) == "TIMESTAMPTZ" else _TEXTS[kind])
        if kind == "time":
            return f"strftime(DATE '2000-01-01' + {value}, {literal(form)})"
        return f"strftime({value}, {literal(form)})"

    def _has_moments(self, index: int) -> bool:
        if self.kind(index) in TEMPORAL:
            return self.type(index) not in ("VARCHAR", "BIGINT")
        return any(map(self._has_moments, self.children.get(index, ())))


def _whole(stated: object) -> int | None:
    return stated if isinstance(stated, int) and not isinstance(stated, bool) and stated >= 0 else None


_TEXTS = {"date": "%Y-%m-%d", "timestamp": "%Y-%m-%dT%H:%M:%S", "time": "%H:%M:%S"}
_ZONED = "%Y-%m-%dT%H:%M:%SZ"
_PIECE = re.compile(
    r"'(?P<quoted>[^']*)'|(?P<field>(?P<letter>[A-Za-z])(?P=letter)*)|(?P<other>[^A-Za-z'])", re.ASCII
)
_JDK = {
    "yyyy": "%Y",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "mm": "%M",
    "ss": "%S",
    "SSS": "%g",
    "SSSSSS": "%f",
    "XXX": "Z",
    "X": "Z",
}


def _format(options: Mapping[str, Any]) -> str | None:
    """Translate a date format from Java's letters; None if it uses unsupported letters."""
    stated = options.get("format")
    if not isinstance(stated, str) or not stated:
        return None
    found = []
    for match in _PIECE.finditer(stated):
        if match["field"]:
            if match["field"] not in _JDK:
                return None
            found.append(_JDK[match["field"]])
        else:
            found.append(
                (match["quoted"] if match["quoted"] is not None else match["other"]).replace("%", "%%")
            )
    return "".join(found)
