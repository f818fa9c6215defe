"""Generation of SQL for a join: the tables on a path, each named after its object and joined by equality of columns.

If many rows match many, each side is reduced to one row per key before the join, so that sums stay correct; comments above
the statement name the parts of the result that must not be summed. The statement uses the names in the contracts, and
comments state the physical names that differ. With samples, tables are the committed files, which DuckDB reads from the
mesh's root.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.meaning.fan_out import fan_out, remarks, ticked
from meshwright.facts.sql.reader import dialects_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlglot import exp

    from meshwright.analysis.meaning.crosswalks import Key
    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.analysis.meaning.joins import Hop, JoinPath
    from meshwright.mesh.items import Contract
    from meshwright.mesh.samples import Sample


class NoSqlError(Exception):
    """The SQL for a join cannot be generated; the message states the reason."""


class _Table(NamedTuple):
    contract: Contract
    object: int
    alias: str
    sample: Sample | None


def dialects() -> tuple[str, ...]:
    """Return the names of the supported SQL dialects."""
    from sqlglot.dialects.dialect import Dialects

    return tuple(sorted(each.value for each in Dialects if each.value))


def dialect_of(way: JoinPath) -> str | None:
    """Return the SQL dialect that the servers of all ports on a path share; None if they do not share one."""
    contracts = {key.contract for hop in way.hops for key in (hop.left, hop.right)}
    spoken = [set(dialects_of(server.type for server in each.fact.servers)) for each in contracts]
    return min(set.intersection(*spoken), default=None)


def sql(way: JoinPath, dialect: str, samples: Mapping[tuple[Contract, int], Sample] | None = None) -> str:
    """Return a join as one statement. With `samples`, the statement reads their files. Raises NoSqlError."""
    tables = _tables(way.hops, samples)
    query = _of_groups(way, tables) if fan_out(way).is_grouped else _of_rows(way, tables)
    text: str = query.sql(dialect=dialect, pretty=True, copy=False)
    bound = () if samples is not None else _bindings(way, tables)
    return "".join((*(f"-- {line}\n" for line in (*remarks(way), *bound)), text))


def _bindings(way: JoinPath, tables: list[_Table]) -> Iterator[str]:
    """Yield a comment for each table that needs one.

    A table needs a comment if the physical name of the table or of a key column differs, or if two tables have the same
    name.
    """
    names = [table.contract.fact.objects[table.object].name for table in tables]
    for table, name, keys in zip(tables, names, _used(way), strict=True):
        physical = table.contract.fact.objects[table.object].physical_name or name
        columns = {
            (column, stored)
            for key in keys
            for link in key.links
            for column, stored in _stored(link)
            if stored != column
        }
        if physical == name and not columns and names.count(name) == 1:
            continue
        of = f"{ticked(table.alias)} is {ticked(physical)} of {ticked(table.contract.address)}"
        others = (f"{ticked(column)} is {ticked(stored)}" for column, stored in sorted(columns))
        yield "; its column ".join((of, *others))


def _stored(link: IdentifierLink) -> Iterator[tuple[str, str]]:
    """Yield the name and the physical name of a column, then those of each field that contains the column."""
    columns = link.contract.fact.fields
    stored = columns.more.get("physical_name", {})
    index = link.field
    while index >= 0:
        yield columns.names[index], stored.get(index) or columns.names[index]
        index = columns.parents[index]


def _of_rows(way: JoinPath, tables: list[_Table]) -> exp.Select:
    """Return a row-by-row join with all columns of both ends."""
    from sqlglot import exp

    used = _used(way)
    sides = [_Side(table.alias, _source(table, keys)) for table, keys in zip(tables, used, strict=True)]
    columns = [[_column(table, link) for link in key.links] for table, key in _left(way, tables)]
    others = [[_column(table, link) for link in key.links] for table, key in _right(way, tables)]
    chosen = [exp.Column(this=exp.Star(), table=_name(each.alias)) for each in (tables[0], tables[-1])]
    return _joined(chosen, sides, columns, others)


def _of_groups(way: JoinPath, tables: list[_Table]) -> exp.Select:
    """Return a join in which each repeating end has one row per key, with a count of its rows."""
    from sqlglot import exp

    found, used = fan_out(way), _used(way)
    groups = {
        0: _Group(tables[0], way.start) if found.is_left_grouped else None,
        len(tables) - 1: _Group(tables[-1], way.end) if found.is_right_grouped else None,
    }
    taken = {each.alias.casefold() for each in tables}
    sides, names = [], {}
    for number, (table, keys) in enumerate(zip(tables, used, strict=True)):
        group = groups.get(number)
        alias = table.alias if group is None else _free(f"{table.alias}_by_key", taken)
        names[number] = alias
        source = _source(table, keys) if group is None else exp.Table(this=_name(alias))
        sides.append(_Side(alias, source))
    columns = [
        _at(groups.get(at), names[at], table, key) for at, (table, key) in enumerate(_left(way, tables))
    ]
    others = [
        _at(groups.get(at), names[at], table, key) for at, (table, key) in enumerate(_right(way, tables), 1)
    ]
    chosen = [exp.Column(this=exp.Star(), table=_name(names[number])) for number in (0, len(tables) - 1)]
    query = _joined(chosen, sides, columns, others)
    for number, group in groups.items():
        if group is not None:
            query = query.with_(
                _name(names[number]), as_=group.query(_source(group.table, used[number])), copy=False
            )
    return query


def _at(group: _Group | None, name: str, table: _Table, key: Key) -> list[exp.Expr]:
    """Return the columns of a key in a table, or in the group that replaces the table."""
    from sqlglot import exp

    if group is None:
        return [_column(table, link) for link in key.links]
    return [exp.column(_name(each), table=_name(name), copy=False) for each in group.names]


class _Side(NamedTuple):
    """A table in a statement, or a common table expression in its WITH clause."""

    alias: str
    source: exp.Expr


class _Group(NamedTuple):
    """A table that is reduced to one row per key."""

    table: _Table
    key: Key

    @property
    def names(self) -> list[str]:
        """The distinct names of the key's columns in the result."""
        taken: set[str] = set()
        return [_free(_path(link)[-1], taken) for link in self.key.links]

    def query(self, source: exp.Expr) -> exp.Select:
        """Return the statement that counts the rows for each key."""
        from sqlglot import exp

        columns = [_column(self.table, link) for link in self.key.links]
        count = _free(f"{self.table.alias}_rows", {each.casefold() for each in self.names})
        chosen = [
            exp.alias_(column, _name(name), copy=False)
            for column, name in zip(columns, self.names, strict=True)
        ]
        counted = exp.alias_(exp.Count(this=exp.Star()), _name(count), copy=False)
        return (
            exp.select(*chosen, counted, copy=False)
            .from_(source, copy=False)
            .group_by(*(each.copy() for each in columns), copy=False)
        )


