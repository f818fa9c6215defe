"""Queries are confined: they read tables of the model, within limits, and the same query returns the same rows."""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpu import within
from meshwright.relational import dates, patterns
from meshwright.relational.database import Database
from meshwright.relational.sandbox import OLDEST, QueryError, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from meshwright.relational.binding import Binder
    from meshwright.relational.database import Result
    from meshwright.relational.source import MeshSource

BIG = "WITH RECURSIVE big AS (SELECT 'x' s, 1 n UNION ALL SELECT s || s, n + 1 FROM big WHERE n < 19) "
CHAIN = "".join(f", c{n} AS (SELECT p.x FROM c{n - 1} p JOIN c{n - 1} q ON p.x = q.x)" for n in range(1, 30))
DOUBLED = "".join(f", c{n} AS (SELECT x + x AS x FROM c{n - 1})" for n in range(1, 30))
HOSTILE = {
    "endless recursion": "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    "endless rows": "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
    "cross join": "SELECT count(*) FROM field a, field b, field c, field d",
    "doubling text": "WITH RECURSIVE r AS (SELECT 'x' s UNION ALL SELECT s || s FROM r) SELECT length(s) FROM r",
    "memory": f"{BIG} SELECT count(*) FROM (SELECT a.s || b.address AS t FROM big a, field b, field c ORDER BY t)",
    "group_concat": f"{BIG} SELECT group_concat(s) FROM big, field",
    "replace": f"{BIG} SELECT max(length(replace(s, 'x', 'xxxxxxxxx'))) FROM big",
    "tables": f"WITH c0 AS (SELECT address AS x FROM port){CHAIN} SELECT x FROM c29",
    "columns": f"WITH c0 AS (SELECT major AS x FROM port){DOUBLED} SELECT x FROM c29",
    "parentheses": f"SELECT {'(' * 5000}1{')' * 5000}",
    "long sum": f"SELECT 1{' + 1' * 4000}",
    "many texts": f"SELECT address FROM field WHERE {' OR '.join(['address LIKE 1'] * 1200)}",
    "huge": f"SELECT '{'x' * 30_000}'",
    "printf": "SELECT printf('%1000000000d', 1)",
    "zeroblob": "SELECT zeroblob(1000000000)",
    "randomblob": "SELECT hex(randomblob(1000000000))",
    "attach": "ATTACH 'PLACE' AS other",
    "vacuum": "VACUUM INTO 'PLACE'",
    "pragma": "PRAGMA writable_schema = 1",
    "pragma table": "SELECT * FROM pragma_database_list",
    "load_extension": "SELECT load_extension('PLACE')",
    "readfile": "SELECT readfile('/etc/passwd')",
    "writefile": "SELECT writefile('PLACE', 'x')",
    "insert": "INSERT INTO port (address) VALUES ('x')",
    "delete": "DELETE FROM port",
    "drop": "DROP TABLE port",
    "create": "CREATE TABLE x (a)",
    "two statements": "SELECT 1; SELECT 2",
    "write behind with": "WITH x AS (SELECT 1) DELETE FROM port",
    "explain": "EXPLAIN SELECT 1",
    "master": "SELECT * FROM sqlite_master",
    "counted master": "SELECT count(*) FROM sqlite_master",
    "json table": "SELECT * FROM json_each('[1]')",
    "nothing": "",
    "comment": "-- nothing",
    "zero byte": "SELECT 1\0",
}
CLOCK = (
    *(
        "random()",
        "randomblob(2)",
        "date('now')",
        "date(' NOW ')",
        "julianday('now')",
        "datetime()",
        "strftime('%s')",
    ),
    *("time()", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "unixepoch()", "sqlite_version()"),
    *(
        "sqlite_source_id()",
        "last_insert_rowid()",
        "changes()",
        "total_changes()",
        "sqlite_compileoption_get(1)",
    ),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_query_ends_in_an_error(
    name: str, ask: Callable[[str], Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within two seconds of CPU time, in one line, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    with within(2), pytest.raises(QueryError) as caught:
        ask(HOSTILE[name].replace("PLACE", str(tmp_path / "written")))

    assert "\n" not in str(caught.value)
    assert 0 < len(str(caught.value)) < 160
    assert list(tmp_path.iterdir()) == []


def test_too_long_replacement_is_not_reported_as_a_date(ask: Callable[[str], Result]) -> None:
    """The message names the function."""
    with pytest.raises(QueryError, match=r"^the result of `replace` is too long$"):
        ask(HOSTILE["replace"])


@pytest.mark.parametrize(
    "name", ["(a+)+$", "(a|a)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)(.*)(.*)(.*)x{900}"]
)
def test_regex_bomb_takes_linear_time(name: str, ask: Callable[[str], Result]) -> None:
    """SQLite's own LIKE and GLOB, and Python's `re`, would backtrack."""
    stars = "*a" * 200
    with within(2):
        found = ask(
            f"{BIG} SELECT count(*) FROM big WHERE s REGEXP '{name}' OR s GLOB '{stars}' OR s LIKE '{'%a' * 200}'"
        )
    assert found.rows == ((0,),) or name == "(.*)(.*)(.*)(.*)x{900}"


@pytest.mark.parametrize("expression", CLOCK)
def test_no_query_can_read_the_clock_or_random_numbers(expression: str, ask: Callable[[str], Result]) -> None:
    """Otherwise a check of the same commit could have another result tomorrow."""
    with pytest.raises(QueryError, match="not available"):
        ask(f"SELECT {expression}")


def test_today_is_the_as_of_date(ask: Callable[[str], Result]) -> None:
    """A query has no other date."""
    assert ask("SELECT today(), julianday(today()) - julianday('2026-11-20')").rows == (("2026-11-22", 2.0),)


def test_rows_are_sorted_unless_the_query_sorts_them(ask: Callable[[str], Result]) -> None:
    """Neither depends on SQLite's query plan."""
    found = ask(
        "SELECT address FROM port JOIN product USING (product_id, address) UNION SELECT name FROM team"
    ).rows
    assert list(found) == sorted(found)
    descending = [name for (name,) in ask("SELECT name FROM team ORDER BY name DESC").rows]
    assert descending == sorted(descending, reverse=True)


def test_column_of_using_is_loaded(ask: Callable[[str], Result]) -> None:
    """SQLite does not report that it reads it; a join on an empty column would find nothing."""
    joined = ask("SELECT port.address FROM port JOIN contract USING (address)").rows
    assert joined == ask("SELECT address FROM port").rows
    assert ask("SELECT count(*) FROM product NATURAL JOIN owner").rows[0][0] > 0
    assert ask("SELECT count(*) FROM product JOIN domain ON domain = domain.name").rows == ((21,),)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT domian FROM product", "unknown column `domian`; did you mean `domain`?"),
        ("SELECT p.domian FROM product p", "unknown column `p.domian`; did you mean `domain`?"),
        (
            "SELECT address FROM product WHERE \"domian\" = 'x'",
            'unknown column `"domian"`; did you mean `domain`?',
        ),
        (
            'SELECT address FROM product WHERE domain = "payments"',
            'unknown column `"payments"`; write strings in single quotes',
        ),
        (
            "SELECT address FROM port WHERE \"domain\" = 'payments'",
            "unknown column `domain`; join a table that has it: `product` on `product_id`, `contract` on `contract_id`",
        ),
        (
            "SELECT address FROM port WHERE \"tier\" <> 'x'",
            "unknown column `tier`; join a table that has it: `product` on `product_id`",
        ),
        ('SELECT address AS "a""b" FROM port', "a name in double quotes contains a quote or a bracket"),
        ("SELECT * FROM produkt", "unknown table `produkt`; did you mean `product`?"),
        ("SELECT lowr(domain) FROM product", "unknown function `lowr`; did you mean `lower`?"),
        ("SELECT zzz FROM product", "unknown column `zzz`; `meshwright schema tables` lists them"),
        (
            "SELECT p.domain FROM port p JOIN product USING (product_id)",
            "unknown column `p.domain`; it is a column of `product`",
        ),
        (
            "SELECT clearance FROM port",
            "unknown column `clearance`; join a table that has it: `role` on `contract_id`",
        ),
        ("SELECT FROM", "the query cannot be parsed as SQLite SQL"),
    ],
)
def test_misspelt_name_is_an_error(sql: str, message: str, ask: Callable[[str], Result]) -> None:
    """Even in double quotes, which SQLite would read as a text."""
    with pytest.raises(QueryError) as caught:
        ask(sql)
    assert str(caught.value) == message


def test_double_quotes_around_a_name_are_accepted(ask: Callable[[str], Result]) -> None:
    """This is how SQL writes a name."""
    assert ask('SELECT "name" AS "the name" FROM "team" ORDER BY "the name" LIMIT 1').columns == ("the name",)
    assert ask("""SELECT 'a "b" [c]' /* "d" */ AS "e" -- "f\n""").rows == (('a "b" [c]',),)


def test_infinite_numbers_and_bytes_are_texts(ask: Callable[[str], Result]) -> None:
    """JSON has neither."""
    assert ask("SELECT 9e999, -9e999, x'41', CAST(x'ff' AS TEXT)").rows == (("inf", "-inf", "A", "\ufffd"),)


def test_sqlite_is_recent_enough() -> None:
    """Older ones lack functions that queries may call."""
    assert sqlite3.sqlite_version_info >= OLDEST


def test_only_named_tables_and_columns_are_loaded(example: MeshSource, binder: Binder) -> None:
    """A check with policies must not load what they do not read."""
    binding = binder.bind("SELECT address FROM port WHERE retention_days > 3")
    database = Database(example, (binding,))
    tables = database.sandbox.connection
    tables.set_authorizer(None)
    (statement,) = tables.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    assert statement[0] == ("CREATE TABLE port (address TEXT, retention_days NUMERIC)")


TEXTS = st.text(alphabet="aAbBzZ%_*?[]^-\\.\n é", max_size=8)


def native(sql: str, *arguments: object) -> Any:
    """Return the result of SQLite itself, without our functions."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return connection.execute(sql, arguments).fetchone()[0]


@given(pattern=TEXTS, text=TEXTS)
def test_like_equals_that_of_sqlite(pattern: str, text: str) -> None:
    """For every pattern and text."""
    assert patterns.like(pattern, text) == bool(native("SELECT ? LIKE ?", text, pattern))
    assert patterns.like(pattern, text, "\\") == bool(native("SELECT ? LIKE ? ESCAPE '\\'", text, pattern))


@given(pattern=TEXTS, text=TEXTS)
def test_glob_equals_that_of_sqlite(pattern: str, text: str) -> None:
    """For every pattern and text."""
    assert patterns.glob(pattern, text) == bool(native("SELECT ? GLOB ?", text, pattern))


@given(
    day=st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    steps=st.lists(
        st.one_of(
            st.builds(
                "{:+d} {}".format,
                st.integers(-400, 400),
                st.sampled_from(["day", "days", "month", "months", "year"]),
            ),
            st.sampled_from(["start of month", "start of year"]),
        ),
        max_size=3,
    ),
)
def test_dates_equal_those_of_sqlite(day: date, steps: list[str]) -> None:
    """For every date and steps from it."""
    marks = ", ?" * len(steps)
    assert dates.moved(str(day), *steps) == native(f"SELECT date(?{marks})", str(day), *steps)
    assert dates.julian_day(str(day)) == native("SELECT julianday(?)", str(day))


@pytest.mark.parametrize(
    "call",
    [
        "instr('abc', 'c')",
        "instr('abc', '')",
        "replace('abab', 'b', 'xy')",
        "replace('a', '', 'x')",
        "trim('  a ')",
        "trim('xxaxx', 'x')",
        "ltrim('xxa', 'x')",
        "rtrim('axx', 'x')",
        "instr(NULL, 'x')",
        "replace(12, 1, 3)",
    ],
)
def test_our_functions_equal_those_of_sqlite(call: str, ask: Callable[[str], Result]) -> None:
    """They differ only in their time."""
    assert ask(f"SELECT {call}").rows == ((native(f"SELECT {call}"),),)


def test_database_is_freed_with_its_sandbox() -> None:
    """Its memory counts for the whole process, so a run that makes many of them must free them."""
    sandboxes = [Sandbox(date.min) for _ in range(3)]
    for each in sandboxes:
        each.close_up({})
    weak = [weakref.ref(each) for each in sandboxes]

    del sandboxes, each

    assert [each() for each in weak] == [None, None, None]


def test_connection_is_closed_with_its_sandbox() -> None:
    """Python 3.13 warns of connections that are not closed."""
    sandbox = Sandbox(date(2026, 11, 22))
    connection = sandbox.connection
    del sandbox
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
