"""Laws of generated data, for contracts that are also generated; `jsonschema` and `re` are the oracles."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generating import Rows, contract, generate, generated, rows_of, said

Capture = pytest.CaptureFixture[str]


def lengths() -> st.SearchStrategy[dict[str, Any]]:
    """Return options of texts."""
    pair = st.tuples(st.integers(0, 12), st.integers(0, 30)).map(sorted)
    patterns = ["^[A-Z]{2}[0-9]{4}$", "^a+b?$", "[0-9]{3}", "^(x|yy|zzz)[a-z]*$", r"^\d{1,5}-\w{2}$"]
    return st.one_of(
        st.just({}),
        pair.map(lambda each: {"minLength": each[0], "maxLength": max(each[1], 1)}),
        st.sampled_from(patterns).map(lambda each: {"pattern": each}),
        st.sampled_from(["uuid", "email", "uri", "ipv4", "ipv6"]).map(lambda each: {"format": each}),
    )


def ranges(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Generate options of numbers that have at least 20 values."""
    starts = st.sampled_from(["minimum", "exclusiveMinimum"])
    ends = st.sampled_from(["maximum", "exclusiveMaximum"])
    steps = st.sampled_from([{}, {"multipleOf": 5}, {"multipleOf": 1}])
    return st.tuples(starts, ends, numbers, steps, st.booleans(), st.booleans()).map(
        lambda each: {
            **({each[0]: each[2]} if each[4] else {}),
            **({each[1]: each[2] + 100} if each[5] else {}),
            **each[3],
        }
    )


def fields() -> st.SearchStrategy[dict[str, Any]]:
    """Return fields of all kinds."""
    flags = st.fixed_dictionaries({}, optional={"required": st.booleans(), "unique": st.booleans()})
    kinds = st.one_of(
        lengths().map(lambda options: {"logicalType": "string", "logicalTypeOptions": options}),
        ranges(st.integers(-1_000, 1_000)).map(
            lambda options: {"logicalType": "integer", "logicalTypeOptions": options}
        ),
        ranges(st.integers(-1_000, 1_000)).map(
            lambda options: {
                "logicalType": "number",
                "physicalType": "decimal(12,3)",
                "logicalTypeOptions": options,
            }
        ),
        st.just({"logicalType": "boolean"}),
        st.sampled_from(["date", "timestamp", "time"]).map(lambda kind: {"logicalType": kind}),
    )
    return st.tuples(kinds, flags).map(lambda each: {**each[0], **each[1]})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(fields(), min_size=1, max_size=6), st.integers(0, 5))
def test_rows_conform_to_contracts(properties: list[dict[str, Any]], seed: int) -> None:
    """Types, options, nulls and uniqueness."""
    named = [{"name": f"f{number}", **each} for number, each in enumerate(properties)]
    with tempfile.TemporaryDirectory() as folder:
        mesh = Path(folder) / "mesh"
        mesh.mkdir()
        (mesh / "c.odcs.yaml").write_text(contract("  - " + "\n  - ".join(map(json.dumps, named)) + "\n"))
        generate(mesh, Path(folder) / "out", "--seed", str(seed), rows=60)
        (rows,) = rows_of(Path(folder) / "out").values()
    assert rows
    for each in named:
        own = dict(each.get("logicalTypeOptions", {}))
        kind = {"date": "string", "timestamp": "string", "time": "string"}.get(
            each["logicalType"], each["logicalType"]
        )
        schema = {"type": kind, **own}
        values = [row[each["name"]] for row in rows]
        present = [value for value in values if value is not None]
        if each.get("required"):
            assert len(present) == len(rows)
        checker = jsonschema.FormatChecker()
        exact = [Decimal(str(value)) if isinstance(value, float) else value for value in present]
        if kind == "number":
            schema = {
                key: Decimal(str(value)) if key == "multipleOf" else value for key, value in schema.items()
            }
        validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
        assert [error.message for value in exact for error in validator.iter_errors(value)] == []
        if each.get("unique"):
            assert max(Counter(map(str, present)).values()) == 1


