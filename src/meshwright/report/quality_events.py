"""Observations as OpenLineage RunEvents with data quality facets, one per line.

Datasets have the same names and namespace as in the lineage that `meshwright graph` writes.

`dataQualityMetrics` contains the numbers of rows and nulls, and `dataQualityAssertions` the promises known to be
kept or broken.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from meshwright.measuring.standing import verified
from meshwright.report.openlineage import PRODUCER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.measuring.judgement import Measurement
    from meshwright.report.exported import ExportedObject

_SPEC = "https://openlineage.io/spec"
EVENT = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
METRICS = f"{_SPEC}/facets/1-0-3/DataQualityMetricsInputDatasetFacet.json#/$defs/DataQualityMetricsInputDatasetFacet"
ASSERTIONS = (
    f"{_SPEC}/facets/1-1-0/DataQualityAssertionsDatasetFacet.json#/$defs/DataQualityAssertionsDatasetFacet"
)


def quality_events(objects: Iterable[ExportedObject], namespace: str) -> str:
    """Render an event for each object and server. The output is deterministic."""
    return "".join(
        json.dumps(_event(each, found, namespace), ensure_ascii=True, separators=(",", ":")) + "\n"
        for each in objects
        for found in each.measurements
    )


def _event(each: ExportedObject, found: Measurement, namespace: str) -> dict[str, Any]:
    seen = found.observation
    facets: dict[str, Any] = {
        "dataQualityAssertions": {**_base(ASSERTIONS), "assertions": _assertions(found)}
    }
    if seen.rows is not None:
        metrics = {"rowCount": seen.rows, "columnMetrics": _columns(found)}
        facets["dataQualityMetrics"] = {**_base(METRICS), **metrics}
    return {
        "eventType": "FAIL" if seen.unavailable else "COMPLETE",
        "eventTime": seen.seen_at,
        "producer": PRODUCER,
        "schemaURL": EVENT,
        "run": {"runId": str(uuid5(NAMESPACE_URL, f"{PRODUCER} {seen.run} {each.address}"))},
        "job": {"namespace": namespace, "name": f"measure {each.address}"},
        "inputs": [{"namespace": namespace, "name": each.address, "inputFacets": facets}],
        "outputs": [],
    }


def _base(schema: str) -> dict[str, str]:
    return {"_producer": PRODUCER, "_schemaURL": schema}


def _assertions(found: Measurement) -> list[dict[str, Any]]:
    levels = {each.key: each.kind for each in found.probe.service_levels}
    rules = {each.key: each.metric for each in found.probe.rules}
    return [
        {
            "assertion": levels.get(each.key) or rules.get(each.key) or _kind(each.key),
            "success": each.is_kept,
            **({"column": each.column} if each.column else {}),
            "name": each.key,
        }
        for each in verified(found)
        if each.is_kept is not None
    ]


def _kind(key: str) -> str:
    """Return OpenLineage's type for a promise, if there is one."""
    name = "reference" if key.startswith("#reference/") else key.rpartition("#")[2].partition("/")[0]
    return {"required": "not_null", "primaryKey": "unique", "reference": "relationship"}.get(name, name)


def _columns(found: Measurement) -> dict[str, dict[str, int]]:
    """Return the number of nulls in each column for which they were counted."""
    if not found.is_comparable:
        return {}
    counted = {}
    for check in found.probe.checks:
        count = found.observation.figures.get(check.key, 0)
        if check.count == "null" and check.key not in found.observation.unmeasured and isinstance(count, int):
            counted[found.probe.column(check.column).name] = {"nullCount": count}
    return counted
