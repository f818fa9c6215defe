"""A finding in an agreement can be waived, for this one document of its port."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clinic import files
from exit_codes import exit_code

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

AGREEMENT = "products/care/ward/agreements/bed-board.yaml"
OTHER = "products/care/study/agreements/bed-board.yaml"
BOARD = "---\napiVersion: meshwright/v1\nkind: Team\nname: board\npurpose: Decides.\n"
DAY = ("--as-of", "2026-11-22")
ADDRESS = f"care/ward/stays@1#agreements/{AGREEMENT}"


def written(folder: Path, port: str = "care/ward/stays@1") -> Path:
    found = {path: data.decode() for path, data in files().items()}
    found["governance/teams.yaml"] += BOARD
    found["governance/mesh.yaml"] = "apiVersion: meshwright/v1\nkind: Mesh\nname: clinic\n"
    found["pyproject.toml"] = '[tool.meshwright]\npreset = "standard"\n'
    text = found[AGREEMENT].replace(
        "{kind: serviceAccount, name: bed-board}", "{kind: group, name: researchers}"
    )
    found[AGREEMENT] = text.replace("care/ward/stays@1", port)
    for path, each in found.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(each, encoding="utf-8")
    return folder


def waive(root: Path, finding: str) -> int:
    terms = (
        "--reason",
        "Being moved.",
        "--expires",
        "2027-01-31",
        "--owner",
        "ward-squad",
        "--approved-by",
        "board",
    )
    return exit_code("waive", finding, "--mesh", str(root), *terms, *DAY)


def findings(root: Path, capsys: pytest.CaptureFixture[str], rule: str) -> dict[str, Any]:
    """Return the findings of a rule by file."""
    capsys.readouterr()
    exit_code("check", str(root), "--format", "json", *DAY)
    return {
        each["path"]: each
        for each in json.loads(capsys.readouterr().out)["diagnostics"]
        if each["rule"] == rule
    }


def test_a_waiver_covers_one_agreement_of_the_port(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another agreement for the port is not covered, even in a file with that name; and no access follows from it."""
    root = written(tmp_path)
    before = findings(root, capsys, "reads-above-clearance")[AGREEMENT]
    assert waive(root, f"{AGREEMENT}:5") == 0
    assert f"at `{ADDRESS}` is waived until 2027-01-31" in capsys.readouterr().out

    (root / OTHER).parent.mkdir()
    (root / OTHER).write_bytes((root / AGREEMENT).read_bytes())
    found = findings(root, capsys, "reads-above-clearance")
    assert found[AGREEMENT]["waived"]["expires"] == "2027-01-31"
    assert found[OTHER].get("waived") is None
    assert found[AGREEMENT]["fingerprint"] == before["fingerprint"]
    assert not findings(root, capsys, "unused-waiver")

    (root / OTHER).unlink()
    assert (
        exit_code("access", "compile", "--target", "postgresql", "--mesh", str(root), "--on", "2026-11-22")
        == 2
    )
    assert "reads-above-clearance" in capsys.readouterr().err


def test_a_waiver_of_an_agreement_without_the_finding_is_unused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = written(tmp_path)
    assert waive(root, f"{AGREEMENT}:5") == 0
    text = (root / AGREEMENT).read_text(encoding="utf-8").replace("name: researchers", "name: nurses")
    (root / AGREEMENT).write_text(text, encoding="utf-8")

    assert len(findings(root, capsys, "unused-waiver")) == 1


def test_a_finding_of_an_agreement_without_a_port_has_no_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = written(tmp_path, "care/ward/none@1")
    (place,) = (f"{each['path']}:{each['line']}" for each in findings(root, capsys, "unknown-port").values())

    assert waive(root, place) == 2
    assert "does not belong to a product, contract or port" in capsys.readouterr().err
