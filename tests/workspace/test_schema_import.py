"""Schemas of files: names, types, keys and nullability, and never a value."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from cpu import grows_less_than
from meshwright.workspace.schema_import import process
from meshwright.workspace.schema_import.dbt import dbt_objects
from meshwright.workspace.schema_import.objects import SchemaImportError, objects_of
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AVRO = {
    "type": "record",
    "name": "n.Order",
    "doc": "An order.",
    "fields": [
        {"name": "id", "type": "string", "doc": "its key"},
        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "more", "type": {"type": "map", "values": "long"}},
        {"name": "before", "type": ["null", {"type": "record", "name": "Past", "fields": []}]},
    ],
}
SQL = """\
CREATE TABLE shop.orders (
  id varchar(36) PRIMARY KEY, total numeric(10, 2) NOT NULL, code text UNIQUE, who int REFERENCES customers(id), tags text[]
);
COMMENT ON TABLE shop.orders IS 'All orders.';
COMMENT ON COLUMN shop.orders.total IS 'With tax.';
CREATE TABLE lines (
  o varchar(36), n int, PRIMARY KEY (o, n), CONSTRAINT f FOREIGN KEY (o) REFERENCES orders (id), UNIQUE (n));
INSERT INTO lines VALUES ('secret', 1);
"""
DBT = """\
version: 2
models:
  - name: orders
    description: All orders.
    columns:
      - {name: id, data_type: varchar(36), description: Its key., data_tests: [not_null, unique]}
      - name: state
        tests: [{accepted_values: {values: [open, done]}}, {relationships: {to: "ref('states')", field: name}}]
      - {name: kind, constraints: [{type: not_null}], data_type: made_up}
  - name: without
  - name: states
    constraints: [{type: primary_key, columns: [name]}]
    columns: [{name: name}]
