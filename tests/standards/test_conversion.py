"""Contracts of earlier standards in ODCS 3.2: every loss is listed, and nothing wrong is added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from corpora import earlier_contracts, official_schema
from cpu import within
from meshwright.finding.finding import Severity
from meshwright.rulekit.configuration import Configuration
from meshwright.source.limits import TooLargeError
from meshwright.source.tree import parse
from meshwright.source.yaml_writer import yaml_text
from meshwright.standards.conversion.convert import convert
from requires import requires

from mesh_of import report_on  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from meshwright.standards.conversion.carrying import Conversion

DCS = earlier_contracts("data-contract-specification")
ODCS_2 = earlier_contracts("bitol-odcs-2")
ALL = [pytest.param(text, id=name) for name, text in (*DCS, *ODCS_2)]
WRONG_IN_THE_SOURCE = {
    ("cli/tests/fixtures/bigquery/export/datacontract.yaml", "logical-physical-mismatch"),
    ("cli/tests/fixtures/clickhouse/datacontract.yaml", "wrong-type"),
    ("cli/tests/fixtures/lint/invalid_datacontract.yaml", "missing-key"),
    ("cli/tests/fixtures/oracle/datacontract-oracle-dcs.yaml", "missing-key"),
    ("v2.2.1/full-example.yaml", "unreadable-slo"),
    ("v2.2.2/full-example.yaml", "unreadable-slo"),
}
"""A string as DATETIME, the number 1 as a boolean, no `id`, SQL without an operator, a table of another name."""


def of(text: str) -> Conversion:
    """Convert a text; scalars keep their text."""
    (document,) = parse(text).documents

    def written(path: tuple[Any, ...]) -> str | None:
        value = document.value
        for step in path:
            value = value.get(step) if isinstance(value, dict) else value[step]
        return None if value is None else str(value)

    made = convert(document.value, written)
    assert made is not None
    return made


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the scalars of a document, with their paths."""
    if isinstance(value, dict | list):
        for step, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*path, step))
    elif value not in (None, ""):
        yield path, value


@pytest.mark.parametrize("text", ALL)
def test_every_value_is_converted_or_noted(text: str) -> None:
    """Each scalar is in the result, or a note is about it or an enclosing item; defaults may be omitted."""
    made = of(text)
    noted = [note.path for note in made.notes]
    found = {str(value) for _, value in leaves(made.document)}
    texts = "\n".join(found)

    def is_kept(path: tuple[Any, ...], value: Any) -> bool:
        if any(path[: len(each)] == each for each in noted) or str(value) in found:
            return True
        if path[0] in {"dataContractSpecification", "apiVersion", "standardVersion", "kind", "definitions"}:
            return True  # the version, the kind, and what is written where it is used
        if path[-1] == "$ref" or value is False or value == -1:
            return True
        numbers = re.fullmatch(r"P?T?(\d+(?:\.\d+)?)\s*(%|\w+)", str(value))
        return bool(numbers and numbers[1] in found) or str(value) in texts or isinstance(value, bool)

    assert [path for path, value in leaves(parse(text).documents[0].value) if not is_kept(path, value)] == []


@pytest.mark.parametrize(("name", "text"), [*DCS, *ODCS_2])
def test_official_schema_accepts_the_result(name: str, text: str) -> None:
    """Except for mistakes in the source."""
    schemas = requires("jsonschema_rs")
    schema = schemas.Draft201909Validator(official_schema("odcs-3.2.0"))
    is_right = name not in {
        each for each, rule in WRONG_IN_THE_SOURCE if rule in {"wrong-type", "missing-key"}
    }

    assert schema.is_valid(of(text).document) is is_right


def test_errors_in_preset_essential_are_those_of_the_sources(tmp_path: Path) -> None:
    """Each is checked separately."""
    found = set()
    for number, (name, text) in enumerate((*DCS, *ODCS_2)):
        files = {"datacontract.odcs.yaml": yaml_text(of(text).document).encode()}
        report = report_on(tmp_path / str(number), files, Configuration(preset="essential"))
        found |= {(name, each.rule) for each in report.diagnostics if each.severity is Severity.ERROR}

    assert found == WRONG_IN_THE_SOURCE


def test_conversion_is_deterministic() -> None:
    """Byte for byte."""
    for _, text in (*DCS, *ODCS_2):
        assert yaml_text(of(text).document) == yaml_text(of(text).document)


FIELDS = """\
dataContractSpecification: 1.2.1
id: x
info: {title: X, version: 1.0.0, status: in development, owner: a, contact: {name: A, email: a@example.org}}
models:
  orders:
    type: table
    primaryKey: [id, line]
    fields:
      id: {$ref: '#/definitions/id', required: true}
      line: {type: long}
      total: {type: decimal, precision: 10, scale: 2, minimum: 0}
      when: {type: timestamp_ntz}
      who: {type: struct, fields: {name: {type: text, enum: [a, b]}}}
      tags: {type: array, items: {type: varchar, maxLength: 3}}
      more: {type: map, values: {type: int}}
      blob: {type: bytes, minLength: 3}
      typed: {type: string, config: {snowflakeType: 'VARCHAR(3)', avroType: x}}
      of: {type: string, references: customers.id, lineage: {inputFields: [{namespace: n, name: t, field: f}]}}
definitions:
  id: {type: text, pattern: '[A-Z]', pii: true, classification: c, example: A}
"""


