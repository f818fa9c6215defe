"""Bitol's own examples: the valid ones are accepted, and each invalid one is refused only for its mistake."""

from pathlib import Path
from typing import Any

import pytest

from corpora import ODCS, contracts, load, products
from meshwright.source.problem import (
    MissingKey,
    NewerThanVersion,
    OldVersion,
    UnknownKey,
    UnknownValue,
    UnsupportedVersion,
)
from meshwright.standards.reading import read

OBJECT = ("schema", 0)
FIELD = (*OBJECT, "properties", 0)
RULE = (*FIELD, "quality", 0)

NEWER = {
    "all-data-types": ("v3.0.2", "v3.1.0", "the string `2020-01-01` as `exclusiveMinimum`"),
    "column-completeness": ("v3.0.2", "v3.1.0", "`rule` of a quality rule"),
    "basic-four-dpo": ("v3.0.2", "v3.1.0", "a mapping as `team`"),
}
"""Valid examples that name an older version than the one whose keys they use."""

MISTAKES: dict[str, list[tuple[type, tuple[Any, ...], str]]] = {
    "additional-unknown-property": [(UnknownKey, ("unknownRootField",), "unknownRootField")],
    "enum-duplicate-values": [(UnknownValue, (*FIELD, "enum", 1), "pending")],
    "enum-empty": [(UnknownValue, (*FIELD, "enum"), "an empty list")],
    "enum-missing-value": [(MissingKey, (*FIELD, "enum", 0), "value")],
    "invalid-api-version": [(UnsupportedVersion, ("apiVersion",), "v4.0.0")],
    "invalid-kind": [(UnknownValue, ("kind",), "DataModel")],
    "invalid-quality-dimension": [(UnknownValue, (*RULE, "dimension"), "validity")],
    "invalid-quality-metric": [(UnknownValue, (*RULE, "metric"), "invalidMetric")],
    "invalid-quality-type": [(UnknownValue, (*RULE, "type"), "unknown")],
    "map-missing-block": [(MissingKey, FIELD, "map")],
    "map-missing-key": [(MissingKey, (*FIELD, "map"), "key")],
    "map-missing-value": [(MissingKey, (*FIELD, "map"), "value")],
    "missing-required-fields": [(MissingKey, (), "id")],
    "quality-custom-missing-implementation": [(MissingKey, RULE, "implementation")],
    "quality-element-field": [
        (UnknownKey, (*RULE, "element"), "element"),
        (MissingKey, RULE, "metric"),
    ],
    "quality-library-missing-metric": [(MissingKey, RULE, "metric")],
    "quality-multiple-operators": [(UnknownKey, (*RULE, "mustNotBe"), "mustNotBe")],
    "quality-mustbebetween-wrong-size": [(UnknownValue, (*OBJECT, "quality", 0, "mustBeBetween"), "1 item")],
    "quality-sql-missing-query": [(MissingKey, RULE, "query")],
    "relationship-property-level-with-from": [(UnknownKey, (*FIELD, "relationships", 0, "from"), "from")],
    "relationship-schema-level-missing-from-to": [
        (MissingKey, (*OBJECT, "relationships", 0), "from"),
        (MissingKey, (*OBJECT, "relationships", 0), "to"),
    ],
    "schema-property-invalid-logicaltype": [(UnknownValue, (*FIELD, "logicalType"), "binary")],
    "schema-property-missing-name": [(MissingKey, FIELD, "name")],
    "server-invalid-type": [(UnknownValue, ("servers", 0, "type"), "mongodb")],
    "server-missing-conditional-fields": [(MissingKey, ("servers", 0), "schema")],
    "server-missing-required-fields": [
        (MissingKey, ("servers", 0), "server"),
        (MissingKey, ("servers", 0), "type"),
    ],
    "sla-missing-required-value": [(MissingKey, ("slaProperties", 0), "value")],
    "synonym-missing-term": [(MissingKey, (*FIELD, "synonyms", 0), "synonym")],
}


def _name(path: Path) -> str:
    return path.name.split(".")[0]


def test_valid_contracts_are_accepted() -> None:
    """Every valid example is accepted; the only problem is that three of them name too old a version."""
    paths = contracts("valid")
    readings = {_name(path): read(load(path)) for path in paths}
    told = {name: reading.problems for name, reading in readings.items() if reading.problems}
    assert len(paths) == 28
    assert all(reading.sound and reading.document is not None for reading in readings.values())
    assert {
        name: (each.declared, each.accepted_by, each.novelties[0].what)
        for name, problems in told.items()
        for each in problems
        if isinstance(each, NewerThanVersion) and each.path == ("apiVersion",)
    } == NEWER
    assert all(len(problems) == 1 for problems in told.values())


def test_valid_products_are_accepted() -> None:
    """ODPS 0.9 is read as 1.0, with a note."""
    readings = [read(load(path)) for path in products()]
    old = OldVersion(path=("apiVersion",), found="v0.9.0", read_as="v1.0.0")
    assert [(reading.version, reading.sound, reading.problems) for reading in readings] == [
        ("v1.0.0", True, (old,)),
        ("v1.0.0", True, (old,)),
    ]


def test_every_invalid_example_is_in_the_table() -> None:
    """A new example of Bitol needs a line."""
    assert {_name(path) for path in contracts("invalid")} == MISTAKES.keys()


@pytest.mark.parametrize("name", MISTAKES)
def test_invalid_contracts_are_refused_only_for_their_mistake(name: str) -> None:
    """One mistake is one problem, at the exact path; the document remains usable."""
    reading = read(load(ODCS / f"invalid/{name}.odcs.yaml"))
    seen = [
        (type(problem), problem.path, getattr(problem, "key", None) or getattr(problem, "found", None))
        for problem in reading.problems
    ]
    assert seen == MISTAKES[name]
    assert (reading.sound, reading.document is None) == (False, False)
