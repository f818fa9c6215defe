"""Texts of strangers for which a backtracking regular expression would take almost endless time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpu import within
from meshwright.changes.approval import names_in
from meshwright.changes.naming import _FORMATTING
from meshwright.facts.sql.reads import UNFOLLOWED
from meshwright.facts.sql.same_sql import is_same_sql
from meshwright.facts.sql.statement import Statement, statement
from meshwright.quantities.service_level import duration

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE: dict[str, Callable[[], object]] = {
    "comments in front of no SQL": lambda: statement("/**/ " * 4_000 + "x y z", "duckdb"),
    "comments that never close": lambda: statement("/*" * 9_000, "duckdb"),
    "lines of comments": lambda: statement("--\n#\n" * 4_000 + "!", "duckdb"),
    "template comments that never close": lambda: statement("{#" * 9_000, "duckdb"),
    "subscripts of subscripts": lambda: statement("SELECT a" + "[1]" * 3_000, "duckdb"),
    "subscripts of fields": lambda: statement("SELECT a" + ".b['c']" * 2_000, "duckdb"),
    "subscripts of calls": lambda: statement("SELECT f(1)" + "[1].f(1)" * 1_000, "snowflake"),
    "arrays of arrays": lambda: statement("SELECT " + "array[" * 40 + "1" + "]" * 40, "duckdb"),
    "rows of rows": lambda: statement("SELECT " + "row(" * 40 + "1" + ")" * 40, "duckdb"),
    "structures of structures": lambda: statement(
        "SELECT " + "struct(" * 40 + "1 AS a" + ")" * 40, "bigquery"
    ),
    "numbers of numbers": lambda: statement("SELECT " + "decimal(" * 40 + "1" + ")" * 40, ""),
    "calls of calls to compare": lambda: is_same_sql("f()" + ".g()" * 3_000, "f()" + ".h()" * 3_000),
    "arrays of arrays to compare": lambda: is_same_sql(
        "array[" * 40 + "1" + "]" * 40, "array[" * 40 + "2" + "]" * 40
    ),
    "blanks in a duration": lambda: duration("1d" + " ," * 20_000 + "!"),
    "blanks among approvers": lambda: names_in("a" + " " * 100_000 + "b"),
    "comments of a quality rule that never close": lambda: _FORMATTING.sub("", "/*" * 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_no_time(name: str) -> None:
    """Each of a dozen further comments doubled the time: 24 took 7 s, 40 would have taken days."""
    with within(10):
        HOSTILE[name]()


def test_comments_before_a_query_are_harmless() -> None:
    """The guard changes nothing in the result."""
    for text in (
        "/* a */ -- b\n(SELECT a FROM t)",
        "/**//***/ SELECT a FROM t",
        "{# a #} SELECT a FROM t",
    ):
        assert not isinstance(statement(text, "duckdb"), str), text
    assert duration("1 day, and 12 hours") == duration("36h")
    assert names_in(" a ; b,,c ") == ("a", "b", "c")


def test_sql_that_takes_the_parser_too_long_is_not_followed() -> None:
    """It still counts as SQL, reported as unread; shorter chains and flatter arrays are read."""
    for form in (
        "SELECT a{} FROM t".format("[1]" * 51),
        "SELECT {}1{} FROM t".format("array[" * 20, "]" * 20),
    ):
        assert statement(form, "duckdb") == UNFOLLOWED
    for form in (
        "SELECT a{} FROM t".format("[1]" * 50),
        "SELECT {} FROM t".format(", ".join(["a[1][2].b[3]"] * 100)),
        "SELECT {}1{} FROM t".format("array[" * 4, "]" * 4),
    ):
        assert isinstance(statement(form, "duckdb"), Statement)