def test_fields_keep_their_meaning() -> None:
    """Types, limits, keys, parts, references and sources."""
    made = of(FIELDS).document
    (orders,) = made["schema"]
    fields = {each["name"]: each for each in orders["properties"]}

    assert (made["status"], made["team"], made["support"]) == (
        "draft",
        {"name": "a"},
        [{"channel": "a@example.org", "url": "mailto:a@example.org", "tool": "email", "description": "A"}],
    )
    assert fields["id"] == {
        "name": "id",
        "logicalType": "string",
        "physicalType": "text",
        "logicalTypeOptions": {"pattern": "[A-Z]"},
        "required": True,
        "classification": "c",
        "examples": ["A"],
        "customProperties": [{"property": "pii", "value": True}],
        "primaryKey": True,
        "primaryKeyPosition": 1,
    }
    assert (fields["line"]["primaryKeyPosition"], fields["line"]["physicalType"]) == (2, "long")
    assert fields["total"]["physicalType"] == "decimal(10,2)"
    assert fields["total"]["logicalTypeOptions"] == {"minimum": 0}
    assert fields["when"]["logicalTypeOptions"] == {"timezone": False}
    assert fields["who"]["properties"][0]["enum"] == [{"value": "a"}, {"value": "b"}]
    assert fields["tags"]["items"] == {
        "logicalType": "string",
        "physicalType": "varchar",
        "logicalTypeOptions": {"maxLength": 3},
    }
    assert fields["more"]["map"] == {
        "key": {"logicalType": "string"},
        "value": {"logicalType": "integer", "physicalType": "int"},
    }
    assert fields["blob"] == {
        "name": "blob",
        "physicalType": "bytes",
        "customProperties": [{"property": "minLength", "value": 3}],
    }
    assert (fields["typed"]["physicalType"], fields["typed"]["customProperties"]) == (
        "VARCHAR(3)",
        [{"property": "avroType", "value": "x"}],
    )
    assert fields["of"]["relationships"] == [{"to": "customers.id"}]
    assert fields["of"]["transformSourceObjects"] == ["n.t.f"]


def noted(text: str) -> list[tuple[bool, str]]:
    """Return the notes of a conversion, and whether something is lost."""
    return [(note.is_lost, note.words) for note in of(text).notes]


HEAD = "dataContractSpecification: 1.2.1\nid: x\ninfo: {title: X, version: 1.0.0}\n"


NOTES = {
    "servers: {p: {type: postgres, password: hunter2}}": (
        *(True, "`password` is a credential; keep it in a secret store"),
    ),
    "servers: {p: {type: dataframe}}": (False, "server type `dataframe` became `custom`"),
    "models: {m: {fields: {f: {$ref: 'other.yaml#/x'}}}}": (
        *(True, "definition `other.yaml#/x` is not in this file; copy its type and limits"),
    ),
    "models: {m: {fields: {f: {$ref: '#/definitions/d'}}}}\ndefinitions: {d: {$ref: '#/definitions/d'}}": (
        *(True, "definition `#/definitions/d` contains itself"),
    ),
    "definitions: {d: {type: text}}": (True, "definition `d`, which no field refers to"),
    "models: {m: {primaryKey: [z], fields: {}}}": (True, "primary key `z` is not a field of `m`"),
    "models: {m: {fields: [a]}}": (True, "`fields` is not a mapping"),
    "models: {m: {examples: [a]}}": (True, "example rows; put them into a file in `samples/`"),
    "servicelevels: {retention: {unlimited: true}}": (
        *(False, "`retention` has no figure, so it became custom property `retention`"),
    ),
    "extra: 1": (False, "`extra` became custom property `extra`"),
    "quality: {type: SodaCL, specification: x}": (
        *(True, "quality checks of the whole contract; add each to the model that it checks"),
    ),
}


@pytest.mark.parametrize(("text", "note"), NOTES.items())
def test_value_without_a_counterpart_is_noted_once(text: str, note: tuple[bool, str]) -> None:
    assert noted(HEAD + text) == [note]


def test_variables_for_credentials_are_kept() -> None:
    """They are not secrets."""
    (server,) = of(HEAD + "servers: {p: {type: postgres, password: '${PASSWORD}'}}").document["servers"]

    assert server["customProperties"] == [{"property": "password", "value": "${PASSWORD}"}]


def test_column_with_undeclared_nullability_is_noted() -> None:
    """It was required in ODCS 2, but is optional in ODCS 3."""
    columns = "[{column: a}, {column: b, isNullable: false}]"
    text = f"apiVersion: v2.2.2\nkind: DataContract\ndataset:\n  - table: t\n    columns: {columns}\n"
    made = of(text)

    assert [note.words for note in made.notes] == [
        "1 column does not state `isNullable`, whose default is false; add `required: true` where nulls are forbidden"
    ]
    assert made.document["schema"][0]["properties"] == [{"name": "a"}, {"name": "b", "required": True}]


def test_definitions_cannot_multiply_a_contract_without_limit() -> None:
    """Each of 12 has ten of the previous one."""
    definitions = ["  d0: {type: text}"]
    for number in range(1, 13):
        fields = ", ".join(f"f{each}: {{$ref: '#/definitions/d{number - 1}'}}" for each in range(10))
        definitions.append(f"  d{number}: {{type: object, fields: {{{fields}}}}}")
    models = "models: {m: {fields: {f: {$ref: '#/definitions/d12'}}}}"
    text = "\n".join([HEAD.strip(), models, "definitions:", *definitions])

    with within(10), pytest.raises(TooLargeError, match="values"):
        of(text)