def _joined(
    chosen: list[exp.Column], sides: list[_Side], left: list[list[exp.Expr]], right: list[list[exp.Expr]]
) -> exp.Select:
    """Return the statement that joins the sides one after another, each hop by equality of its columns."""
    from sqlglot import exp

    query = exp.select(*chosen, copy=False).from_(sides[0].source, copy=False)
    for side, near, far in zip(sides[1:], left, right, strict=True):
        on = exp.and_(
            *(exp.EQ(this=one, expression=other) for one, other in zip(far, near, strict=True)), copy=False
        )
        query = query.join(side.source, on=on, copy=False)
    return query


def _left(way: JoinPath, tables: list[_Table]) -> list[tuple[_Table, Key]]:
    """Return each hop's left key with its table."""
    return [(table, hop.left) for table, hop in zip(tables[:-1], way.hops, strict=True)]


def _right(way: JoinPath, tables: list[_Table]) -> list[tuple[_Table, Key]]:
    """Return each hop's right key with its table."""
    return [(table, hop.right) for table, hop in zip(tables[1:], way.hops, strict=True)]


def _used(way: JoinPath) -> list[list[Key]]:
    """Return the join keys of each table."""
    hops = way.hops
    between = [[hop.right, after.left] for hop, after in pairwise(hops)]
    return [[hops[0].left], *between, [hops[-1].right]]


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken, ignoring case, and add it to the taken names."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free.casefold())
    return free