NESTED = """
  - {name: id, logicalType: integer, primaryKey: true, required: true}
  - name: place
    logicalType: object
    required: true
    properties:
    - {name: city, logicalType: string, required: true}
    - {name: since, logicalType: timestamp, required: true, logicalTypeOptions: {timezone: true}}
    - name: inner
      logicalType: object
      properties: [{name: code, logicalType: string, required: true, logicalTypeOptions: {pattern: "^[A-Z]{3}$"}}]
"""
LISTS = """
  - name: tags
    logicalType: array
    required: true
    logicalTypeOptions: {minItems: 2, maxItems: 3, uniqueItems: true}
    items: {logicalType: string, logicalTypeOptions: {pattern: "^[a-z]{4}$"}}
  - name: days
    logicalType: array
    required: true
    items: {logicalType: date}
  - name: lines
    logicalType: array
    required: true
    items:
      logicalType: object
      properties: [{name: amount, logicalType: number, required: true, logicalTypeOptions: {minimum: 5}}]
"""


def test_structs_are_nested_in_json(tmp_path: Path) -> None:
    """With times as text, at every depth."""
    rows = generated(tmp_path, NESTED)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["place"]["since"]) for row in rows)
    inner = [row["place"]["inner"] for row in rows]
    assert None in inner
    assert all(re.fullmatch("[A-Z]{3}", each["code"]) for each in inner if each)


def test_structs_are_columns_in_csv(tmp_path: Path) -> None:
    """Named by their path."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(NESTED))
    assert generate(tmp_path / "mesh", tmp_path / "out", "--format", "csv") == 0
    (path,) = (tmp_path / "out").rglob("*.csv")
    assert path.read_text().splitlines()[0] == "id,place.city,place.since,place.inner.code"


def test_lists_have_their_sizes(tmp_path: Path) -> None:
    """Items differ if they must, and structs are items, too."""
    rows = generated(tmp_path, LISTS)
    assert {len(row["tags"]) for row in rows} == {2, 3}
    assert all(len(set(row["tags"])) == len(row["tags"]) for row in rows)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for row in rows for day in row["days"])
    assert all(line["amount"] >= 5 for row in rows for line in row["lines"])


def test_lists_are_refused_in_csv(tmp_path: Path, capsys: Capture) -> None:
    """CSV has no notation for them; nothing is written."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(LISTS))
    assert generate(tmp_path / "mesh", tmp_path / "out", "--format", "csv") == 2
    assert "CSV has no lists or maps" in said(capsys)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (
            "logicalType: array, logicalTypeOptions: {minItems: 5000}, items: {logicalType: date}",
            "more than `generate` supports",
        ),
        (
            "logicalType: array, logicalTypeOptions: {minItems: 3, maxItems: 2}, items: {logicalType: date}",
            "its limits allow",
        ),
        (
            "logicalType: array, logicalTypeOptions: {minItems: 3, uniqueItems: true}, items: {logicalType: boolean}",
            "needs 3 items, more than its limits allow",
        ),
    ],
)
def test_impossible_lists_are_refused(tmp_path: Path, capsys: Capture, field: str, words: str) -> None:
    """The object has no data."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(f"  - {{name: f, {field}}}\n"))
    assert generate(tmp_path / "mesh", tmp_path / "out") == 2
    assert words in said(capsys)


MAP = """
  - name: attributes
    logicalType: map
    required: true
    map: {key: {logicalType: string}, value: {logicalType: integer, logicalTypeOptions: {minimum: 3, maximum: 9}}}
"""


def test_maps_have_different_keys(tmp_path: Path) -> None:
    """And values of their type."""
    rows = generated(tmp_path, MAP.replace("v3.1.0", "v3.2.0"))
    assert all(len(row["attributes"]) == 2 for row in rows)
    assert all(3 <= value <= 9 for row in rows for value in row["attributes"].values())


HOSTILE = r"""
  - {name: 'a{b}"c''d', logicalType: integer, required: true, customProperties: [
      {property: generate, value: '"a{b}""c''d" + 1'}]}
  - {name: row_number, logicalType: string, required: true, quality: [
      {metric: invalidValues, arguments: {validValues: ['{}', "x'y", 'a"b', '%s']}, mustBe: 0}]}
  - {name: i, logicalType: string, required: true, logicalTypeOptions: {pattern: "^['{}%]{3}$"}}
  - {name: '{}', logicalType: object, required: true, properties: [{name: '{0}', logicalType: date, required: true}]}
  - name: 'l{'
    logicalType: array
    required: true
    items: {logicalType: object, properties: [{name: 'm}"', logicalType: timestamp, required: true}]}
