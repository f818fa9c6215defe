"""Types compared: by notation, by server, and in the right direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import PLACES, scaffold
from meshwright.changes.types import TypeRelation, relation
from meshwright.changes.verdict import Bump
from revisions import Files, assessed, field, fields, replaced

if TYPE_CHECKING:
    from meshwright.changes.verdict import Verdict

SAME, WIDER, NARROWER = TypeRelation.SAME, TypeRelation.WIDER, TypeRelation.NARROWER
UNRELATED, UNKNOWN = TypeRelation.UNRELATED, TypeRelation.UNKNOWN
MIRRORED = {WIDER: NARROWER, NARROWER: WIDER}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            {"logicalType": "timestmp", "physicalType": "date"},
            {"logicalType": "date", "physicalType": "date"},
            SAME,
        ),
        (
            {"logicalType": "timestmp", "physicalType": "int"},
            {"logicalType": "date", "physicalType": "date"},
            UNRELATED,
        ),
        ({"logicalType": "timestmp"}, {"logicalType": "timestamp"}, UNKNOWN),
        ({"logicalType": "timestmp"}, {"logicalType": "timestmp"}, SAME),
        ({"logicalType": "timestmp"}, {"logicalType": "timestmp", "physicalType": "date"}, UNKNOWN),
    ],
)
def test_unknown_logical_type_states_nothing(
    before: dict[str, str], after: dict[str, str], expected: TypeRelation
) -> None:
    """Correcting a misspelt one is not a break: the physical types decide, or else the direction is unknown."""
    assert relation(before, after, ("postgres",)) is expected
    assert relation(after, before, ("postgres",)) is expected


@pytest.mark.parametrize(
    ("servers", "before", "after", "expected"),
    [
        ((), "float", "double", WIDER),
        ((), "real", "double precision", WIDER),
        ((), "float32", "float64", WIDER),
        ((), "float", "real", UNKNOWN),
        (("databricks",), "float", "double", WIDER),
        (("kafka",), "float", "double", WIDER),
        (("databricks",), "float", "real", SAME),
        (("postgres",), "float", "double precision", SAME),
        (("postgres",), "real", "float", WIDER),
        (("postgres",), "float(24)", "real", SAME),
        (("postgres",), "float(25)", "double precision", SAME),
        (("postgres",), "bigint", "int8", SAME),
        (("postgres",), "int4", "int8", WIDER),
        (("mysql",), "real", "double", SAME),
        (("mysql",), "float", "real", WIDER),
        (("sqlserver",), "float", "real", NARROWER),
        (("sqlserver",), "float(53)", "float", SAME),
        (("oracle",), "binary_float", "binary_double", WIDER),
        (("oracle",), "number(10)", "number", WIDER),
        (("snowflake",), "float", "double", SAME),
        (("snowflake",), "int", "bigint", SAME),
        (("snowflake",), "number(10,0)", "int", WIDER),
        (("bigquery",), "float", "float64", SAME),
        (("bigquery",), "int", "int64", SAME),
        (("bigquery",), "numeric", "bignumeric", UNRELATED),
        (("databricks", "sqlserver"), "float", "real", NARROWER),
        (("clickhouse",), "int8", "int16", WIDER),
        (("duckdb",), "int8", "bigint", SAME),
        ((), "int8", "bigint", WIDER),
        (("postgres",), "decimal(10,2)", "numeric", WIDER),
        (("databricks",), "decimal(10,2)", "decimal", UNRELATED),
        ((), "decimal(10,2)", "double", UNRELATED),
        ((), "double", "decimal(10,2)", UNRELATED),
        (("postgres",), "numeric", "double precision", UNRELATED),
        (("postgres",), "double precision", "numeric", WIDER),
        ((), "decimal(15,0)", "double", WIDER),
        ((), "decimal(16,0)", "double", UNRELATED),
        ((), "decimal(7,0)", "float4", WIDER),
        ((), "int", "double", WIDER),
        ((), "bigint", "double", UNRELATED),
        ((), "smallint", "real", WIDER),
        ((), "VarChar(10)", "character  varying( 10 )", SAME),
        ((), "TIMESTAMP ( 3 ) WITH TIME ZONE", "timestamptz(3)", SAME),
        (("databricks",), "STRUCT<a: INT, b: ARRAY<STRING>>", "struct<a:int,b:array<string>>", SAME),
        (("databricks",), "struct<a:int>", "struct<A:int>", UNKNOWN),
        (("databricks",), "struct<a:int>", "struct<b:int>", UNRELATED),
        (("databricks",), "timestamp_ntz", "timestamp", UNRELATED),
        (("snowflake",), "timestamp_ntz", "timestamp", SAME),
        (("mysql",), "ENUM('a', 'b')", "enum('a','b')", SAME),
        (("mysql",), "enum('a','b')", "enum('A','b')", UNRELATED),
        (("mysql",), "enum('a b')", "enum('a  b')", UNRELATED),
        (("postgres",), "char", "bpchar", WIDER),
        (("postgres",), "char(4)", "bpchar(4)", SAME),
        (("postgres",), "serial", "integer", SAME),
        (("postgres",), "bigserial", "integer", NARROWER),
        ((), "serial", "integer", UNKNOWN),
        (("sqlserver",), "varchar(9)", "nvarchar(9)", WIDER),
        (("sqlserver",), "nvarchar(9)", "varchar(9)", NARROWER),
        (("oracle",), "varchar2(9)", "nvarchar2(9)", WIDER),
        (("snowflake",), "varchar(9)", "nvarchar(9)", SAME),
        (("mysql",), "text", "longtext", WIDER),
        (("mysql",), "text", "tinytext", NARROWER),
        (("mysql",), "blob", "mediumblob", WIDER),
        (("mysql",), "varchar(9)", "mediumtext", WIDER),
        (("mysql",), "mediumint", "int", WIDER),
        (("mysql",), "int(11) unsigned", "int unsigned", SAME),
    ],
)
def test_physical_types_have_the_meaning_of_their_server(
    servers: tuple[str, ...], before: str, after: str, expected: TypeRelation
) -> None:
    """If several readings differ, none is assumed."""
    assert relation({"physicalType": before}, {"physicalType": after}, servers) is expected


@pytest.mark.parametrize(
    ("logical", "physical", "expected"),
    [
        ("integer", "varchar(10)", UNRELATED),
        ("string", "bigint", UNRELATED),
        ("boolean", "varchar(5)", UNRELATED),
        ("timestamp", "int", UNKNOWN),
        ("date", "timestamp", UNKNOWN),
        ("number", "string", UNKNOWN),
        ("integer", "PlayIdentifier", UNKNOWN),
        ("integer", "int", SAME),
        ("integer", "bigint", SAME),
        ("integer", "decimal(10,0)", SAME),
        ("integer", "decimal(10,2)", WIDER),
        ("integer", "double", WIDER),
        ("number", "double precision", SAME),
        ("number", "int", NARROWER),
        ("string", "varchar(10)", SAME),
        ("string", "uuid", SAME),
        ("array", "int[]", SAME),
        ("array", "varchar(10)", UNKNOWN),
    ],
)
def test_notations_are_compared_by_what_each_implies(
    logical: str, physical: str, expected: TypeRelation
) -> None:
    """`logicalType` on one side, `physicalType` on the other, in both directions."""
    assert relation({"logicalType": logical}, {"physicalType": physical}) is expected
    assert relation({"physicalType": physical}, {"logicalType": logical}) is MIRRORED.get(expected, expected)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"logicalType": "integer"}, {"logicalType": "integer", "physicalType": "int"}, SAME),
        ({"logicalType": "integer"}, {"logicalType": "integer", "physicalType": "varchar(9)"}, UNRELATED),
        ({"logicalType": "date"}, {"logicalType": "date", "physicalType": "int"}, SAME),
        ({"logicalType": "date", "physicalType": "int"}, {"physicalType": "int"}, SAME),
        ({"logicalType": "date", "physicalType": "date"}, {"physicalType": "int"}, UNRELATED),
        ({"logicalType": "integer", "physicalType": "int"}, {"logicalType": "number"}, WIDER),
        ({"logicalType": "integer", "physicalType": "int"}, {"logicalType": "string"}, UNRELATED),
        ({"logicalType": "string"}, {"logicalType": "integer", "physicalType": "int"}, UNRELATED),
    ],
)
def test_type_with_two_statements_is_compared_twice(
    before: dict[str, str], after: dict[str, str], expected: TypeRelation
) -> None:
    """The physical type states what is stored, the logical one what it means."""
    assert relation(before, after) is expected
    assert relation(after, before) is MIRRORED.get(expected, expected)


NAMES = st.sampled_from(
    [
        *("int", "bigint", "smallint", "int8", "float", "float(10)", "float(40)", "real", "double", "number"),
        *(
            "decimal",
            "decimal(9,0)",
            "numeric(12,2)",
            "varchar(9)",
            "varchar",
            "text",
            "uuid",
            "boolean",
            "date",
        ),
        *("nvarchar(9)", "longtext", "mediumint", "serial", "bpchar", "char", "timestamp_ntz", "timestamp"),
        *("struct<a:int>", "STRUCT<a: INT>", "struct<A:int>", "enum('a')", "enum('A')", "int(11) unsigned"),
    ]
)
SERVERS = st.lists(
    st.sampled_from(["postgres", "snowflake", "mysql", "s3", "oracle", "custom", "bigquery", "sqlserver"]),
    max_size=2,
)
LOGICAL = st.sampled_from(["string", "integer", "number", "date", "boolean", "object"])
STATED = st.fixed_dictionaries({}, optional={"logicalType": LOGICAL, "physicalType": NAMES})


@given(STATED, STATED, SERVERS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_directions_are_mirrored(before: dict[str, str], after: dict[str, str], servers: list[str]) -> None:
    """Wider one way is narrower the other way; only rounding is a break in one direction alone."""
    forth, back = relation(before, after, servers), relation(after, before, servers)

    assert relation(before, before, servers) is SAME
    assert forth is MIRRORED.get(back, back) or {forth, back} <= {WIDER, UNRELATED, UNKNOWN}


def verdict(before: str, after: str, server: str = "postgres") -> Verdict:
    def files(text: str) -> Files:
        found = scaffold()
        servers = f"servers:\n  - {{server: s, type: {server}, host: h, database: d, schema: main}}\n"
        found[PLACES["contract"]] = replaced(found[PLACES["contract"]].decode(), servers + text)
        return found

    (found,) = assessed(files(before), files(after))
    return found.verdict


@pytest.mark.parametrize(
    ("before", "after", "bump", "words"),
    [
        ("physicalType: bigint", "physicalType: int8", Bump.PATCH, "type changed from `bigint` to `int8`"),
        ("physicalType: float", "physicalType: real", Bump.MINOR, "type changed from `float` to `real`"),
        ("physicalType: uuid", "", Bump.PATCH, "`physicalType` removed"),
        ("", "physicalType: int", Bump.MAJOR, "type changed from `string` to `int`"),
    ],
)
def test_servers_of_a_contract_count(before: str, after: str, bump: Bump, words: str) -> None:
    """`int8` of Postgres is a `bigint`, and its `float` a double."""
    found = verdict(field(before), field(after))

    assert (found.bump, found.words) == (bump, words)


def test_removed_type_is_a_removed_guarantee() -> None:
    """Like a list of values or a key: consumers relied on it; a type stated for the first time binds producers."""
    typed, untyped = (fields(each) for each in ("{name: x, logicalType: integer}", "{name: x}"))

    gone, new = verdict(typed, untyped), verdict(untyped, typed)

    assert (gone.bump, gone.direction, gone.row) == (Bump.MAJOR, "loosens", "type-changed")
    assert (new.bump, new.direction, new.row) == (Bump.MINOR, "tightens", "type-narrowed")


def object_verdict(was: str, now: str) -> Verdict:
    def files(type_: str) -> Files:
        found = scaffold()
        stated = f", physicalType: {type_}" if type_ else ""
        text = f"schema:\n  - {{name: plays{stated}, properties: [{{name: x}}]}}\n"
        found[PLACES["contract"]] = replaced(found[PLACES["contract"]].decode(), text)
        return found

    (found,) = assessed(files(was), files(now))
    return found.verdict


@pytest.mark.parametrize(
    ("was", "now", "direction"),
    [
        ("table", "topic", "both"),
        ("topic", "view", "both"),
        ("file", "table", "both"),
        ("table", "VIEW", "none"),
        ("materialized_view", "table", "none"),
        ("Table", "table", "none"),
        ("table", "hypertable", "undetermined"),
        ("", "topic", "none"),
        ("topic", "", "undetermined"),
        ("table", "", "none"),
    ],
)
def test_object_is_compared_by_its_physical_kind(was: str, now: str, direction: str) -> None:
    """Tables and views are queried alike; a topic is not a table; unknown words are reported as such."""
    assert object_verdict(was, now).direction == direction


@pytest.mark.parametrize(
    ("before", "after", "readers", "bump"),
    [
        ("", "physicalName: other", True, Bump.MAJOR),
        ("physicalName: other", "", True, Bump.MAJOR),
        ("", "physicalName: skip_reason", False, Bump.PATCH),
        ("physicalName: skip_reason", "", False, Bump.PATCH),
        ("", "physicalName: SKIP_REASON", None, Bump.MINOR),
        ("", "physicalName: '${prefix}skip_reason'", None, Bump.MINOR),
    ],
)
def test_column_moves_if_its_stated_name_is_not_the_implied_one(
    before: str, after: str, readers: bool | None, bump: Bump
) -> None:
    """Without `physicalName`, the column has the name of the field."""
    found = verdict(field(before), field(after))

    assert (found.readers, found.bump) == (readers, bump)


@pytest.mark.parametrize(
    ("before", "after", "readers"),
    [
        ("", "physicalName: plays_new", True),
        ("physicalName: plays_new", "", True),
        ("", "physicalName: plays", False),
        ("", "physicalName: main.plays", False),
        ("", "physicalName: d.main.plays", False),
        ("physicalName: main.plays", "", False),
        ("", "physicalName: elsewhere.plays", None),
        ("", "physicalName: main.plays_new", True),
    ],
)
def test_table_moves_if_its_stated_name_is_not_the_implied_one(
    before: str, after: str, readers: bool | None
) -> None:
    """A qualifier that the server states adds nothing; a different one may be another table."""
    texts = [fields(more=f"    {each}\n" if each else "") for each in (before, after)]

    assert verdict(*texts).readers is readers


def test_renamed_field_that_keeps_its_column_is_one_break() -> None:
    """`physicalName` is added so that the column stays: only the field's name differs."""
    before = fields("{id: f, name: skip_reason, logicalType: string}")
    after = fields("{id: f, name: reason, logicalType: string, physicalName: skip_reason}")
    files = []
    for text in (before, after):
        found = scaffold()
        found[PLACES["contract"]] = replaced(found[PLACES["contract"]].decode(), text)
        files.append(found)
    found = assessed(*files)

    assert [(each.change.kind.value, each.verdict.bump) for each in found] == [
        ("renamed", Bump.MAJOR),
        ("added", Bump.PATCH),
    ]
