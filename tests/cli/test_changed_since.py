"""`meshwright check --changed-since`: a change answers for what it brought or touched, and for nothing else."""

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
    """Let `main` have what the branch has."""
    commit(mesh)
    git(mesh, "branch", "--force", "main")


def run(mesh: Path, *arguments: str, since: str = "main", day: str = "2026-11-22") -> int:
    """Run the program in this process; what compares revisions is left out unless it is selected."""
    apart = () if "--select" in arguments else ("--ignore", "compatibility")
    return main(["check", str(mesh), "--changed-since", since, "--as-of", day, *apart, *arguments])


def told(
    mesh: Path, capsys: Capture, *arguments: str, day: str = "2026-11-22"
) -> list[tuple[str, str, str | None]]:
    """Give rule, severity and whence each finding is known."""
    capsys.readouterr()
    run(mesh, "--format", "json", *arguments, day=day)
    report = json.loads(capsys.readouterr().out)
    return [(each["rule"], each["severity"], each["known"]) for each in report["diagnostics"]]


def test_what_was_there_before_does_not_fail(mesh: Path, capsys: Capture) -> None:
    """It stays visible to programs and is counted apart."""
    edit(mesh, CONTRACT, "in UTC", "in UTC, as the player saw it")
    commit(mesh)

    assert main(["check", str(mesh)]) == 1
    assert told(mesh, capsys) == [("unknown-team", "error", "base")]
    assert run(mesh) == 0
    assert capsys.readouterr().out.endswith("2 fields (1 older than the change)\n")


def test_what_is_new_fails(mesh: Path, capsys: Capture) -> None:
    """Committed or not."""
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")

    assert run(mesh) == 1
    assert told(mesh, capsys) == [("unknown-team", "error", None), ("unknown-team", "error", "base")]
    commit(mesh)
    assert run(mesh) == 1


def test_what_a_change_breaks_without_touching_it_fails(mesh: Path, capsys: Capture) -> None:
    """A team that goes leaves its products without an owner."""
    edit(mesh, TEAMS, "name: payments-squad", "name: pay-squad")
    edit(mesh, TEAMS, "owner: payments-squad", "owner: pay-squad")

    assert told(mesh, capsys) == [("unknown-team", "error", None), ("unknown-team", "error", "base")]


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
def test_whoever_touches_an_address_answers_for_what_was_there(
    mesh: Path, path: str, old: str, new: str, code: int
) -> None:
    """The finding is of the product; a new version, a comment or another document do not touch it."""
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
def test_one_finding_about_many_fields_is_touched_with_each(
    mesh: Path, old: str, new: str, code: int
) -> None:
    """A field more without a description is new, though the finding was there; a field that has one is not."""
    edit(mesh, CONTRACT, "        description: Identifies the play.\n", "")
    land(mesh)
    edit(mesh, CONTRACT, old, new)

    asked = ("--preset", "standard", "--select", "missing-field-description", "--fail-on", "warning")
    assert run(mesh, *asked) == code


def test_a_moved_file_is_not_touched(mesh: Path) -> None:
    """Findings are known by address."""
    (mesh / PLAYER).rename((mesh / PLAYER).with_name("moved.odps.yaml"))
    commit(mesh)

    assert run(mesh) == 0


def test_a_file_that_cannot_be_read_is_known_until_it_is_edited(mesh: Path) -> None:
    """What has no address goes by its file."""
    write(mesh, "products/broken.odps.yaml", "kind: DataProduct\n  name: [\n")
    land(mesh)
    assert run(mesh) == 0

    write(mesh, "products/broken.odps.yaml", "kind: DataProduct\n  name: [ \n")
    assert run(mesh) == 1


def test_the_settings_are_those_of_the_base(mesh: Path) -> None:
    """No change turns off the rule that it breaks, leaves itself out, or waives itself."""
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
    """They do not keep the gate from looking; those of the base would."""
    write(mesh, MESH, "apiVersion: meshwright/v1\nkind: Mesh\nname: minimal\nrules: {no-such-rule: error}\n")
    assert run(mesh) == 0
    land(mesh)
    assert run(mesh) == 2
    assert "unknown rule or group `no-such-rule`" in capsys.readouterr().err


def test_settings_in_a_pyproject_are_those_of_the_base_too(mesh: Path) -> None:
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


def test_a_standard_that_lets_off_what_exists_binds_what_is_new(mesh: Path, capsys: Capture) -> None:
    """Nobody renames 300 topics; the next one is called as the standard says."""
    write(mesh, "governance/standard.yaml", STANDARD)
    edit(mesh, CONTRACT, "name: played_at", "name: PlayedAt")
    land(mesh)
    assert told(mesh, capsys, *NAMES) == [("name-off-convention", "notice", "base")]

    edit(mesh, CONTRACT, "slaProperties:", "      - {name: PlayedOn, logicalType: date}\nslaProperties:")
    assert told(mesh, capsys, *NAMES) == [
        ("name-off-convention", "notice", "base"),
        ("name-off-convention", "warning", None),
    ]


def test_a_name_that_is_new_is_bound(mesh: Path, capsys: Capture) -> None:
    """Whoever renames may as well choose a name of the standard's."""
    write(mesh, "governance/standard.yaml", STANDARD)
    land(mesh)
    edit(mesh, CONTRACT, "name: plays", "name: Plays")

    assert told(mesh, capsys, *NAMES) == [("name-off-convention", "warning", None)]


