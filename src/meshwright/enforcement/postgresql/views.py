"""Views: one for each table, which shows or masks columns depending on the reader, the day and the row.

Views do not call our own functions or contain secret literals, because every role can read the text of every view.
Session settings do not affect results: days come from the server's clock in UTC, and attributes from a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.levels import MaskKind
from meshwright.enforcement.expressions import any_of, constant, filtered_fields
from meshwright.enforcement.postgresql.names import identifier, literal, role
from meshwright.enforcement.postgresql.relations import STATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.analysis.access.row_filters import RowCondition
    from meshwright.enforcement.relations import Column, Reader, Relation

TODAY = "(pg_catalog.clock_timestamp() AT TIME ZONE INTERVAL '0')::pg_catalog.date"
"""The current day in UTC, regardless of the session's time zone. It is correct even if the day changes during a long
statement.
"""
NOBODY = "false"
_KEY = f"(SELECT k.key FROM {STATE}.hash_key AS k)"
"""The hash key as a sub-select, because the view's text and query plans must not show it."""
TEXTS = ("text", "character varying", "character", "uuid", "name", "smallint", "integer", "bigint", "boolean")
"""The supported types of filtered columns: their conversion to text does not depend on settings."""


def view(relation: Relation) -> str:
    """Return the statement that creates or replaces a table's view."""
    head = f"CREATE OR REPLACE VIEW {view_name(relation)} WITH (security_barrier = true) AS"
    holding = [(each, _holds(each, relation)) for each in relation.readers]
    columns = ",\n".join(_shown(column, holding) for column in relation.columns)
    rows = _any(condition for _, condition in holding)
    return f"{head}\nSELECT\n{columns}\nFROM {table_name(relation)} AS t\nWHERE {rows}"


def view_name(relation: Relation) -> str:
    """Return the quoted name of a table's view."""
    return f"{identifier(relation.read_schema)}.{identifier(relation.name)}"


def table_name(relation: Relation) -> str:
    """Return the quoted name of a table."""
    return f"{identifier(relation.schema)}.{identifier(relation.name)}"


def expected_types(relation: Relation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns whose type affects the view, each with its supported types."""
    filtered = filtered_fields(relation)
    fields = relation.contract.fact.fields
    for column in relation.columns:
        if fields.names[column.field] in filtered:
            yield column.name, TEXTS
        if column.mask is not None and column.mask.kind is MaskKind.YEAR and _is_masked(relation, column):
            yield column.name, (_type_of_time(column),)


def _shown(column: Column, holding: Sequence[tuple[Reader, str]]) -> str:
    """Return the expression for a column. The best visibility among the reader's grants for the row applies."""
    name = f"t.{identifier(column.name)}"
    clear = [condition for each, condition in holding if column.name in each.clear]
    if holding and len(clear) == len(holding):
        return f"  {name}"  # all readers of the row may read the column, and a plain name lets the database use an index
    branches = [f"WHEN {_any(clear)} THEN {name}"]
    masked = [condition for each, condition in holding if column.name in each.masked]
    if masked and (replacement := _masked(column, name)):
        branches.append(f"WHEN {_any(masked)} THEN {replacement}")
    return f"  CASE {' '.join(branches)} END AS {identifier(column.name)}"


def _is_masked(relation: Relation, column: Column) -> bool:
    return any(column.name in each.masked for each in relation.readers)


def _any(conditions: Iterable[str]) -> str:
    return any_of(conditions) or NOBODY


def _holds(reader: Reader, relation: Relation) -> str:
    """Return the condition under which a grant applies to the current user, today and to the row."""
    grant = reader.grant
    role(reader.role)
    of_reader = f"pg_catalog.pg_has_role({literal(reader.role)}, 'USAGE')"
    if grant.ends is not None:
        of_reader += f" AND {TODAY} <= DATE '{grant.ends.isoformat()}'"
    names = relation.contract.fact.fields.names
    columns = {names[column.field]: column.name for column in relation.columns}
    rows = [_condition(each, columns[each.field]) for each in (grant.rows.conditions if grant.rows else ())]
    return f"({' AND '.join((f'(SELECT {of_reader})', *rows))})"


def _condition(condition: RowCondition, column: str) -> str:
    values = f"FROM {STATE}.attribute AS a "
    values += (
        f"WHERE a.member = CURRENT_USER::pg_catalog.text AND a.attribute = {literal(condition.attribute)}"
    )
    text = f't.{identifier(column)}::pg_catalog.text COLLATE "C"'
    if condition.is_in:
        return f"{text} = ANY (ARRAY(SELECT a.value {values}))"
    return f"{text} = (SELECT CASE WHEN pg_catalog.count(*) = 1 THEN pg_catalog.min(a.value) END {values})"


def _masked(column: Column, name: str) -> str:
    """Return the expression for a masked column; empty if the mask is null."""
    mask = column.mask
    if mask is None or mask.kind is MaskKind.NULLIFY:
        return ""
    if mask.kind is MaskKind.CONSTANT:
        return constant(mask.value, literal)
    if mask.kind is MaskKind.FIRST:
        return f"pg_catalog.left({name}, {max(mask.length, 0)})"
    if mask.kind is MaskKind.YEAR:
        return _year(column, name)
    return (
        f"pg_catalog.encode(pg_catalog.sha256({_KEY} || pg_catalog.sha256({_KEY} || "
        f"pg_catalog.convert_to({name}::pg_catalog.text, 'UTF8'))), 'hex')"
    )


def _type_of_time(column: Column) -> str:
    """Return the database type of a date or timestamp."""
    if column.logical_type == "date":
        return "date"
    physical = column.physical_type.casefold()
    has_zone = "tz" in physical or "with time zone" in physical
    return f"timestamp {'with' if has_zone else 'without'} time zone"


def _year(column: Column, name: str) -> str:
    """Return the expression for the first day of the year in UTC.

    With the session's time zone instead, a reader could deduce the hour.
    """
    kind = _type_of_time(column)
    if kind == "date":
        return f"pg_catalog.date_trunc('year', {name}::pg_catalog.timestamp)::pg_catalog.date"
    zone = ", 'UTC'" if kind == "timestamp with time zone" else ""
    return f"pg_catalog.date_trunc('year', {name}{zone})"
