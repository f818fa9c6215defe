"""Secure views: one for each table, which shows or masks columns depending on the reader, the day and the row.

Columns without access are empty in the view, and a projection policy also prevents selecting them. Session settings do
not affect results: days come from the account's clock in UTC and are built from numbers, and attributes come from a
table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.levels import MaskKind
from meshwright.enforcement.expressions import any_of, constant, filtered_fields
from meshwright.enforcement.snowflake.names import day, identifier, literal, role
from meshwright.enforcement.snowflake.relations import STATE, next_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.analysis.access.row_filters import RowCondition
    from meshwright.enforcement.relations import Column, Reader, Relation

TODAY = "SYSDATE()::DATE"
"""The current day in UTC; `SYSDATE` does not depend on the session's time zone."""
TEXTS = ("TEXT", "NUMBER", "BOOLEAN")
"""The supported types of filtered columns: their conversion to text does not depend on settings."""


def view(relation: Relation, database: str) -> str:
    """Return the statement that creates a table's view in the next schema."""
    columns = shown_columns(relation)
    holding = [(each, _holds(each, relation, database)) for each in relation.readers]
    names = ", ".join(identifier(each.name) for each in columns)
    expressions = ",\n".join(_shown(each, holding, database) for each in columns)
    rows = _any(condition for _, condition in holding)
    return (
        f"CREATE SECURE VIEW {view_name(relation, database)} ({names}) AS\nSELECT\n{expressions}\n"
        f"FROM {table_name(relation, database)} AS t\nWHERE {rows}"
    )


def shown_columns(relation: Relation) -> list[Column]:
    """Return the columns that at least one reader may read."""
    granted = relation.granted().values()
    return [each for each in relation.columns if any(each.name in names for names in granted)]


def policies(relation: Relation, database: str, first: int) -> Iterator[tuple[str, str]]:
    """Yield, for each column that some readers may not read, the statements that create and set a projection policy.

    The policies in a schema are numbered, starting with `first`.
    """
    for column in shown_columns(relation):
        having = [each for each in relation.readers if column.name in each.clear | each.masked]
        if len(having) == len(relation.readers) and not any(each.grant.ends for each in having):
            continue
        name = f"{_schema(relation, database)}.{identifier(f'MW_{first}')}"
        first += 1
        having_it = _any(_of_reader(each) for each in having)
        made = (
            f"CREATE PROJECTION POLICY {name} AS () RETURNS PROJECTION_CONSTRAINT ->\n"
            f"  CASE WHEN {having_it} THEN PROJECTION_CONSTRAINT(ALLOW => TRUE)\n"
            "  ELSE PROJECTION_CONSTRAINT(ALLOW => FALSE) END"
        )
        place = f"{view_name(relation, database)} MODIFY COLUMN {identifier(column.name)}"
        yield made, f"ALTER VIEW {place} SET PROJECTION POLICY {name}"


def view_name(relation: Relation, database: str) -> str:
    """Return the qualified name of a table's view before the swap."""
    return f"{_schema(relation, database)}.{identifier(relation.name)}"


def table_name(relation: Relation, database: str) -> str:
    """Return the qualified name of a table."""
    return f"{identifier(database)}.{identifier(relation.schema)}.{identifier(relation.name)}"