def test_a_new_standard_lets_off_what_exists(mesh: Path, capsys: Capture) -> None:
    """It comes with its change, and finds what was there before."""
    edit(mesh, CONTRACT, "name: played_at", "name: PlayedAt")
    land(mesh)
    write(mesh, "governance/standard.yaml", STANDARD)

    assert told(mesh, capsys, *NAMES) == [("name-off-convention", "notice", None)]


def test_waivers_are_those_of_the_base(mesh: Path, capsys: Capture) -> None:
    """One that was merged covers what a change brings; one that the change brings is not called unused."""
    write(mesh, "policies/waivers/w.yaml", WAIVER)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert told(mesh, capsys) == [("unknown-team", "error", None), ("unknown-team", "error", "base")]

    edit(mesh, PAYMENTS, "payments-squadd", "payments-squad")
    land(mesh)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert run(mesh) == 0


def test_registers_are_those_of_the_change(mesh: Path) -> None:
    """A team may come with its product."""
    team = (
        "---\napiVersion: meshwright/v1\nkind: Team\nname: pay-squad\nmembers: [{username: a, role: owner}]\n"
    )
    (mesh / TEAMS).write_text((mesh / TEAMS).read_text() + team)
    edit(mesh, PAYMENTS, "payments-squad", "pay-squad")

    assert run(mesh) == 0


def test_the_baseline_is_that_of_the_base_and_only_shrinks(mesh: Path, capsys: Capture) -> None:
    """What a change adds to it still fails, and so does that it was added."""
    assert main(["baseline", "create", "--mesh", str(mesh)]) == 0
    assert told(mesh, capsys) == [("unknown-team", "error", "base")]
    land(mesh)
    edit(mesh, PAYMENTS, "payments-squad", "payments-squadd")
    assert main(["baseline", "create", "--force", "--mesh", str(mesh)]) == 0

    assert main(["check", str(mesh)]) == 0
    assert told(mesh, capsys) == [
        ("baseline-grew", "error", None),
        ("unknown-team", "error", None),
        ("unknown-team", "error", "baseline"),
    ]


def test_time_alone_blames_nobody(mesh: Path, capsys: Capture) -> None:
    """An agreement that ran out is a warning, known before, and an error for whoever edits it as it is."""
    path = "products/player/play-events/agreements/dashboard.yaml"
    write(
        mesh,
        path,
        "apiVersion: meshwright/v1\nkind: AccessAgreement\nport: player/play-events/daily@1\n"
        "consumer: {team: payments-squad, use: dashboard}\npurpose: x\nrole: analyst\nexpires: '2026-12-31'\n",
    )
    land(mesh)
    asked = ("--preset", "standard", "--select", "expired-agreement")
    assert told(mesh, capsys, *asked) == []
    assert told(mesh, capsys, *asked, day="2027-01-01") == [("expired-agreement", "warning", "base")]
    edit(mesh, path, "use: dashboard", "use: other dashboard")
    assert told(mesh, capsys, *asked, day="2027-01-01") == [("expired-agreement", "error", None)]


def test_a_comment_that_goes_uncovers_what_it_hid(mesh: Path) -> None:
    """What was suppressed did not stand before."""
    edit(mesh, PLAYER, "player-squadd", "player-squadd  # meshwright: ignore[unknown-team] soon")
    land(mesh)
    assert run(mesh) == 0
    edit(mesh, PLAYER, "  # meshwright: ignore[unknown-team] soon", "")
    assert run(mesh) == 1


def test_the_base_is_where_the_branch_parted(mesh: Path) -> None:
    """What `main` mended since is not the branch's to mend."""
    git(mesh, "checkout", "--quiet", "main")
    edit(mesh, PLAYER, "player-squadd", "player-squad")
    commit(mesh)
    git(mesh, "checkout", "--quiet", "change")
    edit(mesh, CONTRACT, "value: 26", "value: 27")
    commit(mesh)

    assert run(mesh) == 0


def test_a_mesh_below_the_top_of_its_repository_is_found_in_the_base(tmp_path: Path) -> None:
    """Paths count from the mesh's root on both sides."""
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
def test_a_revision_that_is_none_is_2(mesh: Path, capsys: Capture, revision: str) -> None:
    """A name is a name: no option, no file, one line."""
    before = sorted(mesh.iterdir())

    assert main(["check", str(mesh), f"--changed-since={revision}"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert ("unknown revision" if revision else "has no value") in err
    assert sorted(mesh.iterdir()) == before


def test_where_there_is_no_base_it_cannot_look(mesh: Path, tmp_path: Path, capsys: Capture) -> None:
    """No repository, no commit, no common ancestor, a clone that is too shallow: each says so and is 2."""
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


def test_a_break_without_its_version_fails_the_gate(mesh: Path, capsys: Capture) -> None:
    """What `diff` tells of a change, the gate tells too: a weaker promise takes a new version."""
    contract = mesh / CONTRACT
    contract.write_text(contract.read_text().replace("value: 26", "value: 40"))

    assert run(mesh, "--select", "compatibility") == 1
    assert "version-not-bumped" in capsys.readouterr().out


def test_a_removed_document_fails_the_gate(mesh: Path, capsys: Capture) -> None:
    """What is gone is told of where it is missed."""
    (mesh / CONTRACT).unlink()

    assert run(mesh, "--select", "compatibility") == 1
    assert "removed-with-consumers" in capsys.readouterr().out
