"""Prometheus alert rules for the promises of contracts, based on the metrics that `observations export` writes.

Text from documents is quoted in expressions, and escaped where Prometheus would run it as a template.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from meshwright.report.openmetrics import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.report.exported import ExportedObject

UNSEEN_SECONDS = 2 * 86_400
"""The number of seconds after which an object without new measurements is reported as not measured (two days)."""
_NAMES = {"freshness": "latency"}


def alert_rules(objects: Iterable[ExportedObject]) -> str:
    """Return the content of a rules file with one group for each contract, as JSON, which is valid YAML."""
    groups = [
        {"name": _literal(f"meshwright {contract}"), "rules": [rule for each in own for rule in _rules(each)]}
        for contract, own in groupby(objects, key=lambda each: each.address.rpartition("/")[0])
    ]
    return json.dumps({"groups": groups}, indent=2, ensure_ascii=False) + "\n"


def _rules(each: ExportedObject) -> Iterator[dict[str, Any]]:
    own = f'address="{escaped(each.address)}"'
    yield _rule(
        each,
        "DataNotMeasured",
        f"time() - meshwright_last_seen_timestamp_seconds{{{own}}} > {UNSEEN_SECONDS} or "
        f"meshwright_measured{{{own}}} == 0",
        f"{each.address} has not been measured for two days",
    )
    yield _rule(
        each, "DataUnavailable", f"meshwright_available{{{own}}} == 0", f"{each.address} cannot be read"
    )
    yield _rule(
        each,
        "DataMeasuredInPart",
        f"meshwright_all_rows_measured{{{own}}} == 0 and meshwright_available{{{own}}} == 1",
        f"only some rows of {each.address} were measured, so it is unknown whether its promises are kept",
    )
    yield _rule(
        each,
        "ContractBroken",
        f"count without (promise) (meshwright_promise_kept{{{own}}} == 0) > 0",
        f"data of {each.address} does not keep the promises of its contract",
    )
    for promise in each.probe.promises:
        column = each.probe.columns[promise.column].name
        which = "newest" if promise.kind == "freshness" else "oldest"
        metric = f'meshwright_{which}_timestamp_seconds{{{own},column="{escaped(column)}"}}'
        name = _NAMES.get(promise.kind, promise.kind)
        yield _rule(
            each,
            "ServiceLevelBroken",
            f"time() - {metric} > {promise.seconds}",
            f"{each.address} breaks its {name} of {promise.text}",
            level=name,
        )
    for lasting in each.probe.lasting:
        position = lasting.key.removeprefix("#sla/")
        yield _rule(
            each,
            "ServiceLevelBroken",
            f'meshwright_service_level_kept{{{own},position="{escaped(position)}"}} == 0',
            f"{each.address} breaks its {lasting.kind} of {lasting.text}",
            level=lasting.kind,
        )


def _rule(each: ExportedObject, name: str, expression: str, summary: str, **more: str) -> dict[str, Any]:
    labels = {**each.labels, **more, "severity": each.severity}
    if each.runbook:
        labels["runbook"] = each.runbook
    annotations = {"summary": summary, **({"runbook_url": each.runbook} if each.runbook else {})}
    return {
        "alert": name,
        "expr": expression,
        "labels": {key: _literal(value) for key, value in labels.items()},
        "annotations": {key: _literal(value) for key, value in annotations.items()},
    }


def _literal(text: str) -> str:
    """Escape a string for labels and annotations, which Prometheus treats as templates."""
    return text.encode("utf-8", "replace").decode().replace("{{", '{{ "{{" }}')