sources: [{name: raw, tables: [{name: clicks, columns: [{name: at, data_type: timestamp}]}]}]
"""


def properties_of(path: Path) -> list[dict[str, Any]]:
    """Return the columns of a file with one object."""
    (found,) = objects_of(str(path))
    columns: list[dict[str, Any]] = found["properties"]
    return columns


def test_types_of_rows_are_guessed_and_no_value_is_kept(tmp_path: Path) -> None:
    """Rows cannot state nullability or keys."""
    requires("duckdb")
    (tmp_path / "a.csv").write_text(
        "id,at,total,is_paid,name\n1,2024-01-01,1.5,true,secret\n2,2024-01-02,2,false,\n"
    )
    (tmp_path / "b.jsonl").write_text(
        '{"id":1,"at":"2024-01-01T00:00:00Z","tags":["secret"],"of":{"x":1.5}}\n{"id":2}\n'
    )

    assert properties_of(tmp_path / "a.csv") == [
        {"name": "id", "logicalType": "integer"},
        {"name": "at", "logicalType": "date"},
        {"name": "total", "logicalType": "number"},
        {"name": "is_paid", "logicalType": "boolean"},
        {"name": "name", "logicalType": "string"},
    ]
    assert properties_of(tmp_path / "b.jsonl") == [
        {"name": "id", "logicalType": "integer"},
        {"name": "at", "logicalType": "timestamp"},
        {"name": "tags", "logicalType": "array", "items": {"logicalType": "string"}},
        {"name": "of", "logicalType": "object", "properties": [{"name": "x", "logicalType": "number"}]},
    ]


def test_parquet_file_states_its_types(tmp_path: Path) -> None:
    """Even one that is larger than any limit, because only its footer is read."""
    arrow, parquet = requires("pyarrow"), requires("pyarrow.parquet")
    schema = arrow.schema(
        [
            arrow.field("id", arrow.int64(), nullable=False, metadata={"comment": "its key"}),
            arrow.field("price", arrow.decimal128(10, 2)),
            arrow.field("at", arrow.timestamp("us", tz="UTC")),
            arrow.field("day", arrow.date32()),
            arrow.field("lines", arrow.list_(arrow.struct([("x", arrow.string())]))),
            arrow.field("more", arrow.map_(arrow.string(), arrow.int32())),
            arrow.field("raw", arrow.binary()),
            arrow.field("kind", arrow.dictionary(arrow.int32(), arrow.string())),
        ]
    )
    parquet.write_table(schema.empty_table(), tmp_path / "c.parquet")

    text = {"logicalType": "string", "physicalType": "string"}
    assert properties_of(tmp_path / "c.parquet") == [
        {
            "name": "id",
            "logicalType": "integer",
            "physicalType": "int64",
            "description": "its key",
            "required": True,
        },
        {"name": "price", "logicalType": "number", "physicalType": "decimal(10,2)"},
        {"name": "at", "logicalType": "timestamp", "physicalType": "timestamp"},
        {"name": "day", "logicalType": "date", "physicalType": "date32"},
        {
            "name": "lines",
            "logicalType": "array",
            "items": {"logicalType": "object", "properties": [{"name": "x", **text}]},
        },
        {
            "name": "more",
            "logicalType": "map",
            "map": {"key": text, "value": {"logicalType": "integer", "physicalType": "int32"}},
        },
        {"name": "raw", "physicalType": "binary"},
        {"name": "kind", **text},
    ]


@pytest.mark.parametrize("name", ["d.avro", "d.avsc"])
def test_avro_schema_states_nullability(tmp_path: Path, name: str) -> None:
    """With its documentation."""
    if name == "d.avro":
        fastavro = requires("fastavro")
        with (tmp_path / name).open("wb") as file:
            fastavro.writer(file, AVRO, [])
    else:
        (tmp_path / name).write_text(json.dumps(AVRO))
    (found,) = objects_of(str(tmp_path / name))
    *columns, before = found.pop("properties")

    assert found == {"name": "Order", "description": "An order."}
    assert columns == [
        {
            "name": "id",
            "logicalType": "string",
            "physicalType": "string",
            "description": "its key",
            "required": True,
        },
        {"name": "at", "logicalType": "timestamp", "physicalType": "timestamp-millis"},
        {"name": "price", "logicalType": "number", "physicalType": "decimal(9,2)", "required": True},
        {"name": "kind", "logicalType": "string", "enum": [{"value": "A"}, {"value": "B"}], "required": True},
        {
            "name": "tags",
            "logicalType": "array",
            "items": {"logicalType": "string", "physicalType": "string"},
            "required": True,
        },
        {
            "name": "more",
            "logicalType": "map",
            "map": {
                "key": {"logicalType": "string"},
                "value": {"logicalType": "integer", "physicalType": "long"},
            },
            "required": True,
        },
    ]
    assert before["name"] == "before"
    assert "required" not in before


def test_create_table_states_keys(tmp_path: Path) -> None:
    """With comments; references to missing tables and rows are omitted."""
    (tmp_path / "e.sql").write_text(SQL)
    orders, lines = objects_of(str(tmp_path / "e.sql"))

    assert {key: orders[key] for key in ("name", "physicalName", "physicalType", "description")} == {
        "name": "orders",
        "physicalName": "shop.orders",
        "physicalType": "table",
        "description": "All orders.",
    }
    assert orders["properties"] == [
        {
            "name": "id",
            "logicalType": "string",
            "physicalType": "VARCHAR(36)",
            "required": True,
            "primaryKey": True,
        },
        {
            "name": "total",
            "logicalType": "number",
            "physicalType": "DECIMAL(10,2)",
            "required": True,
            "description": "With tax.",
        },
        {"name": "code", "logicalType": "string", "physicalType": "TEXT", "unique": True},
        {"name": "who", "logicalType": "integer", "physicalType": "INT"},
        {"name": "tags", "logicalType": "array", "physicalType": "TEXT[]"},
    ]
    key = {"required": True, "primaryKey": True}
    assert lines["properties"] == [
        {
            "name": "o",
            "logicalType": "string",
            "physicalType": "VARCHAR(36)",
            **key,
            "primaryKeyPosition": 1,
            "relationships": [{"to": "orders.id"}],
        },
        {
            "name": "n",
            "logicalType": "integer",
            "physicalType": "INT",
            **key,
            "primaryKeyPosition": 2,
            "unique": True,
        },
    ]
    assert "secret" not in json.dumps([orders, lines])


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE `a` (`x` int(11) NOT NULL AUTO_INCREMENT, PRIMARY KEY (`x`)) ENGINE=InnoDB;",
        "CREATE TABLE [dbo].[a] ([x] INT NOT NULL, CONSTRAINT [k] PRIMARY KEY CLUSTERED ([x] ASC));",
        "CREATE TABLE a (x INTEGER PRIMARY KEY);",
        "create or replace table a (x number(10,0) not null primary key) cluster by (x);",
    ],
)
def test_dialects_are_tried_in_turn(tmp_path: Path, text: str) -> None:
    """The user need not name one."""
    (tmp_path / "e.ddl").write_text(text)
    (column,) = properties_of(tmp_path / "e.ddl")

    assert (column["name"], column["primaryKey"], column["required"]) == ("x", True, True)


def test_dbt_file_states_tests_and_constraints(tmp_path: Path) -> None:
    """Each is converted to its counterpart in ODCS."""
    (tmp_path / "schema.yml").write_text(DBT)

    assert objects_of(str(tmp_path / "schema.yml")) == [
        {
            "name": "orders",
            "physicalType": "table",
            "description": "All orders.",
            "properties": [
                {
                    "name": "id",
                    "logicalType": "string",
                    "physicalType": "varchar(36)",
                    "description": "Its key.",
                    "required": True,
                    "unique": True,
                },
                {
                    "name": "state",
                    "enum": [{"value": "open"}, {"value": "done"}],
                    "relationships": [{"to": "states.name"}],
                },
                {"name": "kind", "physicalType": "made_up", "required": True},
            ],
        },
        {
            "name": "states",
            "physicalType": "table",
            "properties": [{"name": "name", "required": True, "primaryKey": True, "primaryKeyPosition": 1}],
        },
        {
            "name": "clicks",
            "physicalType": "table",
            "properties": [{"name": "at", "logicalType": "timestamp", "physicalType": "timestamp"}],
        },
    ]


KINDS = "csv jsonl ndjson parquet avro avsc sql ddl yml yaml"
BROKEN = {
    "a.csv": (b"", "cannot be read as CSV"),
    "b.jsonl": (b"{", "cannot be read as JSON Lines"),
    "c.parquet": (b"PAR1x", "cannot be read: it is not a Parquet file, or its footer is too large"),
    "d.parquet": (b"PAR1" + b"\xff" * 50 + b"\x2a\0\0\0PAR1", "cannot be read as Parquet"),
    "e.avro": (b"Obj\x01" + b"\xff" * 99, "cannot be read as Avro"),
    "f.avsc": (b"[" * 99_999, "cannot be read as an Avro record"),
    "g.sql": (b"CREATE TABLE x AS SELECT 1", "has no `CREATE TABLE` with columns that can be read"),
    "h.sql": (
        b"CREATE TABLE x (y " + b"array<" * 50_000,
        "has no `CREATE TABLE` with columns that can be read",
    ),
    "i.yml": (b"models: {", "cannot be read as YAML"),
    "j.yml": (
        b"models: [1, {name: [], columns: 2}, {name: a, columns: [{name: 1}]}]",
        "has no `models` or `sources` with columns",
    ),
    "k.sql": (b" " * (2**21 + 1), "cannot be read: it is larger than 2 MiB"),
    "l.xlsx": (
        b"",
        f"is not a known kind of file; available: {', '.join(f'`.{each}`' for each in KINDS.split())}",
    ),
}


def test_key_of_many_columns_takes_linear_time() -> None:
    """Each column is looked up once."""

    def read(size: int) -> Callable[[], object]:
        columns = [{"name": f"c{number}"} for number in range(size)]
        key = {"type": "primary_key", "columns": [each["name"] for each in columns]}
        return lambda: dbt_objects({"models": [{"name": "t", "columns": columns, "constraints": [key]}]})

    grows_less_than(3, read, 5_000)


@pytest.mark.parametrize("name", BROKEN)
def test_file_without_columns_is_an_error(tmp_path: Path, name: str) -> None:
    """Whatever it contains; each is read in a process that ends."""
    for each in ("duckdb", "pyarrow", "fastavro"):
        requires(each)
    data, words = BROKEN[name]
    (tmp_path / name).write_bytes(data)

    with pytest.raises(SchemaImportError) as raised:
        objects_of(str(tmp_path / name))
    assert str(raised.value) == f"`{tmp_path / name}` {words}"


def bomb(types: int) -> dict[str, Any]:
    """Return a record of Avro whose types each refer twice to the previous one, which doubles each time."""
    inner: Any = {"type": "record", "name": "R0", "fields": [{"name": "x", "type": "int"}]}
    for number in range(1, types):
        fields = [{"name": "a", "type": inner}, {"name": "b", "type": f"R{number - 1}"}]
        inner = {"type": "record", "name": f"R{number}", "fields": fields}
    assert isinstance(inner, dict)
    return inner


REFERRED = {
    "type": "record",
    "name": "Order",
    "namespace": "n",
    "fields": [
        {"name": "a", "type": {"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}]}},
        {"name": "b", "type": "P"},
        {"name": "c", "type": ["null", "n.P"]},
        {"name": "before", "type": ["null", {"type": "array", "items": "Order"}]},
    ],
}


def test_referenced_avro_type_is_found(tmp_path: Path) -> None:
    """By its name in its namespace, or the full one."""
    data = {**REFERRED, "fields": REFERRED["fields"][:-1]}
    (tmp_path / "a.avsc").write_text(json.dumps(data))

    assert [each["properties"][0]["name"] for each in properties_of(tmp_path / "a.avsc")] == ["x"] * 3


TOO_MANY = "has more than 10,000 columns, including nested ones, in all tables together"
RECURSIVE = "has a recursive type, `n.Order`, which a contract cannot express"


@pytest.mark.parametrize("name", ["a.avro", "a.avsc"])
@pytest.mark.parametrize(("schema", "words"), [(bomb(40), TOO_MANY), (REFERRED, RECURSIVE)])
def test_infinite_avro_type_is_refused(tmp_path: Path, name: str, schema: dict[str, Any], words: str) -> None:
    """At once, without waiting for the time limit."""
    if name == "a.avro":
        fastavro = requires("fastavro")
        with (tmp_path / name).open("wb") as file:
            fastavro.writer(file, schema, [])
    else:
        (tmp_path / name).write_text(json.dumps(schema))

    with pytest.raises(SchemaImportError) as raised:
        objects_of(str(tmp_path / name))
    assert str(raised.value) == f"`{tmp_path / name}` {words}"


def columns(number: int) -> str:
    """Return the columns of a table of SQL."""
    return ", ".join(f"c{each} int" for each in range(number))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sql", f"CREATE TABLE a ({columns(100_000)});"),
        ("b.sql", f"CREATE TABLE a ({columns(5_000)}); CREATE TABLE b ({columns(5_001)});"),
        (
            "c.yml",
            json.dumps({"models": [{"name": "m", "columns": [{"name": f"c{n}"} for n in range(10_001)]}]}),
        ),
    ],
)
def test_columns_are_counted_over_all_tables(tmp_path: Path, name: str, text: str) -> None:
    """While they are read."""
    (tmp_path / name).write_text(text)

    with pytest.raises(SchemaImportError) as raised:
        objects_of(str(tmp_path / name))
    assert str(raised.value) == f"`{tmp_path / name}` {TOO_MANY}"


@pytest.mark.parametrize("row", ["1", "[1]", '"a"', "null", "true", "secret"])
def test_row_that_is_not_an_object_is_refused(tmp_path: Path, row: str) -> None:
    """Even among others that are."""
    requires("duckdb")
    (tmp_path / "a.jsonl").write_text(f'{{"a": 1}}\n\n {row}\n')

    with pytest.raises(SchemaImportError) as raised:
        objects_of(str(tmp_path / "a.jsonl"))
    assert str(raised.value) == f"`{tmp_path / 'a.jsonl'}` has a row that is not a JSON object, on line 3"


def test_object_with_many_keys_has_many_columns(tmp_path: Path) -> None:
    """Not one column with all of them."""
    requires("duckdb")
    (tmp_path / "a.jsonl").write_text(json.dumps({f"k{number}": 1 for number in range(300)}))

    assert len(properties_of(tmp_path / "a.jsonl")) == 300


def record(name: str) -> str:
    """Return a record of Avro in a record, with a field of that name."""
    inner = {"type": "record", "name": "I", "fields": [{"name": name, "type": "int"}]}
    return json.dumps({"type": "record", "name": "R", "fields": [{"name": "a", "type": inner}]})


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("a.csv", 'a,"b\nc"\n1,2\n', r"b\nc"),
        ("b.jsonl", r'{"a": {"b\nc": 1}}', r"b\nc"),
        ("c.jsonl", r'{"a": [{"b\u202ec": 1}]}', r"b\u202ec"),
        ("d.sql", 'CREATE TABLE a ("b\nc" int)', r"b\nc"),
        ("e.sql", 'CREATE TABLE "a\x1b" (b int)', r"a\x1b"),
        ("f.avsc", record("b\0c"), r"b\x00c"),
        ("g.yml", json.dumps({"models": [{"name": "a", "columns": [{"name": "b\nc"}]}]}), r"b\nc"),
    ],
)
def test_name_with_control_characters_is_refused(tmp_path: Path, name: str, text: str, shown: str) -> None:
    """Like those of flags; the message makes them visible."""
    requires("duckdb")
    (tmp_path / name).write_text(text)

    with pytest.raises(SchemaImportError) as raised:
        objects_of(str(tmp_path / name))
    words = f"has a name with control characters, `{shown}`; rename it"
    assert str(raised.value) == f"`{tmp_path / name}` {words}"


def test_empty_name_is_refused(tmp_path: Path) -> None:
    """A contract could not refer to it."""
    (tmp_path / "a.avsc").write_text(record(" "))

    with pytest.raises(SchemaImportError, match=r"` has a column or a table without a name$"):
        objects_of(str(tmp_path / "a.avsc"))


@pytest.mark.parametrize("name", ["a.csv", "b.jsonl", "c.ndjson", "d.sql", "e.avsc"])
@pytest.mark.parametrize(
    "data",
    [b"stra\xdfe,b\n1,2\n", *("a,b\n1,2\n".encode(each) for each in ("utf-16", "utf-16-le", "utf-16-be"))],
)
def test_text_in_another_encoding_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    """Its first row is not used as the names of columns."""
    (tmp_path / name).write_bytes(data)

    with pytest.raises(SchemaImportError, match=r"` is not UTF-8$"):
        objects_of(str(tmp_path / name))


def test_pipe_and_folder_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    (tmp_path / "b.csv").mkdir()

    for name in ("a.csv", "b.csv", "c.csv"):
        with pytest.raises(SchemaImportError, match="cannot be read: "):
            objects_of(str(tmp_path / name))


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its extra."""
    monkeypatch.setattr(process, "find_spec", lambda _: None)
    (tmp_path / "a.csv").write_text("a\n1\n")

    with pytest.raises(SchemaImportError, match=r"needs duckdb; install the extra `data`$"):
        objects_of(str(tmp_path / "a.csv"))
