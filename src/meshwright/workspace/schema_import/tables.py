"""`CREATE TABLE` statements as ODCS objects; sqlglot only parses them."""

from __future__ import annotations

from typing import Any

from meshwright.quantities.physical import family
from meshwright.source.limits import COLUMNS
from meshwright.workspace.schema_import.bounds import TOO_MANY_COLUMNS, RefusedError

DIALECTS = (
    "postgres", "mysql", "snowflake", "bigquery", "tsql", "oracle", "databricks", "redshift", "duckdb", "clickhouse", ""
)  # fmt: skip
"""The dialects to try in order; the first that parses all statements is used."""


def sql_objects(text: str) -> list[dict[str, Any]]:
    """Return the tables and views with columns that a script creates; empty if no dialect can parse it.

    Raises RefusedError.
    """
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    best: list[dict[str, Any]] = []
    for dialect in DIALECTS:
        try:
            known = sqlglot.Dialect.get_or_raise(dialect or None)
            tokens = known.tokenize(text)
            if _width(tokens) > 2 * COLUMNS:  # parsing would take minutes
                raise RefusedError(TOO_MANY_COLUMNS)
            statements = known.parser().parse(tokens, text)
        except (SqlglotError, RecursionError):
            continue
        made = [
            each
            for each in statements
            if isinstance(each, exp.Create)
            and isinstance(each.this, exp.Schema)
            and each.kind in {"TABLE", "VIEW"}
        ]
        found = [table for each in made if (table := _object(each, dialect))["properties"]]
        _comment(found, [each for each in statements if isinstance(each, exp.Comment)])
        if found and not any(isinstance(each, exp.Command) for each in statements):
            return found
        best = best or found
    return best


def _width(tokens: list[Any]) -> int:
    """Estimate the number of columns in `CREATE` statements for tables and views, without a parser."""
    found, depth, is_start, is_table = 0, 0, True, False
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if is_start:
            is_table, depth = token.text.upper() == "CREATE", 0
        is_start = token.text == ";"
        if not is_table or len(token.text) != 1:
            continue
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        is_first = token.text == "(" and following is not None and following.text != ")"
        found += depth == 1 and (token.text == "," or is_first)
    return found


def _object(create: Any, dialect: str) -> dict[str, Any]:  # noqa: ANN401 - an expression of sqlglot
    from sqlglot import exp

    table = create.this.this
    columns = [
        _property(each, dialect) for each in create.this.expressions if isinstance(each, exp.ColumnDef)
    ]
    by_name = {each["name"].casefold(): each for each in columns}
    for each in create.this.expressions:
        if isinstance(each, exp.ColumnDef):
            continue
        parts = each.expressions if isinstance(each, exp.Constraint) else (each,)
        if any(
            isinstance(part, exp.PrimaryKeyColumnConstraint) for part in parts
        ):  # `PRIMARY KEY CLUSTERED (x)`
            _mark_key(by_name, [column.name for column in each.find_all(exp.Column)])
        for constraint in parts:
            _constrain(by_name, constraint)
    comment = create.find(exp.SchemaCommentProperty)
    found = {"name": table.name, "physicalType": create.kind.lower()}
    qualified = ".".join(part.name for part in table.parts)
    if qualified != table.name:
        found["physicalName"] = qualified
    if comment is not None:
        found["description"] = comment.this.name
    return {**found, "properties": columns}


def _property(column: Any, dialect: str) -> dict[str, Any]:  # noqa: ANN401 - an expression of sqlglot
    from sqlglot import exp

    found: dict[str, Any] = {"name": column.name}
    kind = column.args.get("kind")
    if kind is not None:
        physical = kind.sql(dialect=dialect or None).replace(", ", ",")
        known = family(physical)
        found |= {"logicalType": known.natural} if known else {}
        found["physicalType"] = physical
    for each in column.args.get("constraints") or ():
        match each.kind:
            case exp.PrimaryKeyColumnConstraint():
                found |= {"required": True, "primaryKey": True}
            case exp.NotNullColumnConstraint() if not each.kind.args.get("allow_null"):
                found["required"] = True
            case exp.UniqueColumnConstraint():
                found["unique"] = True
            case exp.CommentColumnConstraint():
                found["description"] = each.kind.this.name
            case exp.Reference():
                to = _target(each.kind)
                found |= {"relationships": [{"to": to}]} if to else {}
    return found


def _mark_key(by_name: dict[str, dict[str, Any]], names: list[str]) -> None:
    """Mark the columns of a primary key, with positions if there are several."""
    for position, name in enumerate(names, start=1):
        column = by_name.get(name.casefold(), {})
        column.update({"required": True, "primaryKey": True})
        column.update({"primaryKeyPosition": position} if len(names) > 1 else {})


def _constrain(by_name: dict[str, dict[str, Any]], constraint: Any) -> None:  # noqa: ANN401 - an expression of sqlglot
    """Apply a table constraint to its columns."""
    from sqlglot import exp

    named = [by_name.get(each.name.casefold()) for each in constraint.expressions if hasattr(each, "name")]
    known = [each for each in named if each is not None]
    if isinstance(constraint, exp.PrimaryKey):
        _mark_key(by_name, [each.name for each in constraint.expressions])
    elif isinstance(constraint, exp.UniqueColumnConstraint):
        inner = constraint.this.expressions if constraint.this is not None else constraint.expressions
        unique = [by_name.get(each.name.casefold()) for each in inner]
        if len(unique) == 1 and unique[0] is not None:
            unique[0]["unique"] = True
    elif isinstance(constraint, exp.ForeignKey) and len(known) == 1:
        to = _target(constraint.args.get("reference"))
        if to:
            known[0]["relationships"] = [{"to": to}]


def _target(reference: Any) -> str:  # noqa: ANN401 - an expression of sqlglot
    """Return the target of a single-column reference as `table.column`."""
    from sqlglot import exp

    schema = reference.this if reference is not None else None
    if not isinstance(schema, exp.Schema) or len(schema.expressions) != 1:
        return ""
    return f"{schema.this.name}.{schema.expressions[0].name}"


def _comment(objects: list[dict[str, Any]], comments: list[Any]) -> None:
    """Apply `COMMENT ON` statements to tables and columns."""
    tables = {each["name"].casefold(): each for each in objects}
    columns = {
        (table, column["name"].casefold()): column
        for table, each in tables.items()
        for column in each["properties"]
    }
    for each in comments:
        target, words = each.this, each.expression.name
        if each.args.get("kind") == "TABLE" and target.name.casefold() in tables:
            tables[target.name.casefold()].setdefault("description", words)
        elif each.args.get("kind") == "COLUMN":
            column = columns.get((getattr(target, "table", "").casefold(), target.name.casefold()), {})
            column.setdefault("description", words)
