from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mesh_of import mesh_of
from meshwright.analysis.flow.graph import Graph
from meshwright.report.openlineage import events
from requires import requires

ROOT = Path(__file__).parents[2]
UPSTREAM = b"""apiVersion: v3.1.0
kind: DataContract
id: up
version: 1.0.0
status: active
schema:
  - name: plays
    properties:
      - {name: a}
      - {name: s, properties: [{name: f}]}
"""
DOWNSTREAM = b"""apiVersion: v3.1.0
kind: DataContract
id: down
version: 1.0.0
status: active
schema:
  - name: t
    properties:
      - name: x
        transformSourceObjects: ["-/up@1/plays/s/f"]
      - name: n
        transformSourceObjects: ["-/up@1/plays/a"]
        transformLogic: SELECT COUNT(p.a) AS n FROM plays AS p
"""


def written(*addresses: str, **files: bytes) -> list[dict[str, Any]]:
    mesh = mesh_of({f"{name}.odcs.yaml": data for name, data in files.items()})
    return [json.loads(line) for line in events(addresses, mesh).splitlines()]


def test_job_has_declared_lineage_by_addresses() -> None:
    """The `lineage` facet of the job and `columnLineage` of its output have the same content, for new and old consumers."""
    (event,) = written("-/down@1", up=UPSTREAM, down=DOWNSTREAM)
    source = {"namespace": "mesh://mesh", "name": "-/up@1/plays"}
    counted = {"transformations": [{"type": "DIRECT", "subtype": "AGGREGATION", "masking": True}]}
    producer = event["producer"]

    assert event == {
        "eventTime": "2026-11-22T00:00:00Z",
        "producer": producer,
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent",
        "job": {
            "namespace": "mesh://mesh",
            "name": "-/down@1",
            "facets": {
                "lineage": {
                    "_producer": producer,
                    "_schemaURL": "https://openlineage.io/spec/facets/1-0-0/LineageFacet.json#/$defs/LineageJobFacet",
                    "entries": [
                        {
                            "namespace": "mesh://mesh",
                            "name": "-/down@1/t",
                            "type": "DATASET",
                            "fields": {
                                "x": {"inputs": [{**source, "field": "s.f", "type": "DATASET"}]},
                                "n": {"inputs": [{**source, "field": "a", "type": "DATASET", **counted}]},
                            },
                        }
                    ],
                }
            },
        },
        "inputs": [source],
        "outputs": [
            {
                "namespace": "mesh://mesh",
                "name": "-/down@1/t",
                "facets": {
                    "columnLineage": {
                        "_producer": producer,
                        "_schemaURL": "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json"
                        "#/$defs/ColumnLineageDatasetFacet",
                        "fields": {
                            "x": {"inputFields": [{**source, "field": "s.f"}]},
                            "n": {"inputFields": [{**source, "field": "a", **counted}]},
                        },
                    }
                },
            }
        ],
    }


def test_official_client_reads_every_event_of_the_example() -> None:
    """Its classes are generated from the JSON Schemas: they refuse unknown and missing keys."""
    requires("openlineage.client")
    from openlineage.client import event_v2
    from openlineage.client.generated import column_lineage_dataset, lineage, ownership_job
    from openlineage.client.serde import Serde

    def inputs(entries: list[dict[str, Any]]) -> list[lineage.LineageInput]:
        return [
            lineage.LineageDatasetInput(
                **{
                    **each,
                    "transformations": [
                        lineage.LineageTransformation(**made) for made in each.get("transformations", ())
                    ],
                }
            )
            for each in entries
        ]

    def entry(content: dict[str, Any]) -> lineage.LineageDatasetEntry:
        fields = {
            name: lineage.LineageFieldEntry(inputs(field["inputs"]))
            for name, field in content.get("fields", {}).items()
        }
        sources = inputs(content["inputs"]) if "inputs" in content else None
        return lineage.LineageDatasetEntry(**{**content, "fields": fields, "inputs": sources})

    def column(content: dict[str, Any]) -> column_lineage_dataset.Fields:
        return column_lineage_dataset.Fields(
            [
                column_lineage_dataset.InputField(
                    **{
                        **each,
                        "transformations": [
                            column_lineage_dataset.Transformation(**made)
                            for made in each.get("transformations", ())
                        ],
                    }
                )
                for each in content["inputFields"]
            ]
        )

    def job(content: dict[str, Any]) -> event_v2.Job:
        facets = content["facets"]
        made = {
            "lineage": lineage.LineageJobFacet(
                entries=[entry(each) for each in facets["lineage"]["entries"]],
                producer=facets["lineage"]["_producer"],
            ),
            "ownership": ownership_job.OwnershipJobFacet(
                owners=[ownership_job.Owner(**owner) for owner in facets["ownership"]["owners"]],
                producer=facets["ownership"]["_producer"],
            ),
        }
        return event_v2.Job(**{**content, "facets": made})

    def output(content: dict[str, Any]) -> event_v2.OutputDataset:
        facets = {
            name: column_lineage_dataset.ColumnLineageDatasetFacet(
                fields={field: column(each) for field, each in facet["fields"].items()},
                producer=facet["_producer"],
            )
            for name, facet in content.get("facets", {}).items()
        }
        return event_v2.OutputDataset(**{**content, "facets": facets})

    files = {
        str(path.relative_to(ROOT)): path.read_bytes()
        for folder in ("governance", "products")
        for path in sorted((ROOT / folder).rglob("*.yaml"))
    }
    mesh = mesh_of(files)
    told = [json.loads(line) for line in events(Graph(mesh).nodes, mesh).splitlines()]
    for event in told:
        read = event_v2.JobEvent(
            eventTime=event["eventTime"],
            producer=event["producer"],
            job=job(event["job"]),
            inputs=[event_v2.InputDataset(**each) for each in event["inputs"]],
            outputs=[output(each) for each in event["outputs"]],
        )
        assert _pruned(Serde.to_dict(read)) == _pruned(event)

    assert len(told) == len(mesh.contracts)
    assert any(event["outputs"][0].get("facets") for event in told)


def _pruned(value: object) -> object:
    """Remove empty values: the client writes empty lists and mappings for absent ones."""
    if isinstance(value, dict):
        kept = {key: _pruned(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in ({}, [], None)}
    return [_pruned(each) for each in value] if isinstance(value, list) else value
