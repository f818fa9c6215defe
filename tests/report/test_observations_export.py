"""Observations in foreign formats, read by foreign parsers: OpenMetrics, alert rules of Prometheus, OpenLineage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from measured import NOW
from mesh_of import TODAY
from meshwright.cli.main import main
from meshwright.measuring.plan import probes
from meshwright.mesh.link import link
from meshwright.mesh.registries import mapping
from meshwright.report.alert_rules import alert_rules
from meshwright.report.exported import ExportedObject
from meshwright.report.openmetrics import GAUGES, openmetrics
from meshwright.rulekit.locator import Locator
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = 'a"b\\c\nd {{ $value }} {x="1"} é # EOF'
"""A name with everything that could end a label, a line, an expression or a text of a template."""
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: loans
name: loans
version: 1.0.0
status: active
support: [{channel: library, url: "https://chat.example/library"}]
customProperties: [{property: runbook, value: "https://runbooks.example/{{ loans }}"}]
schema:
  - name: loans
    properties:
      - {name: copy, logicalType: string, required: true, unique: true}
      - {name: lent_at, logicalType: timestamp}
      - name: HOSTILE
        logicalType: integer
        logicalTypeOptions: {minimum: 1}
  - {name: returns, properties: [{name: copy}]}
slaProperties:
  - {property: latency, value: 24, unit: h, element: loans.lent_at}
  - {property: availability, value: 90, unit: percent, element: loans}
"""


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh with 40 observations of one of two objects, with two broken promises in the last."""
    (tmp_path / "loans.odcs.yaml").write_text(CONTRACT.replace("HOSTILE", json.dumps(HOSTILE)))
    source = compiled(of_folder(tmp_path), {})
    linked = link(source.linkable, TODAY)
    (contract,) = linked.contracts
    body = mapping(Locator(source).value(contract.home.file, contract.home.document))
    seen = {
        "format": 1,
        "address": f"{contract.address}/loans",
        "probe": probes(contract, linked, body)[0].digest,
        "server": HOSTILE,
        "rows": 7,
        "figures": {"copy#unique": 1, "copy#unique/rows": 2, f"{HOSTILE}#minimum": 3},
        "clocks": {"lent_at": {"newest": "2026-11-22T05:00:00Z", "oldest": "2026-11-01", "future": 0}},
    }
    lines = [
        json.dumps({**seen, "run": f"{month}{day:02}", "seenAt": NOW.replace("11-22", f"{month}-{day:02}")})
        for month in (10, 11)
        for day in range(1, 23)
    ]
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen/r.jsonl").write_text("\n".join(lines))
    return tmp_path


def exported(mesh: Path, form: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the output of the command."""
    folder = [] if form == "prometheus-rules" else [str(mesh / "seen")]
    assert main(["observations", "export", *folder, "--format", form, "--mesh", str(mesh)]) == 0
    return capsys.readouterr().out


