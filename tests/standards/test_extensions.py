"""The keys beyond the standards are in one table, and editors show them without refusing anything."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meshwright.mesh.archetype import ARCHETYPES
from meshwright.rules.structure.misspelt_custom_property import KNOWN
from meshwright.standards import extensions
from meshwright.standards.extensions import CUSTOM, EXTENSIONS
from meshwright.standards.schema import json_schema
from requires import requires

SOURCE = Path(__file__).parents[2] / "src/meshwright"
READ = re.compile(r'(?:\bcustom|\bcustom or \{\}\))(?:\.get\(|\[)"(\w+)"')
KINDS = ("DataProduct", "DataContract")


def test_every_custom_property_that_is_read_is_in_the_table() -> None:
    """If the code reads it by its name."""
    read = {name for path in SOURCE.rglob("*.py") for name in READ.findall(path.read_text())}

    assert len(read) >= 8
    assert read - {"property"} <= {each.key for each in CUSTOM}


def test_misspellings_of_all_of_them_are_found() -> None:
    """The rule uses the table."""
    assert {(block, name) for block, names in KNOWN.items() for name in names} == {
        (each.block, each.key) for each in CUSTOM
    }


def test_values_in_the_table_are_those_of_the_code() -> None:
    """Archetypes are listed twice, because the layers do not import each other."""
    assert extensions.ARCHETYPES == ARCHETYPES


@pytest.mark.parametrize("each", EXTENSIONS, ids=lambda each: f"{each.block}-{each.key}")
def test_rules_in_the_table_exist(each: extensions.Extension) -> None:
    """A page links to them."""
    for rule in each.rules:
        assert list(SOURCE.glob(f"rules/*/{rule.replace('-', '_')}.py")), rule


@cache
def words_of(kind: str) -> str:
    """Return a schema as text."""
    return str(json_schema(kind))


@pytest.mark.parametrize("each", EXTENSIONS, ids=lambda each: f"{each.block}-{each.key}")
def test_editor_shows_each_key(each: extensions.Extension) -> None:
    """Its description is in the schema of its kind."""
    texts = [words_of(kind) for kind in KINDS]

    assert any(f"{each.description}: {each.value}".replace("`", "") in text for text in texts)
    assert not each.is_custom or any(f"'const': '{each.key}'" in text for text in texts)


@pytest.mark.parametrize("value", [None, "words", 7, True, [1], {"a": 1}])
def test_description_refuses_no_value(value: Any) -> None:
    """The standards permit custom properties with any name and value."""
    schemas = requires("jsonschema_rs")
    names = [*(each.key for each in CUSTOM), "own"]
    custom = [{"property": name, "value": value} for name in names]
    head = {"id": "x", "version": "1.0.0", "status": "active", "customProperties": custom}
    product = {**head, "apiVersion": "v1.1.0", "kind": "DataProduct", "type": "other"}
    contract = {
        **head,
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "schema": [
            {
                "name": "o",
                "customProperties": custom,
                "properties": [{"name": "p", "customProperties": custom}],
            }
        ],
        "roles": [{"role": "r", "customProperties": custom}],
        "slaProperties": [{"property": "own", "value": 1, "customProperties": custom}],
    }

    for kind, document in (("DataProduct", product), ("DataContract", contract)):
        assert schemas.validator_for(json_schema(kind)).is_valid(document)
