"""`meshwright check --changed-since`: a change fails only for findings that it introduced or touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from meshwright.cli.main import main
from minimal_mesh import CONTRACT, MINIMAL, edit
from repositories import commit, git, start

PLAYER = "products/player/play-events/product.odps.yaml"
PAYMENTS = "products/payments/royalties/product.odps.yaml"
TEAMS = "governance/organisation.yaml"
MESH = "governance/mesh.yaml"
WAIVER = """\
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: payments/royalties
reason: Next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository whose `main` has one old finding, in the player's product; a branch is checked out."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    edit(folder, PLAYER, "player-squad", "player-squadd")
    start(folder)
    git(folder, "checkout", "--quiet", "-b", "change")
    return folder


def write(folder: Path, path: str, text: str) -> None:
    """Write a file, with its folders."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def land(mesh: Path) -> None:
    """Move `main` to the branch."""
    commit(mesh)
    git(mesh, "branch", "--force", "main")


def run(mesh: Path, *arguments: str, since: str = "main", day: str = "2026-11-22") -> int:
    """Run the program in this process, without comparing rules unless they are selected."""
    apart = () if "--select" in arguments else ("--ignore", "compatibility")
    return main(["check", str(mesh), "--changed-since", since, "--as-of", day, *apart, *arguments])


def attributed(
    mesh: Path, capsys: Capture, *arguments: str, day: str = "2026-11-22"
) -> list[tuple[str, str, str | None]]:
    """Return rule, severity and origin of each finding."""
    capsys.readouterr()
    run(mesh, "--format", "json", *arguments, day=day)
    report = json.loads(capsys.readouterr().out)
    return [(each["rule"], each["severity"], each["known"]) for each in report["diagnostics"]]


def test_preexisting_finding_passes(mesh: Path, capsys: Capture) -> None:
    """It is still in the JSON, and counted separately."""
    edit(mesh, CONTRACT, "in UTC", "in UTC, as the player saw it")
    commit(mesh)

    assert main(["check", str(mesh)]) == 1
    assert attributed(mesh, capsys) == [("unknown-team", "error", "base")]
    assert run(mesh) == 0
    assert capsys.readouterr().out.endswith("2 fields (1 older than the change)\n")


def test_new_finding_fails(mesh: Path, capsys: Capture) -> None:
    """Committed or not."""
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")

    assert run(mesh) == 1
    assert attributed(mesh, capsys) == [("unknown-team", "error", None), ("unknown-team", "error", "base")]
    commit(mesh)
    assert run(mesh) == 1


def test_finding_in_an_untouched_file_fails(mesh: Path, capsys: Capture) -> None:
    """A removed team leaves its products without an owner."""
    edit(mesh, TEAMS, "name: payments-squad", "name: pay-squad")
    edit(mesh, TEAMS, "owner: payments-squad", "owner: pay-squad")

    assert attributed(mesh, capsys) == [("unknown-team", "error", None), ("unknown-team", "error", "base")]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (PLAYER, "type: sourceAligned", "type: aggregate", 1),
        (PLAYER, "status: active", "status: active\nversion: 1.0.1", 0),
        (CONTRACT, "version: 1.0.0", "version: 1.0.1", 0),
        (PLAYER, "kind: DataProduct\n", "# a comment\nkind: DataProduct\n", 0),
        (CONTRACT, "value: 26", "value: 27", 0),
    ],
)
def test_finding_at_a_touched_address_fails(mesh: Path, path: str, old: str, new: str, code: int) -> None:
    """The finding is about the product; a new version, a comment or another document does not touch it."""
    if path == CONTRACT and old.startswith("version"):
        edit(mesh, PLAYER, "version: 1.0.0", "version: 1.0.1")
    edit(mesh, path, old, new)

    assert run(mesh) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("        description: When the play began, in UTC.\n", "", 1),
        (
            "      - name: played_at\n",
            "      - name: track_id\n        logicalType: string\n      - name: played_at\n",
            1,
        ),
        ("physicalType: varchar(36)", "physicalType: varchar(40)", 1),
        ("physicalType: timestamp", "physicalType: timestamptz", 0),
        ("value: 26", "value: 27", 0),
    ],
)
def test_finding_about_many_fields_is_touched_with_each(mesh: Path, old: str, new: str, code: int) -> None:
    """Another field without a description is new, although the finding existed; a field with one is not."""
    edit(mesh, CONTRACT, "        description: Identifies the play.\n", "")
    land(mesh)
    edit(mesh, CONTRACT, old, new)

    asked = ("--preset", "standard", "--select", "missing-field-description", "--fail-on", "warning")
    assert run(mesh, *asked) == code


def test_moved_file_is_not_touched(mesh: Path) -> None:
    """Findings are identified by address."""
    (mesh / PLAYER).rename((mesh / PLAYER).with_name("moved.odps.yaml"))
    commit(mesh)

    assert run(mesh) == 0


def test_unreadable_file_is_preexisting_until_it_is_edited(mesh: Path) -> None:
    """Without an address, the file counts."""
    write(mesh, "products/broken.odps.yaml", "kind: DataProduct\n  name: [\n")
    land(mesh)
    assert run(mesh) == 0

    write(mesh, "products/broken.odps.yaml", "kind: DataProduct\n  name: [ \n")
    assert run(mesh) == 1


def test_settings_are_those_of_the_base(mesh: Path) -> None:
    """No change can turn off a rule, exclude itself or waive itself."""
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    edit(
        mesh,
        MESH,
        "preset: essential",
        "preset: essential\nrules: {unknown-team: 'off'}\nexclude: [/products/]",
    )
    write(mesh, "policies/waivers/w.yaml", WAIVER)
    commit(mesh)

    assert run(mesh) == 1
    git(mesh, "rm", "--quiet", MESH)
    assert run(mesh) == 1


def test_broken_settings_of_a_change_are_findings(mesh: Path, capsys: Capture) -> None:
    """They do not stop the gate; broken settings of the base do."""
    write(mesh, MESH, "apiVersion: meshwright/v1\nkind: Mesh\nname: minimal\nrules: {no-such-rule: error}\n")
    assert run(mesh) == 0
    land(mesh)
    assert run(mesh) == 2
    assert "unknown rule or group `no-such-rule`" in capsys.readouterr().err


def test_settings_in_pyproject_are_also_those_of_the_base(mesh: Path) -> None:
    """A repository without governance has them there."""
    git(mesh, "rm", "--quiet", MESH)
    write(mesh, "pyproject.toml", "[tool.meshwright.rules]\nunknown-team = 'off'\n")
    land(mesh)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert run(mesh) == 0

    write(mesh, "pyproject.toml", "[tool.meshwright]\n")
    assert run(mesh) == 0
    land(mesh)
    edit(mesh, PAYMENTS, "payments-squadd", "payments-squaddd")
    write(mesh, "pyproject.toml", "[tool.meshwright.rules]\nunknown-team = 'off'\n")
    assert run(mesh) == 1


STANDARD = """\
apiVersion: meshwright/v1
kind: Standard
name: naming
existing: notice
names: {field: "^[a-z_]+$", object: "^[a-z_]+$"}
"""
NAMES = ("--preset", "strict", "--select", "name-off-convention")


def test_standard_that_exempts_existing_items_binds_new_ones(mesh: Path, capsys: Capture) -> None:
    """300 topics need not be renamed, but the next one conforms."""
    write(mesh, "governance/standard.yaml", STANDARD)
    edit(mesh, CONTRACT, "name: played_at", "name: PlayedAt")
    land(mesh)
    assert attributed(mesh, capsys, *NAMES) == [("name-off-convention", "notice", "base")]

    edit(mesh, CONTRACT, "slaProperties:", "      - {name: PlayedOn, logicalType: date}\nslaProperties:")
    assert attributed(mesh, capsys, *NAMES) == [
        ("name-off-convention", "notice", "base"),
        ("name-off-convention", "warning", None),
    ]


def test_new_name_is_bound(mesh: Path, capsys: Capture) -> None:
    """A renamed item must conform to the standard."""
    write(mesh, "governance/standard.yaml", STANDARD)
    land(mesh)
    edit(mesh, CONTRACT, "name: plays", "name: Plays")

    assert attributed(mesh, capsys, *NAMES) == [("name-off-convention", "warning", None)]


def test_new_standard_exempts_existing_items(mesh: Path, capsys: Capture) -> None:
    """It is part of the change, and finds what existed before."""
    edit(mesh, CONTRACT, "name: played_at", "name: PlayedAt")
    land(mesh)
    write(mesh, "governance/standard.yaml", STANDARD)

    assert attributed(mesh, capsys, *NAMES) == [("name-off-convention", "notice", None)]


def test_waivers_are_those_of_the_base(mesh: Path, capsys: Capture) -> None:
    """A merged waiver covers new findings of a change; a waiver that the change adds is not reported as unused."""
    write(mesh, "policies/waivers/w.yaml", WAIVER)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert attributed(mesh, capsys) == [("unknown-team", "error", None), ("unknown-team", "error", "base")]

    edit(mesh, PAYMENTS, "payments-squadd", "payments-squad")
    land(mesh)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert run(mesh) == 0


def test_registries_are_those_of_the_change(mesh: Path) -> None:
    """A team may be added with its product."""
    team = (
        "---\napiVersion: meshwright/v1\nkind: Team\nname: pay-squad\nmembers: [{username: a, role: owner}]\n"
    )
    (mesh / TEAMS).write_text((mesh / TEAMS).read_text() + team)
    edit(mesh, PAYMENTS, "payments-squad", "pay-squad")

    assert run(mesh) == 0


def test_baseline_is_that_of_the_base_and_only_shrinks(mesh: Path, capsys: Capture) -> None:
    """Findings that a change adds to it still fail, and so does the addition."""
    assert main(["baseline", "create", "--mesh", str(mesh)]) == 0
    assert attributed(mesh, capsys) == [("unknown-team", "error", "base")]
    land(mesh)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert main(["baseline", "create", "--force", "--mesh", str(mesh)]) == 0

    assert main(["check", str(mesh)]) == 0
    assert attributed(mesh, capsys) == [
        ("baseline-grew", "error", None),
        ("unknown-team", "error", None),
        ("unknown-team", "error", "baseline"),
    ]


def test_elapsed_time_fails_no_change(mesh: Path, capsys: Capture) -> None:
    """An expired agreement is a preexisting warning, and an error only if the change edits it."""
    path = "products/player/play-events/agreements/dashboard.yaml"
    write(
        mesh,
        path,
        "apiVersion: meshwright/v1\nkind: AccessAgreement\nport: player/play-events/daily@1\n"
        "consumer: {team: payments-squad, use: dashboard}\npurpose: x\nrole: analyst\nexpires: '2026-12-31'\n",
    )
    land(mesh)
    asked = ("--preset", "standard", "--select", "expired-agreement")
    assert attributed(mesh, capsys, *asked) == []
    assert attributed(mesh, capsys, *asked, day="2027-01-01") == [("expired-agreement", "warning", "base")]
    edit(mesh, path, "use: dashboard", "use: other dashboard")
    assert attributed(mesh, capsys, *asked, day="2027-01-01") == [("expired-agreement", "error", None)]


def test_removed_suppression_uncovers_its_finding(mesh: Path) -> None:
    """A suppressed finding does not count as preexisting."""
    edit(mesh, PLAYER, "player-squadd", "player-squadd  # meshwright: ignore[unknown-team] soon")
    land(mesh)
    assert run(mesh) == 0
    edit(mesh, PLAYER, "  # meshwright: ignore[unknown-team] soon", "")
    assert run(mesh) == 1


def test_base_is_the_merge_base(mesh: Path) -> None:
    """The branch need not fix what `main` has fixed since."""
    git(mesh, "checkout", "--quiet", "main")
    edit(mesh, PLAYER, "player-squadd", "player-squad")
    commit(mesh)
    git(mesh, "checkout", "--quiet", "change")
    edit(mesh, CONTRACT, "value: 26", "value: 27")
    commit(mesh)

    assert run(mesh) == 0


def test_mesh_below_the_top_of_its_repository_is_found_in_the_base(tmp_path: Path) -> None:
    """Paths are relative to the mesh's root on both sides."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path / "repository/data/mesh"))
    edit(folder, PLAYER, "player-squad", "player-squadd")
    git(tmp_path / "repository", "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path / "repository")

    assert run(folder) == 0
    edit(folder, PAYMENTS, "payments-squad", "payments-squadd")
    assert run(folder) == 1
    assert run(folder / "products/player") == 0


@pytest.mark.parametrize(
    "revision", ["nope", "--output=owned", "-h", "no such branch", "main\n--output=owned", ""]
)
def test_unknown_revision_ends_with_2(mesh: Path, capsys: Capture, revision: str) -> None:
    """A name is neither an option nor a file; the message has one line."""
    before = sorted(mesh.iterdir())

    assert main(["check", str(mesh), f"--changed-since={revision}"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert ("unknown revision" if revision else "has no value") in err
    assert sorted(mesh.iterdir()) == before


def test_missing_base_ends_with_2(mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """No repository, no commit, no common ancestor, a shallow clone: each has its message."""
    plain = Path(shutil.copytree(MINIMAL, tmp_path / "plain"))
    assert run(plain) == 2
    assert "is not in a git repository" in capsys.readouterr().err
    git(plain, "init", "--quiet", "--initial-branch", "main")
    assert run(plain) == 2
    assert "unknown revision `main`" in capsys.readouterr().err

    git(mesh, "checkout", "--quiet", "--orphan", "alone")
    write(mesh, "README.md", "Else the commit would be that of `main`.\n")
    commit(mesh)
    assert run(mesh) == 2
    assert "`main` and `HEAD` have no common ancestor" in capsys.readouterr().err

    git(mesh, "checkout", "--quiet", "change")
    for _ in range(3):
        commit(mesh)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "change", f"file://{mesh}", str(shallow))
    git(shallow, "fetch", "--quiet", "--depth", "1", "origin", "main:main")
    assert run(shallow) == 2
    assert "run `git fetch --unshallow`" in capsys.readouterr().err


def test_breaking_change_without_its_version_fails_the_gate(mesh: Path, capsys: Capture) -> None:
    """The gate reports the same changes as `diff`: a weaker promise requires a new version."""
    contract = mesh / CONTRACT
    contract.write_text(contract.read_text().replace("value: 26", "value: 40"))

    assert run(mesh, "--select", "compatibility") == 1
    assert "version-not-bumped" in capsys.readouterr().out


def test_removed_document_fails_the_gate(mesh: Path, capsys: Capture) -> None:
    """It is reported where it is missing."""
    (mesh / CONTRACT).unlink()

    assert run(mesh, "--select", "compatibility") == 1
    assert "removed-with-consumers" in capsys.readouterr().out