"""


def test_names_have_no_effect(tmp_path: Path, capsys: Capture) -> None:
    """Whatever characters they and the values have."""
    rows = generated(tmp_path, HOSTILE)
    assert said(capsys) == ""
    assert {row["row_number"] for row in rows} == {"{}", "x'y", 'a"b', "%s"}
    assert all(re.fullmatch("['{}%]{3}", row["i"]) for row in rows)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["{}"]["{0}"]) for row in rows)
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", each['m}"']) for row in rows for each in row["l{"]
    )


COMPOSITE = """
  - {name: country, logicalType: string, primaryKey: true, required: true, logicalTypeOptions: {pattern: "^[AB]$"}}
  - {name: day, logicalType: date, primaryKey: true, required: true}
  - {name: kind, logicalType: string, primaryKey: true, required: true, enum: [a, b, c]}
"""


def test_composite_keys_are_unique(tmp_path: Path) -> None:
    """Even if each part has few values."""
    rows = generated(
        tmp_path, COMPOSITE.replace("enum: [a, b, c]", "logicalTypeOptions: {pattern: '^[abc]$'}")
    )
    assert len({(row["country"], row["day"], row["kind"]) for row in rows}) == len(rows) == 200


KEY = "  - {name: k, logicalType: string, primaryKey: true, logicalTypeOptions: {pattern: '^[a-f]$'}}\n"


def test_number_of_rows_is_limited_by_keys(tmp_path: Path, capsys: Capture) -> None:
    """Fewer rows are written than requested, which is reported."""
    rows = generated(
        tmp_path,
        "  - {name: k, logicalType: string, primaryKey: true, logicalTypeOptions: {pattern: '^[a-f]$'}}\n",
    )
    assert sorted(row["k"] for row in rows) == list("abcdef")
    assert "has only 6 rows, because its keys have too few values" in said(capsys)


def test_single_row_is_in_the_singular(tmp_path: Path, capsys: Capture) -> None:
    """The noun agrees with the number."""
    rows = generated(
        tmp_path,
        "  - {name: k, logicalType: string, primaryKey: true, logicalTypeOptions: {pattern: '^a$'}}\n",
    )
    assert len(rows) == 1
    assert "has only 1 row, because its keys have too few values" in said(capsys)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("logicalType: string, required: true, logicalTypeOptions: {pattern: '(?=a)b'}", "(?=a)b"),
        (
            "logicalType: integer, required: true, logicalTypeOptions: {minimum: 5, maximum: 4}",
            "no number in its range",
        ),
        (
            "logicalType: string, required: true, logicalTypeOptions: {pattern: '^[a]{3}$', minLength: 5}",
            "^[a]{3}$",
        ),
    ],
)
def test_impossible_required_field_is_refused(
    tmp_path: Path, capsys: Capture, field: str, words: str
) -> None:
    """The object has no data, and the message states the reason; there is never a wrong value."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(f"  - {{name: f, {field}}}\n"))
    assert generate(tmp_path / "mesh", tmp_path / "out") == 2
    assert words in said(capsys)
    assert list((tmp_path / "out").rglob("*.jsonl")) == []


def test_impossible_optional_field_is_empty(tmp_path: Path, capsys: Capture) -> None:
    """The rest of the object has data."""
    rows = generated(
        tmp_path,
        "  - {name: a, logicalType: integer}\n  - {name: f, logicalType: string, logicalTypeOptions: {pattern: '(?=a)b'}}\n",
    )
    assert {row["f"] for row in rows} == {None}
    assert "it is left empty" in said(capsys)


def test_examples_are_used_for_an_unsupported_pattern(tmp_path: Path) -> None:
    """Only those that are known to match it."""
    rows = generated(
        tmp_path,
        "  - {name: f, logicalType: string, required: true, examples: [one, two, 'x y'], "
        r"logicalTypeOptions: {pattern: '^\w+\b$'}}"
        "\n",
    )
    assert {row["f"] for row in rows} == {"one", "two"}


