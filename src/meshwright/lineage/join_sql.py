"""A join as SQL: the tables of a way, each under its object's name, on the columns that are equal.

Names are logical ones; against samples, tables are the committed files, read by DuckDB from the mesh's root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.sql import dialects_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

    from meshwright.lineage.crosswalks import Key
    from meshwright.lineage.joins import Hop, Way
    from meshwright.mesh.linked import Link
    from meshwright.mesh.mesh import Contract
    from meshwright.mesh.samples import Sample


class NoSqlError(Exception):
    """A join that can't be written; the message says why."""


class _Table(NamedTuple):
    contract: Contract
    object: int
    alias: str
    sample: Sample | None


def dialects() -> tuple[str, ...]:
    """Give the names of the dialects that SQL can be written in."""
    from sqlglot.dialects.dialect import Dialects

    return tuple(sorted(each.value for each in Dialects if each.value))


def dialect_of(way: Way) -> str | None:
    """Give the dialect that the servers of all ports on a way are asked in; None where they have none in common."""
    contracts = {key.contract for hop in way.hops for key in (hop.left, hop.right)}
    spoken = [set(dialects_of(server.type for server in each.fact.servers)) for each in contracts]
    return min(set.intersection(*spoken), default=None)


def sql(way: Way, dialect: str, samples: Mapping[tuple[Contract, int], Sample] | None = None) -> str:
    """Write a join as one statement; with samples, of their files. Raises NoSqlError."""
    from sqlglot import exp

    hops = way.hops
    tables = _tables(hops, samples)
    query = exp.select(*(exp.Column(this=exp.Star(), table=_name(each.alias)) for each in _ends(tables)))
    query = query.from_(_source(tables[0], [hops[0].left]))
    for number, hop in enumerate(hops):
        near, far = tables[number], tables[number + 1]
        used = [hop.right, *([hops[number + 1].left] if number + 1 < len(hops) else [])]
        pairs = zip(hop.right.links, hop.left.links, strict=True)
        on = exp.and_(
            *(exp.EQ(this=_column(far, one), expression=_column(near, other)) for one, other in pairs)
        )
        query = query.join(_source(far, used), on=on)
    text: str = query.sql(dialect=dialect, pretty=True)
    return text


def _ends(tables: list[_Table]) -> tuple[_Table, _Table]:
    return tables[0], tables[-1]


def _tables(hops: tuple[Hop, ...], samples: Mapping[tuple[Contract, int], Sample] | None) -> list[_Table]:
    """Name the tables after their objects; those of one name are numbered from the second on."""
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
                raise NoSqlError(f"there is no sample of `{key.contract.address}/{name}` to read")
        tables.append(_Table(key.contract, key.object, alias, sample))
    return tables


def _source(table: _Table, keys: list[Key]) -> exp.Expr:
    from sqlglot import exp

    name = table.contract.fact.objects[table.object].name
    if table.sample is None:
        source: exp.Expr = exp.Table(this=_name(name))
        return source if name == table.alias else exp.alias_(source, _name(table.alias), table=True)
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
    return exp.alias_(exp.Table(this=read), _name(table.alias), table=True)


_READ = {"csv": "read_csv_auto", "jsonl": "read_json_auto", "parquet": "read_parquet"}


def _column(table: _Table, link: Link) -> exp.Expr:
    from sqlglot import exp

    first, *rest = _path(link)
    column: exp.Expr = exp.column(_name(first), table=_name(table.alias))
    if rest:
        column = exp.Dot.build([column, *map(_name, rest)])
    is_guessed = table.sample is not None and table.sample.fact.form != "csv" and _is_text(link)
    return exp.cast(column, "VARCHAR") if is_guessed else column


def _path(link: Link) -> list[str]:
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
            f"`{link.contract.address}/{link.column}` stands in a list: unnest it before you join"
        )
    return names[::-1]


def _is_text(link: Link) -> bool:
    kind = link.contract.fact.fields.logical_types[link.field] or link.scheme.logical_type
    return kind in (None, "string")


def _name(name: str) -> exp.Identifier:
    """Make an identifier that is quoted where it is no plain name, or a word of SQL."""
    from sqlglot import exp
    from sqlglot.tokens import Tokenizer

    return exp.to_identifier(name, quoted=name.upper() in Tokenizer.KEYWORDS or None)
