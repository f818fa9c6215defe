"""`meshwright impact` as users run it: the named consumers, exit codes, and hostile names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from exit_codes import exit_code
from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from repositories import commit, edit, git, start

EXAMPLE = Path(__file__).parents[2]
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
READER = "products/payments/royalties/product.odps.yaml"
PLAYS = "player/play-events/daily@1"
AGREEMENT = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: play audit
purpose: audit
startDate: "2026-01-15"
expires: "2027-12-31"
columns:
  - plays/play_id
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository that has the minimal mesh with an agreement on `main`."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    agreement = folder / "products/player/play-events/agreements/audit.yaml"
    agreement.parent.mkdir()
    agreement.write_text(AGREEMENT)
    start(folder)
    return folder


def run(mesh: Path, *arguments: str) -> int:
    """Run the program in this process; argparse ends with an exception."""
    return exit_code("impact", "--mesh", str(mesh), "--as-of", "2026-11-22", *arguments)


def asked(mesh: Path, capsys: Capture, *arguments: str) -> list[dict[str, Any]]:
    """Return the consumers to consult."""
    run(mesh, *arguments, "--format", "json")
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["contacts"]
    return found


def test_equal_sides_need_no_consultation(mesh: Path, capsys: Capture) -> None:
    """In every format."""
    head = git(mesh, "rev-parse", "main")[:8]

    assert run(mesh, "main") == 0
    assert capsys.readouterr().out == f"no differences between main ({head}) and the working tree\n"
    assert asked(mesh, capsys, "main") == []
    assert run(mesh, "main", "--format", "markdown") == 0


def test_harmless_change_needs_no_consultation(mesh: Path, capsys: Capture) -> None:
    """Texts may change."""
    edit(mesh, "description: ", "description: Now ")

    assert run(mesh, "main") == 0
    assert capsys.readouterr().out.startswith("no consumer to consult about 1 change between main")


def test_weaker_promise_affects_every_reader_of_the_port(mesh: Path, capsys: Capture) -> None:
    """Each with contact, channel and affecting change."""
    edit(mesh, "value: 26", "value: 40")
    head = git(mesh, "rev-parse", "main")[:8]

    assert run(mesh, "main") == 1
    assert capsys.readouterr().out == (
        "payments/royalties, 1 hop: tomas.berg of payments-squad\n"
        f"  weakens a promise: {PLAYS}: `latency` changed from `26 h` to `40 h`\n"
        "\n"
        f"play audit (agreement on {PLAYS}), 1 hop: tomas.berg of payments-squad\n"
        f"  weakens a promise: {PLAYS}: `latency` changed from `26 h` to `40 h`\n"
        "\n"
        f"consult 2 consumers (1 team) about 1 change between main ({head}) and the working tree\n"
    )


def test_column_affects_its_readers_and_possibly_unclear_ones(mesh: Path, capsys: Capture) -> None:
    """The agreement names the column; the product has an input without lineage."""
    edit(mesh, "name: play_id", "name: id")

    effects = [
        (
            each["kind"],
            each["name"],
            [(cause["effect"], cause["certain"], cause["level"]) for cause in each["causes"]],
        )
        for each in asked(mesh, capsys, "main")
    ]

    assert effects == [
        ("product", "payments/royalties", [("breaks", False, "port")]),
        ("agreement", "play audit", [("breaks", True, "column")]),
    ]


def test_indirect_consumers_may_be_affected(tmp_path: Path, capsys: Capture) -> None:
    """That depends on the consumers in between and their columns."""
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        for part in ("products", "governance"):
            shutil.copytree(EXAMPLE / part, folder / part)
    songs = "products/catalogue/songs/contracts/current.v1.odcs.yaml"
    edit(after, "- name: stage_name", "- name: name_on_stage", songs)

    hops = {
        each["name"]: (cause["hops"], cause["certain"], cause["level"])
        for each in asked(after, capsys, str(before))
        for cause in each["causes"]
    }

    assert hops == {
        "labels/artist-identities": (1, True, "column"),
        "release radar newsletter": (1, True, "column"),
        "discovery/new-artist-discovery": (2, False, "column"),
        "artist overview dashboard": (2, False, "column"),
    }


def test_consumers_are_contacted_by_their_own_channel(mesh: Path, capsys: Capture) -> None:
    """Their own, or else their team's."""
    channel = (
        'support:\n  - channel: "#royalties"\n    url: https://chat.example/royalties\n    tool: slack\n'
    )
    edit(mesh, "domain: ", f"{channel}domain: ", READER)
    edit(mesh, "value: 26", "value: 40")

    supports = {each["name"]: each["support"] for each in asked(mesh, capsys, "main")}

    assert supports == {
        "payments/royalties": ["slack #royalties https://chat.example/royalties"],
        "play audit": [],
    }