def test_values_of_list_rules_are_used(tmp_path: Path) -> None:
    """`validValues` is a list, and values that count as missing are left out."""
    rows = generated(
        tmp_path,
        "  - name: f\n    logicalType: string\n    required: true\n    quality:\n"
        "    - {metric: invalidValues, arguments: {validValues: [x, y, none]}, mustBe: 0}\n"
        "    - {metric: missingValues, arguments: {missingValues: [none]}, mustBe: 0}\n",
    )
    assert {row["f"] for row in rows} == {"x", "y"}


@pytest.mark.parametrize(
    ("patterns", "is_possible"),
    [
        (("^[A-Z]{4}$", "[A-Z]"), True),
        (("^[A-Z0-9]{4}$", "^[A-M]{4}"), True),
        (("^[A-Z]{4}$", "^[0-9]"), False),
    ],
)
def test_values_match_all_patterns(tmp_path: Path, patterns: tuple[str, str], is_possible: bool) -> None:
    """Of the field and of its rules, or there are none."""
    one, other = patterns
    field = (
        f"  - {{name: f, logicalType: string, required: true, logicalTypeOptions: {{pattern: '{one}'}}, quality: [\n"
        f"      {{metric: invalidValues, arguments: {{pattern: '{other}'}}, mustBe: 0}}]}}\n"
    )
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(contract(field))
    assert generate(tmp_path / "mesh", tmp_path / "out") == (0 if is_possible else 2)
    values = [row["f"] for rows in rows_of(tmp_path / "out").values() for row in rows]
    assert bool(values) is is_possible
    assert all(re.search(each, value) for each in patterns for value in values)


CODES = """apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
description: {purpose: p}
schema:
- name: parents
  properties:
  - {name: id, logicalType: integer, primaryKey: true, required: true}
  - {name: code, logicalType: string, unique: true, logicalTypeOptions: {pattern: '^[A-Z]{6}$'}}
  - {name: note, logicalType: string, unique: true}
- name: children
  properties:
  - {name: code, logicalType: string, relationships: [{to: parents.code}], logicalTypeOptions: {pattern: '^[A-Z]+$'}}
"""


def test_referenced_column_is_never_null(tmp_path: Path) -> None:
    """Its row would be missing; other columns may be null."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(CODES)
    assert generate(tmp_path / "mesh", tmp_path / "out") == 0
    children, parents = rows_of(tmp_path / "out").values()
    assert {row["code"] for row in children} - {None} <= {row["code"] for row in parents}
    assert None in {row["note"] for row in parents}


SELF = """
  - {name: id, logicalType: integer, primaryKey: true, required: true}
  - {name: boss, logicalType: integer, relationships: [{to: rows.id}]}
"""


def test_reference_to_its_own_object_is_satisfied(tmp_path: Path) -> None:
    """Like in a tree."""
    rows: Rows = generated(tmp_path, SELF)
    ids = {row["id"] for row in rows}
    assert len(ids) == 200
    assert {row["boss"] for row in rows} - {None} <= ids


TWO = """apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
description: {purpose: p}
schema:
- name: orders
  properties:
  - {name: shop, logicalType: string, primaryKey: true, required: true, logicalTypeOptions: {pattern: '^S[0-9]{2}$'}}
  - {name: number, logicalType: integer, primaryKey: true, required: true}
- name: parcels
  relationships: [{from: [parcels.shop, parcels.number], to: [orders.shop, orders.number]}]
  properties:
  - {name: parcel, logicalType: string, primaryKey: true, required: true}
  - {name: shop, logicalType: string, required: true, logicalTypeOptions: {pattern: '^S[0-9]{2}$'}}
  - {name: number, logicalType: integer, required: true}
"""


def test_composite_references_are_satisfied(tmp_path: Path) -> None:
    """Both columns in the same row."""
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh" / "c.odcs.yaml").write_text(TWO)
    assert generate(tmp_path / "mesh", tmp_path / "out") == 0
    orders, parcels = rows_of(tmp_path / "out").values()
    keys = {(row["shop"], row["number"]) for row in orders}
    found = {(row["shop"], row["number"]) for row in parcels}
    assert len(keys) == 200
    assert found <= keys
    assert len(found) > 80
