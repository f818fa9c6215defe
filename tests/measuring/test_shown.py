"""Measured results in scores, the comment of a pull request, and the catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mesh_of import TODAY
from meshwright.catalog.assembly.contract import contract_document
from meshwright.catalog.assembly.overview import Overview
from meshwright.cli.main import main
from meshwright.measuring.plan import probes
from meshwright.mesh.link import link
from meshwright.mesh.registries import mapping
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.locator import Locator
from meshwright.source.snapshot import of_folder
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.compiled import compiled
from meshwright.workspace.measuring.observed import read_folder
from repositories import start

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.catalog.documents.measured import MeasuredObject

PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: loans
name: loans
version: 1.0.0
status: active
domain: library
outputPorts:
  - {name: daily, version: 1.0.0, contractId: loans.daily}
"""
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: loans.daily
name: loans daily
version: 1.0.0
status: active
schema:
  - name: loans
    properties:
      - {name: copy, logicalType: string, required: true}
      - {name: lent_at, logicalType: timestamp}
  - name: returns
    properties:
      - {name: copy, logicalType: string}
slaProperties:
  - {property: latency, value: 24, unit: h, element: loans.lent_at}
  - {property: availability, value: 99, unit: percent, element: loans}
"""
ADDRESS = "library/loans/daily@1"


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository of one product, with 40 nightly observations of one of its objects."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library/loans.odps.yaml").write_text(PRODUCT)
    (tmp_path / "library/loans.odcs.yaml").write_text(CONTRACT)
    source = compiled(of_folder(tmp_path), {})
    (contract,) = link(source.linkable, TODAY).contracts
    body = mapping(Locator(source).value(contract.home.file, contract.home.document))
    digest = probes(contract, link(source.linkable, TODAY), body)[0].digest
    (tmp_path / "seen").mkdir()
    for night in range(1, 41):
        month, day = (10, night) if night <= 31 else (11, night - 31)
        line = {
            "format": 1,
            "run": f"r{night:02}",
            "address": f"{contract.address}/loans",
            "probe": digest,
            "server": "lake",
            "engine": "duckdb",
            "seenAt": f"2026-{month}-{day:02}T02:00:00Z",
        }
        if night % 5:
            at = f"2026-{month}-{day:02}T01:00:00Z"
            line |= {"rows": night, "figures": {"copy#required": 2}}
            line |= {"clocks": {"lent_at": {"newest": at, "oldest": "2026-09-01T00:00:00Z", "future": 0}}}
        else:
            line["unavailable"] = "its server does not name an existing file"
        if night < 40:
            (tmp_path / f"seen/r{night:02}.jsonl").write_text(json.dumps(line) + "\n")
    start(tmp_path)
    return tmp_path


def shown(mesh: Path, *, is_measured: bool = True) -> tuple[MeasuredObject, ...]:
    """Return the catalog's measured results of the contract."""
    kept = read_folder(str(mesh / "seen")) if is_measured else None
    run = catalogued(mesh, compiled(of_folder(mesh), {}), Configuration(), TODAY, kept=kept)
    (contract,) = run.source.mesh.contracts
    return contract_document(contract, Overview(run.source)).measured


def test_catalog_shows_measured_next_to_promised(mesh: Path) -> None:
    """The days of the last month, and never measured objects; nothing if it is built without observations."""
    loans, returns = shown(mesh)
    assert (loans.last_seen, loans.rows, loans.kept, loans.broken) == ("2026-11-08T02:00:00Z", 39, 3, 2)
    assert [(each.name, each.promised, each.outcome, each.measured) for each in loans.levels] == [
        ("latency", "24 h", "kept", "the newest row is 1 h old"),
        ("availability", "99 percent", "broken", "32 of 39 observations succeeded"),
    ]
    assert len(loans.days) == 30
    assert [each.day.day for each in loans.days if not each.is_read] == [10, 15, 20, 25, 30, 4]
    assert (returns.last_seen, returns.levels) == ("", ())
    assert shown(mesh, is_measured=False) == ()


def test_pages_summarise_the_days(mesh: Path, tmp_path: Path) -> None:
    """Which days could not be read, and how many rows the others had; only the JSON has the rows of each day."""
    for name, more in (("without", ()), ("with", ("--observations", str(mesh / "seen")))):
        assert main(["catalog", "build", str(mesh), "--output", str(tmp_path / name), *more]) == 0
    files = (
        "products/library/loans/index.html",
        "products/library/loans/index.md",
        "api/v1/products/library/loans.json",
    )
    before, after = ([(tmp_path / name / each).read_text() for each in files] for name in ("without", "with"))
    assert (len("".join(after)) - len("".join(before))) / 2 < 5_000
    page, text, _ = after
    assert '<i></i><i title="2026-10-30: not read"></i><i></i>' in page
    assert '<span class="mw-sub">11 to 39 rows</span>' in page
    unread = "2026-10-10, 2026-10-15, 2026-10-20, 2026-10-25, 2026-10-30, 2026-11-04"
    assert f"24 of 30 days read; 11 to 39 rows; not read: {unread}" in text


def test_scores_show_measured_promises(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With an option; without it every byte is as before."""
    assert main(["score", str(mesh)]) == 0
    plain = capsys.readouterr().out
    assert main(["score", str(mesh), "--observations", str(mesh / "seen")]) == 0
    measured = "          measured: 2 broken, 3 kept; last seen 2026-11-08T02:00:00Z; 1 object never measured"
    assert [each for each in capsys.readouterr().out.splitlines() if each not in plain.splitlines()] == [
        measured
    ]
    assert main(["score", str(mesh), "--observations", str(mesh / "seen"), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["products"]
    assert found["measured"] == {
        "kept": 3,
        "broken": 2,
        "unknown": 0,
        "neverMeasured": 1,
        "lastSeen": "2026-11-08T02:00:00Z",
    }


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [("slo-broken", 2, 1), ("data-violates-contract", 1, 1), ("schema-drift", 3, 2)],
)
def test_promises_of_a_rule_that_is_off_are_not_counted(
    mesh: Path, capsys: pytest.CaptureFixture[str], rule: str, kept: int, broken: int
) -> None:
    """Neither as broken nor as kept: in scores, in metrics, and in the catalog with the same settings."""
    (mesh / "pyproject.toml").write_text(f'[tool.meshwright.rules]\n{rule} = "off"\n')
    assert main(["score", str(mesh), "--observations", str(mesh / "seen"), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["products"]
    assert (found["measured"]["kept"], found["measured"]["broken"]) == (kept, broken)
    command = ["observations", "export", str(mesh / "seen"), "--mesh", str(mesh), "--format", "openmetrics"]
    assert main(command) == 0
    states = [
        each for each in capsys.readouterr().out.splitlines() if each.startswith("meshwright_promises{")
    ]
    assert [int(each.rpartition(" ")[2]) for each in states] == [kept, broken, 0]


def test_report_shows_observations_of_a_changed_contract(
    mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the changes, which may be about them."""
    path = mesh / "library/loans.odcs.yaml"
    path.write_text(path.read_text().replace("value: 24", "value: 48"))
    assert main(["report", "--base", "HEAD", "--mesh", str(mesh), "--observations", str(mesh / "seen")]) == 0
    text = capsys.readouterr().out
    assert "<summary>Measured before this change (1)</summary>" in text
    assert "2 broken, 3 kept" in text
    assert main(["report", "--base", "HEAD", "--mesh", str(mesh)]) == 0
    assert "Measured before" not in capsys.readouterr().out
