"""The check of a contract's SQL before it runs: a single SELECT on the contract's own objects, with permitted parts
only.

Every node of the tree, and in particular every function, must be on a list; anything else is refused. This is the first
of several guards, and the only one that prevents a rule from writing to data that it can read. This module does not run
SQL or know where data is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlglot import exp

MOST_CHARACTERS = 20_000
MOST_TABLES = 8
MOST_CROSS_JOINS = 1
DIALECTS = ("duckdb", "postgres", "spark")
_PLACEHOLDER = re.compile(r"\$?\{\{?\s*([^\W\d]\w*)\s*\}?\}")
"""A name in braces; digits in braces are a repetition in a pattern."""
_OBJECT = ("object", "table", "model")
_PROPERTY = ("property", "column", "field")
_FAULTS = (ValueError, RecursionError, TypeError, AttributeError, LookupError, ArithmeticError)
"""Exceptions that the SQL parser raises in unforeseen cases, in addition to its own errors."""
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile("'(?:[^']|'')*'|" + r'"(?:[^"]|"")*"')
_QUOTED_IN_SPARK = re.compile(r"'(?:[^'\\]|\\.)*'|`(?:[^`]|``)*`", re.DOTALL)
_UNSURE = re.compile(r"""[^ -~\n]|--|/\*|[;$\\'"`#@?]""")
"""Characters that are not allowed outside quotes: non-ASCII characters, comments, and the starts of other quotes."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTS = _words("""
Select From Where Group Having Order Ordered Limit Offset Distinct Join Subquery CTE With TableAlias Table Identifier
Column Alias Star Literal Boolean Null Paren Tuple In Between Like ILike RegexpLike RegexpILike Is Not And Or Xor EQ NEQ
NullSafeEQ NullSafeNEQ GT GTE LT LTE Add Sub Mul Div IntDiv Mod Neg DPipe Case If Cast TryCast DataType DataTypeParam
Interval IntervalSpan Var Exists Filter Window WindowSpec WithinGroup Qualify Union Intersect Except Escape Any All
Columns PropertyEQ Collate AtTimeZone
""")
"""The permitted classes of nodes; those of functions are in `FUNCTIONS`."""
FUNCTIONS = _words("""
Abs AnyValue ApproxDistinct ApproxQuantile Avg Ceil Coalesce Concat Contains Corr Count CountIf CovarPop CovarSamp
CurrentDate CurrentTimestamp Date DateAdd DateDiff DateSub DateTrunc Day DayOfMonth DayOfWeek DayOfYear DenseRank EndsWith
Exp Extract First FirstValue Floor Greatest Hour IsInf IsNan Lag Last LastValue Lead Least Left Length Ln Log
LogicalAnd LogicalOr Lower Max Median Min Minute Mode Month Nullif PercentRank PercentileCont PercentileDisc Pow Quantile
Quarter Rank RegexpFullMatch RegexpLike Right Round RowNumber Second Sign Sqrt StartsWith
Stddev StddevPop StddevSamp StrPosition Substring Sum TimestampDiff TimestampTrunc Trim TsOrDsToDate TsOrDsDiff TsOrDsAdd
Upper Variance VariancePop Week Year Cast TryCast If Case Exists And Or Xor
""")
_NAMED = _words(
    """
    abs age avg bool_and bool_or ceil ceiling char_length character_length coalesce count count_if date_diff
    date_part date_trunc datediff datepart every floor greatest is_finite isfinite isinf isnan least left
    length lower ltrim max median min mod now nullif regexp_matches round rtrim sign starts_with strlen substr
    substring sum today trim upper
    """
)
"""Functions for which the SQL parser has no class."""
_TYPES = _words(
    """
    ARRAY BIGDECIMAL BIGINT BIT BOOLEAN CHAR DATE DATETIME DECIMAL DOUBLE FLOAT HUGEINT INT INT128 INTERVAL
    NCHAR NVARCHAR SMALLINT TEXT TIME TIMESTAMP TIMESTAMPLTZ TIMESTAMPNTZ TIMESTAMPTZ TIMETZ TINYINT UBIGINT
    UINT USMALLINT UTINYINT UUID VARCHAR
    """
)


class RefusedSqlError(ValueError):
    """SQL that must not run; the message is the reason, and follows "refused: "."""


def guarded(  # noqa: PLR0913 - what a rule may name
    query: str,
    dialect: str,
    tables: Mapping[str, str],
    *,
    own: str,
    column: str,
    schema: str | None = "",
    home: str = "",
    to: str = "",
) -> str:
    """Return the SQL to run, printed from the checked tree so that every engine parses it the same way.

    `tables` has the names of the permitted objects in the engine, by their names in lower case. `own` is the rule's
    object, `column` its field, `schema` the server's schema or None for any, `home` the schema that qualifies the
    objects if the engine has other tables as well, and `to` the output dialect. Raises RefusedSqlError.
    """
    text = _filled(query, own, column, dialect)
    tree = parsed(text, dialect)
    _check_parts(tree)
    if dialect == "postgres":
        _check_bare_names(tree)
    check_tables(tree, tables, schema, home)
    return printed(tree, dialect, to)


def printed(tree: exp.Expr, read: str, to: str = "") -> str:
    """Return a tree as SQL; raises RefusedSqlError if parsers could interpret an unquoted character differently.

    For example, DuckDB treats Unicode spaces as spaces, but the SQL parser treats some of them as letters.
    """
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    dialect = to or read
    if read == dialect == "duckdb":
        for call in [*tree.find_all(exp.Left, exp.Right)]:  # the printer would drop a negative length
            name = type(call).__name__
            call.replace(exp.Anonymous(this=name, expressions=[call.this, call.expression]))
    for node in tree.find_all(exp.Identifier):
        if dialect == "duckdb" or not _PLAIN_NAME.fullmatch(node.name):
            node.set("quoted", True)
    try:
        text: str = tree.sql(dialect=dialect, comments=False, unsupported_level=ErrorLevel.RAISE)
    except (SqlglotError, *_FAULTS):
        raise RefusedSqlError("it cannot be written in the dialect of its engine") from None
    quoted = _QUOTED_IN_SPARK if dialect == "spark" else _QUOTED
    if dialect in DIALECTS and _UNSURE.search(quoted.sub("", text)):
        raise RefusedSqlError("it has a character that must be in quotes")
    return text


def _filled(query: str, own: str, column: str, dialect: str) -> str:
    """Replace the placeholders in one pass; replacements are not scanned again."""
    if len(query) > MOST_CHARACTERS:
        raise RefusedSqlError(f"it has more than {MOST_CHARACTERS:,} characters")
    if "\0" in query:
        raise RefusedSqlError("it has a zero byte")

    def name(found: re.Match[str]) -> str:
        word = found[1].casefold()
        is_quoted = query[: found.start()].endswith(("'", '"', "`"))
        written = _needed if is_quoted else _quoted
        if word in _OBJECT:
            return written(own, dialect)
        if word in _PROPERTY and column:
            return written(column, dialect)
        raise RefusedSqlError(f"`{found[0]}` is not a placeholder here")

    return _PLACEHOLDER.sub(name, query)


def _needed(name: str, dialect: str) -> str:
    """Return a name, quoted if necessary: PostgreSQL folds unquoted names to lower case."""
    if _PLAIN_NAME.fullmatch(name) and (dialect != "postgres" or name == name.lower()):
        return name
    return _quoted(name, dialect)


def _quoted(name: str, dialect: str) -> str:
    """Return a name in quotes, without which `user` or `current_date` would be a function."""
    return "`" + name.replace("`", "``") + "`" if dialect == "spark" else '"' + name.replace('"', '""') + '"'


def parsed(text: str, dialect: str) -> exp.Expression:
    """Return the tree of one SELECT. Raises RefusedSqlError."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ErrorLevel, SqlglotError

    from meshwright.facts.sql.parsing import keep_quiet

    keep_quiet()
    try:
        found = [
            each
            for each in sqlglot.parse(text, read=dialect, error_level=ErrorLevel.RAISE)
            if each is not None and not isinstance(each, exp.Semicolon)
        ]
    except (SqlglotError, *_FAULTS):
        raise RefusedSqlError("it does not parse") from None
    if len(found) != 1:
        raise RefusedSqlError("it is not one statement")
    tree = found[0]
    while isinstance(tree, exp.Paren | exp.Subquery) and isinstance(tree.this, exp.Query):
        tree = tree.this
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise RefusedSqlError("it is not a SELECT")
    return tree


def _check_parts(tree: exp.Expression) -> None:
    from sqlglot import exp

    for node in tree.walk():
        name = type(node).__name__
        if isinstance(node, exp.Anonymous):
            if str(node.this).casefold() not in _NAMED:
                raise RefusedSqlError(f"function `{node.name}` is not on the list of permitted functions")
        elif isinstance(node, exp.Func) and name not in PARTS:
            if name not in FUNCTIONS:
                raise RefusedSqlError(
                    f"function `{node.sql_name().lower()}` is not on the list of permitted functions"
                )
        elif name not in PARTS:
            raise RefusedSqlError(f"it has a part that is not permitted: {_in_words(name)}")
    check_clauses(tree)


def _check_bare_names(tree: exp.Expression) -> None:
    """Refuse names that PostgreSQL reads as functions but the SQL parser reads as columns."""
    from sqlglot import exp

    for column in tree.find_all(exp.Column):
        is_bare = not column.table and not column.this.args.get("quoted")
        if is_bare and column.name.casefold() in _BARE_FUNCTIONS:
            raise RefusedSqlError(f"`{column.name}` is a function in PostgreSQL; write the column in quotes")


_BARE_FUNCTIONS = frozenset({"user", "current_role", "system_user"})


def check_clauses(tree: exp.Expr) -> None:
    """Refuse recursion, and types and SELECT clauses that are not on the list. Raises RefusedSqlError."""
    from sqlglot import exp

    for node in tree.walk():
        if isinstance(node, exp.With) and node.args.get("recursive"):
            raise RefusedSqlError("it is recursive")
        if isinstance(node, exp.DataType) and _type_name(node) not in _TYPES:
            raise RefusedSqlError("it names a type that is not permitted")
        if isinstance(node, exp.Select):
            _check_select(node)


def _type_name(node: exp.DataType) -> str:
    return str(getattr(node.this, "name", node.this))


def _in_words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


_OF_SELECT = _words(
    """
    with_ with expressions distinct from_ from where group having order limit offset joins windows qualify
    kind hint
    """
)
"""The permitted clauses of a SELECT; not INTO, FOR UPDATE, LATERAL, PIVOT, SAMPLE or an operation modifier."""


def _check_select(node: exp.Expression) -> None:
    for key, value in node.args.items():
        if value and (key not in _OF_SELECT or key in ("kind", "hint")):
            raise RefusedSqlError(f"it has a clause that is not permitted: {key.strip('_')}")


def check_tables(tree: exp.Expr, tables: Mapping[str, str], schema: str | None, home: str = "") -> None:
    """Replace the contract's own objects with their views, and accept names from preceding WITH clauses.

    Raises RefusedSqlError.
    """
    from sqlglot import exp

    found = [*tree.find_all(exp.Table)]
    if len(found) > MOST_TABLES:
        raise RefusedSqlError(f"it names more than {MOST_TABLES} tables")
    for node in found:
        _check_table(node, tables, schema, home)
    crossing = sum(_is_cross(each) for each in tree.find_all(exp.Join))
    if crossing > MOST_CROSS_JOINS:
        raise RefusedSqlError("it has more than one join without a condition")


_OF_TABLE = frozenset({"this", "db", "catalog", "alias", "joins"})


def _check_table(node: exp.Expression, tables: Mapping[str, str], schema: str | None, home: str) -> None:
    from sqlglot import exp

    if not isinstance(node.this, exp.Identifier):
        raise RefusedSqlError("it reads the result of a function as a table")
    if any(value and key not in _OF_TABLE for key, value in node.args.items()) or (
        schema is not None and node.args.get("catalog")
    ):
        raise RefusedSqlError("it names a table in a way that is not permitted")
    name = node.name.casefold()
    db = node.args.get("db")
    if db is None and name in _named_before(node):
        return
    same = {home.casefold()} if home else {"public", "main", (schema or "").casefold()}
    if db is not None and schema is not None and db.name.casefold() not in same:
        which = f"schema `{db.name}`" if _PLAIN_NAME.fullmatch(db.name) else "its schema"
        raise RefusedSqlError(f"{which} is not that of the server")
    if name not in tables:
        if _PLAIN_NAME.fullmatch(node.name) is None:  # the name may be an address that contains a password
            raise RefusedSqlError("it names a table that is not an object of its contract")
        raise RefusedSqlError(f"`{node.name}` is not an object of its contract")
    written = node.this
    node.set("db", exp.to_identifier(home, quoted=True) if home else None)
    node.set("catalog", None)
    node.set("this", exp.to_identifier(tables[name], quoted=True))
    if not node.alias and (home or tables[name].casefold() != name):
        node.set("alias", exp.TableAlias(this=written))


def _named_before(node: exp.Expression) -> Collection[str]:
    """Return the WITH names that a table can refer to; within a WITH clause, only earlier names."""
    found: set[str] = set()
    inner: exp.Expr = node
    outer: exp.Expr | None = node.parent
    while outer is not None:
        own = outer.args.get("with_") or outer.args.get("with")
        if own is not None and own is not inner:
            found |= _names(own.expressions)
        if type(outer).__name__ == "With":
            found |= _names(_until(outer.expressions, inner))
        inner, outer = outer, outer.parent
    return found


def _until(items: Iterable[exp.Expression], end: exp.Expr) -> Iterator[exp.Expression]:
    for each in items:
        if each is end:
            return
        yield each


def _names(items: Iterable[exp.Expression]) -> set[str]:
    return {each.alias_or_name.casefold() for each in items}


def _is_cross(join: exp.Expression) -> bool:
    """Return whether a join has no condition that compares two columns."""
    from sqlglot import exp

    if join.args.get("using") or str(join.args.get("method") or "").upper() == "NATURAL":
        return False
    condition = join.args.get("on")
    if condition is None:
        return True
    return not any(
        isinstance(each, exp.EQ)
        and isinstance(each.this, exp.Column)
        and isinstance(each.expression, exp.Column)
        and each.this != each.expression
        for each in _all_of(condition)
    )


def _all_of(condition: exp.Expression) -> list[exp.Expression]:
    """Return the parts of a condition that must all be true."""
    from sqlglot import exp

    left, found = [condition], []
    while left:
        part = left.pop()
        if isinstance(part, exp.Paren):
            left.append(part.this)
        elif isinstance(part, exp.And):
            left += [part.this, part.expression]
        else:
            found.append(part)
    return found
