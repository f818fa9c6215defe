"""`meshwright report`: the comments of three pull requests, and the size of the largest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from meshwright import __version__
from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from repositories import commit, edit, git, start

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PRODUCT = "products/player/play-events/product.odps.yaml"
COLUMN = """\
      - name: device
        logicalType: string
        physicalType: varchar(10)
        description: What it was played on.
        enum:
          - value: phone
          - value: desktop
          - value: car
"""
SKIPS = """\
apiVersion: v1.1.0
kind: DataProduct
id: skips
name: skips
status: active
domain: player
type: consumerAligned
team:
  name: player-squad
inputPorts:
  - name: plays
    version: 1.0.0
    contractId: play-events.daily
"""
AGREEMENT = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: plays by device
purpose: audit
startDate: "2026-01-15"
expires: "2027-12-31"
columns:
  - plays/device
"""
LIMIT = 65_536

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository whose `main` has the minimal mesh with one additional column; a branch is checked out."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    edit(folder, "slaProperties:", f"{COLUMN}slaProperties:")
    agreement = folder / "products/player/play-events/agreements/plays-by-device.yaml"
    agreement.parent.mkdir()
    agreement.write_text(AGREEMENT)
    start(folder)
    git(folder, "checkout", "--quiet", "-b", "change")
    return folder


def report(mesh: Path, capsys: Capture, *arguments: str) -> str:
    """Return the comment without the parts that differ between runs and releases."""
    given = ["report", "--mesh", str(mesh), "--base", "main", "--as-of", "2026-11-22", *arguments]
    assert main(given) == 0
    text = capsys.readouterr().out
    base = git(mesh, "rev-parse", "main")
    return text.replace(base, "BASE").replace(base[:8], "BASE").replace(__version__, "VERSION")


def test_removed_column_names_its_consumer(mesh: Path, capsys: Capture, golden) -> None:
    """Its owner must be consulted."""
    edit(mesh, COLUMN, "")

    golden(report(mesh, capsys), "golden/report_column_dropped.md")


def test_added_product_affects_no_consumer(mesh: Path, capsys: Capture, golden) -> None:
    """Its inputs are drawn."""
    path = mesh / "products/player/skips/product.odps.yaml"
    path.parent.mkdir()
    path.write_text(SKIPS)

    golden(report(mesh, capsys), "golden/report_product_added.md")


def test_removed_enum_value_breaks_producers(mesh: Path, capsys: Capture, golden) -> None:
    """The missing version bump is reported."""
    edit(mesh, "          - value: car\n", "")

    golden(report(mesh, capsys), "golden/report_enum_tightened.md")


def test_working_tree_index_and_commit_get_the_same_comment(mesh: Path, capsys: Capture) -> None:
    """The first line is the marker, and only the name of the head differs."""
    edit(mesh, COLUMN, "")
    of_files = report(mesh, capsys)
    git(mesh, "add", "--all")
    of_index = report(mesh, capsys, "--staged")
    head = commit(mesh)
    of_commit = report(mesh, capsys, "--head", "change")

    assert of_files.splitlines()[0] == "<!-- meshwright report -->"
    assert of_files == report(mesh, capsys)
    assert of_index == of_files.replace("the working tree", "the index")
    assert of_commit.split("Compared")[0] == of_files.split("Compared")[0]
    assert f"--head {head}" in of_commit


def test_unchanged_mesh_has_a_short_comment(mesh: Path, capsys: Capture) -> None:
    """A sentence states it; below are the checked documents and the preexisting findings."""
    text = report(mesh, capsys)

    assert "**No changes in the mesh&#58; 0 changes, no new findings**" in text
    assert text.count("<details>") == 2
    assert "<summary>Excluded findings (1)</summary>" in text


def test_unreadable_file_is_reported(mesh: Path, capsys: Capture) -> None:
    """It was not compared, and the comment is still written; the exit code is that of `diff`."""
    (mesh / CONTRACT).write_text("kind: DataContract\nid: [")

    assert main(["report", "--mesh", str(mesh), "--base", "main"]) == 2
    assert "**1 file could not be compared&#58; " in capsys.readouterr().out


def test_largest_change_fits_into_a_comment(mesh: Path, capsys: Capture) -> None:
    """Rows are omitted and counted, whatever the names contain."""
    columns = "".join(
        f"      - name: '@{number} {'@<`|' * 60}'\n        logicalType: string\n" for number in range(400)
    )
    edit(mesh, COLUMN, columns)
    products = mesh / "products/player"
    for number in range(80):
        (products / f"p{number}").mkdir()
        skips = SKIPS.replace("skips", f"p{number}").replace("player-squad", f"'@team{'@:' * 100}{number}'")
        (products / f"p{number}/product.odps.yaml").write_text(skips)

    text = report(mesh, capsys)

    assert len(text) < LIMIT
    assert "@" not in text
    assert "… and 4" in text
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0


@pytest.mark.parametrize("name", ["--output=x", "nope", "a\nb", ""])
def test_unknown_base_ends_with_2(mesh: Path, name: str, capsys: Capture) -> None:
    """The message has one line, and nothing is written."""
    assert main(["report", "--mesh", str(mesh), f"--base={name}"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