def test_prometheus_parses_the_metrics(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every gauge has its help, and hostile names are read back."""
    requires("prometheus_client")
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    text = exported(mesh, "openmetrics", capsys)
    families = {each.name: each for each in text_string_to_metric_families(text)}
    assert {name: each.documentation for name, each in families.items()} == GAUGES
    values = {
        name: [(dict(each.labels), each.value) for each in family.samples]
        for name, family in families.items()
    }
    assert [value for _, value in values["meshwright_measured"]] == [1, 0]
    assert values["meshwright_rows"] == [({"address": "-/loans@1/loans", "server": HOSTILE}, 7)]
    assert [value for _, value in values["meshwright_newest_timestamp_seconds"]] == [1_795_323_600]
    assert [value for _, value in values["meshwright_oldest_timestamp_seconds"]] == [1_793_577_600]
    assert {each["promise"]: value for each, value in values["meshwright_violations"]} == {
        "copy#unique": 1,
        f"{HOSTILE}#minimum": 3,
    }
    assert {each["level"]: value for each, value in values["meshwright_service_level_kept"]} == {
        "latency": 1,
        "availability": 1,
    }
    kept = {each["promise"]: value for each, value in values["meshwright_promise_kept"]}
    assert (kept["copy#required"], kept["copy#unique"], kept[f"{HOSTILE}#minimum"]) == (1, 0, 0)


def test_unknown_promises_have_series(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After `measure --since`, an alert on an absent series does not fire, and another reports the left out rows."""
    latest = {**json.loads((mesh / "seen/r.jsonl").read_text().splitlines()[-1]), "run": "later"}
    latest |= {
        "filter": {"since": "2026-11-21 00:00:00"},
        "figures": {"copy#unique": 1, "copy#unique/rows": 2},
    }

    def series() -> dict[str, str]:
        lines = exported(mesh, "openmetrics", capsys).splitlines()
        found = dict(each.rsplit(" ", 1) for each in lines if each.startswith("meshwright"))
        names = ("_promise_kept", "_service_level_kept", "_all_rows_measured")
        return {key: value for key, value in found.items() if any(each in key for each in names)}

    whole = series()
    (mesh / "seen/s.jsonl").write_text(json.dumps(latest))
    some = series()
    assert some.keys() == whole.keys()
    assert {value for key, value in some.items() if "_promise_kept" in key} == {"NaN", "0"}
    assert [value for key, value in some.items() if "copy#unique" in key] == ["0"]
    assert [value for each in (whole, some) for key, value in each.items() if "_all_rows" in key] == [
        "1",
        "0",
    ]
    alerts = exported(mesh, "prometheus-rules", capsys)
    assert "meshwright_all_rows_measured" in alerts
    assert len(exported(mesh, "openlineage", capsys).splitlines()) == 1


def test_alert_rules_are_yaml_and_promql(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the team, the runbook and the severity as labels; none of their text is a template."""
    requires("promql_parser")
    import promql_parser
    import yaml

    text = exported(mesh, "prometheus-rules", capsys)
    (group,) = yaml.safe_load(text)["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    for rule in rules:
        promql_parser.parse(rule["expr"])
        assert {"severity", "runbook", "address"} <= rule["labels"].keys()
    assert [each["alert"] for each in rules] == [
        "DataNotMeasured",
        "DataUnavailable",
        "DataMeasuredInPart",
        "ContractBroken",
        "ServiceLevelBroken",
        "ServiceLevelBroken",
        "DataNotMeasured",
        "DataUnavailable",
        "DataMeasuredInPart",
        "ContractBroken",
    ]
    level = rules[4]
    assert level["expr"] == (
        'time() - meshwright_newest_timestamp_seconds{address="-/loans@1/loans",column="lent_at"} > 86400'
    )
    assert level["labels"] == {
        "address": "-/loans@1/loans",
        "level": "latency",
        "severity": "critical",
        "runbook": 'https://runbooks.example/{{ "{{" }} loans }}',
    }
    assert level["annotations"]["summary"] == "-/loans@1/loans breaks its latency of 24 h"


def test_hostile_names_end_no_expression() -> None:
    """An object's name is one string of an expression, and a shown text."""
    requires("promql_parser")
    import promql_parser

    from meshwright.measuring.probe import Column, Probe, Promise

    column = Column(HOSTILE, "c", "timestamp", None, "UTC", has_format=False, is_required=False, field=0)
    promise = Promise("#sla/0", "freshness", 60, HOSTILE, 0)
    probe = Probe("a", "c", "1", "f", 0, 0, "o", "o", (column,), promises=(promise,))
    rules = json.loads(
        alert_rules([ExportedObject(f"{HOSTILE}/o", "", "", HOSTILE, HOSTILE, "info", probe)])
    )["groups"][0]["rules"]
    for each in rules:
        promql_parser.parse(each["expr"])
    parsed = promql_parser.parse(rules[1]["expr"]).lhs
    assert [(each.name, each.value) for each in parsed.matchers.matchers] == [("address", f"{HOSTILE}/o")]
    assert all("{{ $value" not in each["annotations"]["summary"] for each in rules)


def test_openlineage_accepts_the_events(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its generated classes accept them; the same observation is the same run."""
    requires("openlineage.client")
    from openlineage.client.generated.data_quality_assertions_dataset import (
        Assertion,
        DataQualityAssertionsDatasetFacet,
    )
    from openlineage.client.generated.data_quality_metrics_input_dataset import (
        ColumnMetrics,
        DataQualityMetricsInputDatasetFacet,
    )

    text = exported(mesh, "openlineage", capsys)
    assert text == exported(mesh, "openlineage", capsys)
    (event,) = map(json.loads, text.splitlines())
    (dataset,) = event["inputs"]
    assert (dataset["namespace"], dataset["name"]) == ("mesh://mesh", "-/loans@1/loans")
    assert event["eventType"] == "COMPLETE"
    asserted, metrics = (
        {key: value for key, value in dataset["inputFacets"][name].items() if not key.startswith("_")}
        for name in ("dataQualityAssertions", "dataQualityMetrics")
    )
    assert dataset["inputFacets"]["dataQualityAssertions"]["_schemaURL"] == (
        DataQualityAssertionsDatasetFacet._get_schema()
    )
    assert dataset["inputFacets"]["dataQualityMetrics"]["_schemaURL"] == (
        DataQualityMetricsInputDatasetFacet._get_schema()
    )
    found = [Assertion(**each) for each in asserted["assertions"]]
    assert [each.name for each in found if not each.success] == [f"{HOSTILE}#minimum", "copy#unique"]
    assert {each.assertion for each in found} >= {
        "not_null",
        "unique",
        "freshness",
        "availability",
        "minimum",
    }
    columns = {name: ColumnMetrics(**each) for name, each in metrics["columnMetrics"].items()}
    assert (
        DataQualityMetricsInputDatasetFacet(columnMetrics=columns, rowCount=metrics["rowCount"]).rowCount == 7
    )
    assert columns["copy"].nullCount == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "x"], "`export` needs a `--format`"),
        (["export", "--format", "openmetrics"], "needs the folder of observations"),
        (["export", "x", "--format", "prometheus-rules"], "need no folder"),
        (["export", "nowhere", "--format", "openmetrics"], "`nowhere` cannot be read"),
        (["compact"], "needs the folder"),
        (["compact", "x", "--format", "openmetrics"], "`--format` is only for `export`"),
    ],
)
def test_wrong_input_is_refused(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In one sentence, with exit code 2."""
    assert main(["observations", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_metrics_without_observations_are_complete() -> None:
    """The file ends as required."""
    assert openmetrics(()).splitlines()[-1] == "# EOF"
