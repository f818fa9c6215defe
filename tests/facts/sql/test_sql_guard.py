"""Guard 1: SQL rules that must not run are refused before anything is opened, and harmless ones are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlglot

from meshwright.facts.sql.guard import MOST_CHARACTERS, MOST_TABLES, RefusedSqlError, guarded

CASES = json.loads((Path(__file__).parent / "hostile_sql.json").read_text(encoding="utf-8"))
HOSTILE = [each for each in CASES if each["hostile"]]
HARMLESS = [each for each in CASES if not each["hostile"]]
TABLES = {"e": "e", "f": "f", "plays": "Plays 1", "plays 1": "Plays 1"}


def run(sql: str, dialect: str = "duckdb", **more: str) -> str:
    return guarded(sql, dialect, TABLES, **{"own": "e", "column": "i", **more})


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: f"{case['dialect']} {case['sql'][:50]}")
def test_hostile_sql_is_refused(case: dict[str, str]) -> None:
    """With a reason that quotes only a name of the query."""
    with pytest.raises(RefusedSqlError) as caught:
        run(case["sql"], case["dialect"])

    assert str(caught.value)


@pytest.mark.parametrize("case", HARMLESS, ids=lambda case: f"{case['dialect']} {case['sql'][:50]}")
def test_harmless_sql_passes_repeatedly(case: dict[str, str]) -> None:
    """The printed query passes again, and is printed the same: a second parser reads the same meaning."""
    printed = run(case["sql"], case["dialect"])

    assert run(printed, case["dialect"]) == printed


def test_every_rule_of_the_example_passes() -> None:
    """The contracts in `products/` have SQL rules, each about objects of its own contract."""
    import yaml

    seen = 0
    for path in sorted((Path(__file__).parents[3] / "products").rglob("*.odcs.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        objects = document.get("schema") or []
        names = {
            each[key].casefold(): each[key]
            for each in objects
            for key in ("name", "physicalName")
            if key in each
        }
        rules = [
            rule
            for each in objects
            for thing in (each, *each.get("properties", ()))
            for rule in thing.get("quality", ())
            if rule.get("type") == "sql"
        ]
        for rule in rules:
            for dialect in ("duckdb", "postgres", "spark"):
                guarded(rule["query"], dialect, names, own=objects[0]["name"], column="")
            seen += 1
    assert seen >= 10


def test_objects_are_bound_to_their_tables() -> None:
    """In any letter case, by both names; an alias keeps columns resolvable."""
    assert run("select count(plays.x) from PLAYS") == 'SELECT COUNT("plays"."x") FROM "Plays 1" AS "PLAYS"'
    assert run("select count(*) from plays p") == 'SELECT COUNT(*) FROM "Plays 1" AS "p"'
    assert run('select count(*) from "Plays 1"') == 'SELECT COUNT(*) FROM "Plays 1"'


def test_replaced_placeholder_is_not_parsed_again() -> None:
    """A name with braces, spaces or quotes is a quoted name."""
    assert run("select count({column}) from e", column="{object}") == 'SELECT COUNT("{object}") FROM "e"'
    assert run("select count({column}) from e", column='a"; drop') == 'SELECT COUNT("a""; drop") FROM "e"'


@pytest.mark.parametrize("name", ["user", "current_date", "null", "true", "order", "from", "e"])
@pytest.mark.parametrize(("dialect", "quote"), [("duckdb", '"'), ("postgres", '"'), ("spark", "`")])
def test_what_replaces_a_placeholder_is_a_name(name: str, dialect: str, quote: str) -> None:
    """`user IS NULL` compared the user of the session, who is never null, and the rule passed."""
    quoted = f"{quote}{name}{quote}"
    for column in ("{column}", f"{quote}${{property}}{quote}"):
        printed = run(f"select count(*) from {{object}} where {column} is null", dialect, column=name)
        assert printed == f"SELECT COUNT(*) FROM {quote}e{quote} WHERE {quoted} IS NULL"


def test_names_that_postgresql_reads_as_functions_are_refused() -> None:
    """Unless they are in quotes; DuckDB and Spark read them as columns."""
    for name in ("user", "USER", "current_role", "system_user"):
        with pytest.raises(RefusedSqlError, match="is a function in PostgreSQL"):
            run(f"select count(*) from e where {name} is null", "postgres")
    assert run('select count("user") from e', "postgres") == 'SELECT COUNT("user") FROM "e"'
    assert run("select count(a.user) from e a", "postgres") == 'SELECT COUNT(a.user) FROM "e" AS a'
    assert run("select count(user) from e") == 'SELECT COUNT("user") FROM "e"'


def test_schema_is_that_of_the_server() -> None:
    """A qualified name is bound to the same table; another schema is refused."""
    assert run("select count(*) from sales.e", schema="Sales") == 'SELECT COUNT(*) FROM "e"'
    with pytest.raises(RefusedSqlError):
        run("select count(*) from other.e", schema="sales")


@pytest.mark.parametrize("space", ["\u200b", "\u200d", "\u2060", "\ufeff"])
def test_spaces_that_only_the_engine_recognises_stay_in_a_name(space: str) -> None:
    """DuckDB read `e AS x<space>CROSS<space>JOIN<space>pg_settings` as a join with a system table."""
    name = f"x{space}CROSS{space}JOIN{space}pg_settings"

    assert run(f"SELECT count(*) FROM e AS {name}") == f'SELECT COUNT(*) FROM "e" AS "{name}"'
    for sql in (
        f"SELECT EXTRACT({name} FROM i) FROM e",
        f"SELECT count(*) FROM e WHERE i COLLATE {name} = 'a'",
    ):
        with pytest.raises(RefusedSqlError):
            run(sql)


def test_joins_with_an_optional_condition_are_cross_joins() -> None:
    """A comparison next to OR need not hold."""
    joined = "SELECT count(*) FROM e a JOIN e b ON {0} JOIN f c ON {0}"

    assert run(joined.format("(a.i = b.i AND a.j > 1)"))
    for condition in ("a.i = b.i OR true", "NOT a.i = b.i", "(a.i = b.i) IS NOT NULL"):
        with pytest.raises(RefusedSqlError):
            run(joined.format(condition))


@pytest.mark.parametrize("call", ["date()", "approx_count_distinct(i, 1)"])
def test_unprintable_query_is_refused(call: str) -> None:
    """The printer raised an error, or omitted an argument."""
    with pytest.raises(RefusedSqlError, match="cannot be written"):
        run(f"SELECT {call} FROM e")


def test_negative_lengths_are_kept() -> None:
    """In DuckDB, they cut off characters; the printer returned an empty text."""
    assert run("SELECT left(s, -1), right(s, i) FROM e") == 'SELECT LEFT("s", -1), RIGHT("s", "i") FROM "e"'


def test_size_has_limits() -> None:
    """Of characters, tables and depth; no other exception is raised."""
    many = " union all ".join(["select i from e"] * (MOST_TABLES + 1))
    for sql in (many, "select 1" + " " * MOST_CHARACTERS, "select " + "(" * 3_000 + "1" + ")" * 3_000):
        with pytest.raises(RefusedSqlError):
            run(sql)


def test_every_function_of_the_parser_is_refused_or_listed() -> None:
    """A new release of the parser adds functions: none of them passes before it is on the list."""
    from sqlglot import exp

    from meshwright.facts.sql import guard

    listed = {*guard.FUNCTIONS, *guard.PARTS}
    names = {each.__name__ for each in exp.ALL_FUNCTIONS}

    assert listed - names - {each for each in dir(exp) if not each.startswith("_")} == set()
    assert sqlglot.__version__.split(".")[0] == "30"
    for risky in (
        "GenerateSeries",
        "Repeat",
        "Pad",
        "ReadCSV",
        "ReadParquet",
        "Anonymous",
        "Command",
        "NextValueFor",
    ):
        assert risky not in listed
