"""`meshwright baseline` as users run it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from meshwright.cli.main import main
from minimal_mesh import MINIMAL

PLAYER = "products/player/play-events/product.odps.yaml"
PAYMENTS = "products/payments/royalties/product.odps.yaml"

Capture = pytest.CaptureFixture[str]


def spoil(mesh: Path, path: str) -> None:
    """Name an unknown team."""
    target = mesh / path
    target.write_text(re.sub(r"(?m)^(team:\n  name: \S+)$", r"\1x", target.read_text(), count=1))


def undo(mesh: Path, path: str) -> None:
    """Undo the mistake."""
    shutil.copy(MINIMAL / path, mesh / path)


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a mesh with a finding in each of two domains."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    spoil(root, PLAYER)
    spoil(root, PAYMENTS)
    return root


def run(mesh: Path, *arguments: str) -> int:
    """Run the program on the mesh."""
    place = ["--mesh", str(mesh)] if arguments[0] == "baseline" else [str(mesh)]
    return main([*arguments, *place, "--as-of", "2026-11-22"])


def files(mesh: Path) -> dict[str, str]:
    """Return the files of the baseline without their headers."""
    found = sorted((mesh / "policies/baseline").glob("*"))
    return {
        each.name: re.sub(r"\b[0-9a-f]{16}\b", "F", each.read_text().partition("findings:\n")[2])
        for each in found
    }


def test_recorded_finding_passes_and_new_one_fails(mesh: Path, capsys: Capture) -> None:
    """One file per domain; recorded findings are counted separately."""
    assert run(mesh, "check") == 1
    assert run(mesh, "baseline", "create") == 0
    assert files(mesh) == {
        "payments.yaml": "  - F unknown-team payments/royalties\n",
        "player.yaml": "  - F unknown-team player/play-events\n",
    }
    assert run(mesh, "check") == 0
    assert "all clear" in (told := capsys.readouterr().out)
    assert "(2 in the baseline)" in told

    target = mesh / PLAYER
    target.write_text(target.read_text().replace("status: active", "statsu: active"))
    assert run(mesh, "check", "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert [(each["rule"], each["known"]) for each in report["diagnostics"]] == [
        ("unknown-team", "baseline"),
        ("unknown-key", None),
        ("unknown-team", "baseline"),
    ]
    assert report["summary"]["baseline"] == 2


def test_inserted_lines_and_a_moved_file_change_nothing(mesh: Path) -> None:
    """Fingerprints contain no line and no path."""
    run(mesh, "baseline", "create")
    target = mesh / PLAYER
    target.write_text("# a line\n\n" + target.read_text())
    target.rename(target.parent / "moved.odps.yaml")

    assert run(mesh, "check") == 0


def test_shrink_removes_fixed_findings(mesh: Path, capsys: Capture) -> None:
    """An empty file is removed; a second run changes nothing."""
    run(mesh, "baseline", "create")
    undo(mesh, PLAYER)
    capsys.readouterr()

    assert run(mesh, "baseline", "shrink") == 0
    assert capsys.readouterr().out == "removed policies/baseline/player.yaml\n"
    assert files(mesh) == {"payments.yaml": "  - F unknown-team payments/royalties\n"}
    assert run(mesh, "baseline", "shrink") == 0
    assert capsys.readouterr().out == "no findings to remove\n"
    spoil(mesh, PLAYER)
    assert run(mesh, "check") == 1


def test_shrink_keeps_findings_of_rules_that_did_not_run(mesh: Path) -> None:
    """A rule that is off finds nothing."""
    run(mesh, "baseline", "create")
    settings = mesh / "governance/mesh.yaml"
    settings.write_text(settings.read_text() + "rules: {unknown-team: 'off'}\n")

    run(mesh, "baseline", "shrink")
    assert sorted(files(mesh)) == ["payments.yaml", "player.yaml"]


def test_existing_baseline_is_not_overwritten(mesh: Path, capsys: Capture) -> None:
    """It only shrinks, unless it is created again by force."""
    run(mesh, "baseline", "create")
    undo(mesh, PAYMENTS)

    assert run(mesh, "baseline", "create") == 2
    assert "a baseline already exists and may only shrink" in capsys.readouterr().err
    assert sorted(files(mesh)) == ["payments.yaml", "player.yaml"]
    assert run(mesh, "baseline", "create", "--force") == 0
    assert sorted(files(mesh)) == ["player.yaml"]


def test_clean_mesh_needs_no_baseline(mesh: Path, capsys: Capture) -> None:
    """Nothing is written."""
    undo(mesh, PLAYER)
    undo(mesh, PAYMENTS)

    assert run(mesh, "baseline", "create") == 0
    assert capsys.readouterr().out == "no findings to record\n"
    assert not (mesh / "policies").exists()


def test_findings_of_newer_rules_are_added_separately(mesh: Path) -> None:
    """After `rulesAsOf` is raised, in a separate document; new findings of older rules are not added."""
    settings = mesh / "governance/mesh.yaml"
    pinned = settings.read_text().replace("kind: Mesh\n", 'kind: Mesh\nrulesAsOf: "0.0.1"\n')
    settings.write_text(pinned)
    undo(mesh, PAYMENTS)
    assert run(mesh, "baseline", "create") == 0
    assert files(mesh) == {}
    folder = mesh / "policies/baseline"
    folder.mkdir(parents=True)
    (folder / "player.yaml").write_text(
        'apiVersion: meshwright/v1\nkind: Baseline\ndomain: player\nrulesAsOf: "0.0.1"\nfindings:\n'
        "  - 0123456789abcdef old-rule player/play-events\n"
    )
    settings.write_text(pinned.replace('"0.0.1"', '"0.1"'))

    assert run(mesh, "baseline", "create") == 0
    text = (folder / "player.yaml").read_text()
    assert re.findall(r'rulesAsOf: "?([^"\s]+)|- [0-9a-f]{16} (\S+)', text) == [
        ("0.0.1", ""),
        ("", "old-rule"),
        ("0.1", ""),
        ("", "unknown-team"),
    ]
    assert run(mesh, "check") == 0