def _tables(hops: tuple[Hop, ...], samples: Mapping[tuple[Contract, int], Sample] | None) -> list[_Table]:
    """Name the tables after their objects; duplicate names are numbered from the second on."""
    keys: list[Key] = [hops[0].left, *(hop.right for hop in hops)]
    seen: dict[str, int] = {}
    tables = []
    for key in keys:
        name = key.object_name
        seen[name] = seen.get(name, 0) + 1
        alias = name if seen[name] == 1 else f"{name}_{seen[name]}"
        sample = None
        if samples is not None:
            sample = samples.get((key.contract, key.object))
            if sample is None:
                raise NoSqlError(f"`{key.contract.address}/{name}` has no sample to read")
        tables.append(_Table(key.contract, key.object, alias, sample))
    return tables


def _source(table: _Table, keys: list[Key]) -> exp.Expr:
    from sqlglot import exp

    name = table.contract.fact.objects[table.object].name
    if table.sample is None:
        source: exp.Expr = exp.Table(this=_name(name))
        return (
            source if name == table.alias else exp.alias_(source, _name(table.alias), table=True, copy=False)
        )
    arguments: list[exp.Expr] = [exp.Literal.string(table.sample.home.file)]
    if table.sample.fact.form == "csv":
        texts = {_path(link)[0]: "VARCHAR" for key in keys for link in key.links if _is_text(link)}
        if texts:
            pairs = [
                exp.PropertyEQ(this=exp.Literal.string(column), expression=exp.Literal.string(kind))
                for column, kind in texts.items()
            ]
            arguments.append(
                exp.PropertyEQ(this=exp.to_identifier("types"), expression=exp.Struct(expressions=pairs))
            )
    read = exp.Anonymous(this=_READ[table.sample.fact.form], expressions=arguments)
    return exp.alias_(exp.Table(this=read), _name(table.alias), table=True, copy=False)


_READ = {"csv": "read_csv_auto", "jsonl": "read_json_auto", "parquet": "read_parquet"}


def _column(table: _Table, link: IdentifierLink) -> exp.Expr:
    from sqlglot import exp

    first, *rest = _path(link)
    column: exp.Expr = exp.column(_name(first), table=_name(table.alias), copy=False)
    if rest:
        column = exp.Dot.build([column, *map(_name, rest)])
    is_guessed = table.sample is not None and table.sample.fact.form != "csv" and _is_text(link)
    return exp.cast(column, "VARCHAR") if is_guessed else column


def _path(link: IdentifierLink) -> list[str]:
    columns = link.contract.fact.fields
    names: list[str] = []
    index = link.field
    while index >= 0:
        names.append(columns.names[index])
        index = columns.parents[index]
    if any(
        isinstance(columns.steps[link.field], str) or name in ("[]", "{key}", "{value}") for name in names
    ):
        raise NoSqlError(
            f"`{link.contract.address}/{link.column}` is inside a list; unnest it before you join"
        )
    return names[::-1]


def _is_text(link: IdentifierLink) -> bool:
    kind = link.contract.fact.fields.logical_types[link.field] or link.scheme.logical_type
    return kind in (None, "string")


def _name(name: str) -> exp.Identifier:
    """Return an identifier, quoted if it is not a plain name or is an SQL keyword."""
    from sqlglot import exp
    from sqlglot.tokens import Tokenizer

    return exp.to_identifier(name, quoted=name.upper() in Tokenizer.KEYWORDS or None)