def expected_types(relation: Relation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each column of a view with its supported types; an empty tuple means all types."""
    filtered = filtered_fields(relation)
    fields = relation.contract.fact.fields
    shown = {each.name for each in shown_columns(relation)}
    for column in relation.columns:
        is_filtered = fields.names[column.field] in filtered
        kinds = _types(column) if any(column.name in each.masked for each in relation.readers) else ()
        if is_filtered:
            kinds = tuple(each for each in TEXTS if not kinds or each in kinds)
        if column.name in shown or is_filtered:
            yield column.name, kinds


def _types(column: Column) -> tuple[str, ...]:
    """Return the supported types of a masked column; an empty tuple means all types."""
    kind = column.mask.kind if column.mask else MaskKind.NULLIFY
    if kind is MaskKind.YEAR:
        return (_type_of_time(column),)
    if kind in (MaskKind.FIRST, MaskKind.KEYED_HASH):
        return ("TEXT",)
    if kind is MaskKind.CONSTANT and column.mask:
        value = column.mask.value
        return (
            ("TEXT",)
            if isinstance(value, str)
            else ("BOOLEAN",)
            if isinstance(value, bool)
            else ("NUMBER", "FLOAT")
        )
    return ()


def _schema(relation: Relation, database: str) -> str:
    return f"{identifier(database)}.{identifier(next_schema(relation.schema))}"


def _shown(column: Column, holding: Sequence[tuple[Reader, str]], database: str) -> str:
    """Return the expression for a column. The best visibility among the reader's grants for the row applies."""
    name = f"t.{identifier(column.name)}"
    clear = [condition for each, condition in holding if column.name in each.clear]
    if len(clear) == len(holding):
        return f"  {name}"
    branches = [f"WHEN {_any(clear)} THEN {name}"] if clear else []
    masked = [condition for each, condition in holding if column.name in each.masked]
    replacement = _masked(column, name, database) if masked else ""
    if replacement:
        branches.append(f"WHEN {_any(masked)} THEN {replacement}")
    if not branches:  # never true; keeps the type of the column
        branches = [f"WHEN FALSE THEN {name}"]
    return f"  CASE {' '.join(branches)} ELSE NULL END"


def _any(conditions: Iterable[str]) -> str:
    return any_of(conditions) or "FALSE"


def _of_reader(reader: Reader) -> str:
    """Return the condition under which the current user is a grant's reader today."""
    role(reader.role)
    asked = f"IS_ROLE_IN_SESSION({literal(reader.role)})"
    return asked if reader.grant.ends is None else f"({asked} AND {TODAY} <= {day(reader.grant.ends)})"


def _holds(reader: Reader, relation: Relation, database: str) -> str:
    """Return the condition under which a grant applies today to the current user and the row."""
    names = relation.contract.fact.fields.names
    columns = {names[column.field]: column.name for column in relation.columns}
    rows = reader.grant.rows.conditions if reader.grant.rows else ()
    conditions = [_of_reader(reader), *(_condition(each, columns[each.field], database) for each in rows)]
    return f"({' AND '.join(conditions)})" if len(conditions) > 1 else conditions[0]


def _condition(condition: RowCondition, column: str, database: str) -> str:
    """Return the SQL for a condition on a row; the comparison is made within an array, because that ignores collations."""
    values = "ARRAY_AGG(a.VALUE)" if condition.is_in else "CASE WHEN COUNT(*) = 1 THEN ARRAY_AGG(a.VALUE) END"
    return (
        f"ARRAY_CONTAINS(TO_VARIANT(TO_VARCHAR(t.{identifier(column)})), (SELECT {values} "
        f"FROM {identifier(database)}.{identifier(STATE)}.ATTRIBUTE AS a "
        f"WHERE a.MEMBER = CURRENT_USER() AND a.ATTRIBUTE = {literal(condition.attribute)}))"
    )


def _masked(column: Column, name: str, database: str) -> str:
    """Return the expression for a masked column; empty if the mask is null."""
    mask = column.mask
    if mask is None or mask.kind is MaskKind.NULLIFY:
        return ""
    if mask.kind is MaskKind.CONSTANT:
        return constant(mask.value, literal)
    if mask.kind is MaskKind.FIRST:
        return f"LEFT({name}, {max(mask.length, 0)})"
    if mask.kind is MaskKind.YEAR:
        return _year(column, name)
    key = f"(SELECT MIN(k.KEY) FROM {identifier(database)}.{identifier(STATE)}.HASH_KEY AS k)"
    return f"SHA2({key} || SHA2({key} || {name}, 256), 256)"


def _type_of_time(column: Column) -> str:
    """Return the database type of a date or timestamp."""
    if column.logical_type == "date":
        return "DATE"
    physical = column.physical_type.upper().replace(" ", "").replace("_", "")
    if "LTZ" in physical or "LOCALTIMEZONE" in physical:
        return "TIMESTAMP_LTZ"
    return "TIMESTAMP_TZ" if physical.endswith("TZ") and "NTZ" not in physical else "TIMESTAMP_NTZ"


def _year(column: Column, name: str) -> str:
    """Return the expression for the first day of the year in UTC.

    With the session's time zone instead, a reader could deduce the hour.
    """
    kind = _type_of_time(column)
    if kind in ("DATE", "TIMESTAMP_NTZ"):
        return f"DATE_TRUNC('YEAR', {name})"
    return f"DATE_TRUNC('YEAR', CONVERT_TIMEZONE('UTC', {name}))::{kind}"