def test_wider_type_may_affect_typed_clients(mesh: Path, capsys: Capture) -> None:
    """It does not affect others."""
    edit(mesh, "name: play_id\n", "name: play_id\n        physicalType: varchar(10)\n")
    text = (mesh / CONTRACT).read_text()
    base = commit(mesh)
    (mesh / CONTRACT).write_text(text.replace("varchar(10)", "varchar(20)"))

    (cause,) = {
        (cause["effect"], cause["certain"]) for each in asked(mesh, capsys, base) for cause in each["causes"]
    }

    assert cause == ("typed-clients", False)


def test_required_approval_is_listed(mesh: Path, capsys: Capture) -> None:
    """It affects no consumer, but governance must approve."""
    with (mesh / "governance/mesh.yaml").open("a") as file:
        file.write("rules:\n  unknown-team: warning\n")

    assert run(mesh, "main", "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["contacts"] == []
    assert {each["needs"] for each in found["approvals"]} == {
        "approval by governance, for which no Mesh document declares an `owner`"
    }
    assert run(mesh, "main") == 1
    assert capsys.readouterr().out.startswith("approvals\n  mesh:")


def test_index_can_be_the_head(mesh: Path, capsys: Capture) -> None:
    """Unstaged edits do not count."""
    edit(mesh, "value: 26", "value: 40")

    assert run(mesh, "HEAD", "--staged") == 0
    git(mesh, "add", ".")
    assert run(mesh, "HEAD", "--staged") == 1
    capsys.readouterr()


def test_uncompared_file_ends_with_2(mesh: Path, capsys: Capture) -> None:
    """Its consumers are unknown."""
    (mesh / CONTRACT).write_text("kind: DataContract\nid: [")

    for form in ("text", "markdown", "json"):
        assert run(mesh, "main", "--format", form) == 2
        assert "daily.v1.odcs.yaml" in capsys.readouterr().out.replace("<code>", "")


@pytest.mark.parametrize("name", ["--output=x", "nope", "a\nb", ""])
def test_unknown_base_ends_with_2(mesh: Path, name: str, capsys: Capture) -> None:
    """The message has one line, and nothing is written."""
    assert run(mesh, "--", name) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_hostile_names_have_no_effect(mesh: Path, form: str, capsys: Capture) -> None:
    """No escape reaches the terminal, and no mention or markup the comment."""
    path = "products/player/play-events/agreements/audit.yaml"
    edit(mesh, "use: play audit", r'use: "\e[31m@all <b>|`x`"', path)
    edit(mesh, "value: 26", "value: 40")
    commit(mesh)

    assert run(mesh, "HEAD~1", "--format", form) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    if form == "markdown":
        assert "@all" not in out
        assert "<b>" not in out


def test_both_impact_commands_mention_each_other(capsys: Capture) -> None:
    """One is about a change, the other about an item."""
    with pytest.raises(SystemExit):
        main(["impact", "--help"])
    of_changes = capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["graph", "impact", "--help"])

    assert "meshwright graph impact" in " ".join(of_changes.split())
    assert (
        "0 no consumer to consult and no approval missing, 1 consumers to consult or approvals missing, "
        "2 failed or incomplete" in " ".join(of_changes.split())
    )
    assert "meshwright impact" in " ".join(capsys.readouterr().out.split())


def test_contract_without_a_product_is_named_with_its_file(mesh: Path, capsys: Capture) -> None:
    """Its address has an id, which may be anything; in JSON it is only the address."""
    product = mesh / "products/player/play-events/product.odps.yaml"
    product.unlink()
    commit(mesh)
    edit(mesh, "value: 26", "value: 50")

    assert run(mesh, "main") == 1
    text = capsys.readouterr().out
    contact = asked(mesh, capsys, "main")[0]

    assert f": -/play-events.daily@1 in {CONTRACT}: `latency` changed from `26 h`" in text
    assert contact["causes"][0]["address"] == "-/play-events.daily@1"
