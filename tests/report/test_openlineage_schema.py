"""OpenLineage's constraints on what is written, as a JSON Schema of our own: its files do not come with any package.

The facts are those of JobEvent (OpenLineage.json 2-0-2), LineageJobFacet (LineageFacet.json 1-0-0),
ColumnLineageDatasetFacet and OwnershipJobFacet: which keys there are, of which type, and which are required.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mesh_of import mesh_of
from meshwright.analysis.flow.graph import Graph
from meshwright.report.openlineage import events

ROOT = Path(__file__).parents[2]


def an(required: str = "", **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


def all_of(*names: str) -> dict[str, Any]:
    return {"allOf": [{"$ref": f"#/$defs/{name}"} for name in names]}


def list_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


TEXT = {"type": "string"}
URI = {"type": "string", "format": "uri"}
FLAG = {"type": "boolean"}
NAMED = {"namespace": TEXT, "name": TEXT}
TRANSFORMATION = an("type", type=TEXT, subtype=TEXT, description=TEXT, masking=FLAG)
OF_JOB = {"type": {"const": "JOB"}, **NAMED, "runId": {"type": "string", "format": "uuid"}}
TOGETHER = {"dependentRequired": {"namespace": ["name"], "name": ["namespace"]}}
INPUT = {
    "oneOf": [
        an(
            "namespace name type",
            **NAMED,
            type={"const": "DATASET"},
            field=TEXT,
            transformations=list_of(TRANSFORMATION),
        ),
        an("type", **OF_JOB, transformations=list_of(TRANSFORMATION)) | TOGETHER,
    ]
}
FIELD = an("inputs", inputs=list_of(INPUT))
ENTRY = {
    "oneOf": [
        an(
            "namespace name type",
            **NAMED,
            type={"const": "DATASET"},
            inputs=list_of(INPUT),
            fields={"type": "object", "additionalProperties": FIELD},
        ),
        an("type", **OF_JOB, inputs=list_of(INPUT)) | TOGETHER,
    ]
}
INPUT_FIELD = an("namespace name field", **NAMED, field=TEXT, transformations=list_of(TRANSFORMATION))
DEFINITIONS = {
    "facet": an("_producer _schemaURL", _producer=URI, _schemaURL=URI),
    "lineage": an("entries", entries=list_of(ENTRY)),
    "columns": an(
        "fields",
        fields={
            "type": "object",
            "additionalProperties": an("inputFields", inputFields=list_of(INPUT_FIELD)),
        },
        dataset=list_of(INPUT_FIELD),
    ),
    "ownership": an(owners=list_of(an("name", name=TEXT, type=TEXT))),
    "dataset": an(
        "namespace name",
        **NAMED,
        facets=an(columnLineage=all_of("facet", "columns"))
        | {"additionalProperties": {"$ref": "#/$defs/facet"}},
    ),
    "job": an(
        "namespace name",
        **NAMED,
        facets=an(lineage=all_of("facet", "lineage"), ownership=all_of("facet", "ownership"))
        | {"additionalProperties": {"$ref": "#/$defs/facet"}},
    ),
}
EVENT = an(
    "eventTime producer schemaURL job",
    eventTime={"type": "string", "format": "date-time"},
    producer=URI,
    schemaURL=URI,
    job={"$ref": "#/$defs/job"},
    inputs=list_of({"$ref": "#/$defs/dataset"}),
    outputs=list_of({"$ref": "#/$defs/dataset"}),
) | {"not": {"required": ["run"]}, "$defs": DEFINITIONS}


def example() -> list[dict[str, Any]]:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("governance", "products")
        for path in sorted((ROOT / folder).rglob("*.yaml"))
    }
    mesh = mesh_of(files)
    return [json.loads(line) for line in events(Graph(mesh).nodes, mesh).splitlines()]


VALIDATOR = jsonschema_rs.Draft202012Validator(EVENT, validate_formats=True)


def test_every_event_of_the_example_conforms() -> None:
    """Jobs with declared lineage, their outputs' columns and their owners."""
    found = example()
    faults = [fault.message for event in found for fault in VALIDATOR.iter_errors(event)]
    facets = [event["job"]["facets"] for event in found]
    assert (faults, len(found) > 20, any("ownership" in each for each in facets)) == ([], True, True)


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("eventTime",), "yesterday"),
        (("producer",), "meshwright"),
        (("run",), {}),
        (("job", "name"), None),
        (("job", "facets", "lineage", "_schemaURL"), None),
        (("job", "facets", "lineage", "entries", 0, "type"), "TABLE"),
        (("job", "facets", "lineage", "entries", 0, "namespace"), None),
    ],
)
def test_wrong_events_are_refused(way: tuple[str | int, ...], value: object) -> None:
    """The schema refuses an event without required values, or with impossible ones."""
    event: Any = example()[0]
    place = event
    for step in way[:-1]:
        place = place[step]
    if value is None:
        del place[way[-1]]
    else:
        place[way[-1]] = value
    assert not VALIDATOR.is_valid(event)
