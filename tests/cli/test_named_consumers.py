"""Affected and notified consumers: `check`, `diff`, `impact` and `report` name the same ones."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from approving import AGREEMENT as CHURN
from archives import write
from mesh_of import PLACES, scaffold
from meshwright.cli.main import main
from repositories import start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CONTRACT, PRODUCT = PLACES["contract"], PLACES["product"]
READER = PLACES["other_product"]
AGREEMENT = "products/player/play-events/agreements/churn.yaml"
PLAYS = "player/play-events/daily@1"
SECOND = """\
apiVersion: v1.1.0
kind: DataProduct
id: trends
name: trends
status: active
domain: payments
type: consumerAligned
team:
  name: payments-squad
inputPorts:
  - name: plays
    version: 1.0.0
    contractId: play-events.daily
"""
GROWTH = "---\napiVersion: meshwright/v1\nkind: Team\nname: growth\n"
ALL = {"payments/royalties", "payments/trends", "churn dashboard"}
DAY = ("--as-of", "2026-11-22", "--jobs", "1")
NAMING = {"removed-with-consumers", "version-went-backwards", "port-deprecated"}

Capture = pytest.CaptureFixture[str]
Files = dict[str, bytes]


def edited(files: Mapping[str, bytes], path: str, *edits: tuple[str, str]) -> Files:
    """Return files with texts in one of them replaced, once each."""
    text = files[path].decode()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return {**files, path: text.encode()}


def base(version: str = "1.2.0") -> Files:
    """Return a mesh in which two products and an agreement read a port; royalties needs its newest version."""
    files = scaffold()
    files["governance/mesh.yaml"] = files["governance/mesh.yaml"].replace(
        b"owner: player-squad", b"owner: council"
    )
    files["governance/teams.yaml"] += f"{GROWTH}{GROWTH.replace('growth', 'council')}".encode()
    files[AGREEMENT] = CHURN.encode()
    files["products/payments/trends/product.odps.yaml"] = SECOND.encode()
    files = edited(files, CONTRACT, ("version: 1.0.0", f"version: {version}"))
    files = edited(files, PRODUCT, ("    version: 1.0.0", f"    version: {version}"))
    return edited(files, READER, ("    version: 1.0.0", f"    version: {version}"))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Mapping[str, bytes], Mapping[str, bytes]], Path]:
    """Return a function that makes a repository with one revision committed and another in the working tree."""

    def make(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Path:
        folder = write(before, tmp_path / "mesh")
        start(folder)
        for path in before.keys() - after.keys():
            (folder / path).unlink()
        return write(after, folder)

    return make


def run(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Run a command; return its exit code and what it printed."""
    code = main([*arguments, *DAY])
    return code, capsys.readouterr().out


def of_check(mesh: Path, capsys: Capture) -> set[str]:
    """Return the consumers that the rules name; those only in the base have no related location."""
    found = json.loads(run(capsys, "check", str(mesh), "--changed-since", "main", "--format", "json")[1])
    return {
        name
        for each in found["diagnostics"]
        if each["rule"] in NAMING
        for text in (each["message"].partition("consumer")[2], *(one["message"] for one in each["related"]))
        for name in re.findall("`([^`]+)`", text)
        if name in ALL
    }


def of_diff(mesh: Path, capsys: Capture) -> set[str]:
    """Return the direct consumers of all changes."""
    found = json.loads(run(capsys, "diff", "main", "--mesh", str(mesh), "--format", "json")[1])
    return {
        each["name"]
        for change in found["changes"]
        for each in change["consumers"]
        if each["hops"] == 1 and each["reads"] is not False
    }


def contacts(mesh: Path, capsys: Capture) -> list[dict[str, Any]]:
    """Return the direct consumers that `impact` names."""
    found = json.loads(run(capsys, "impact", "main", "--mesh", str(mesh), "--format", "json")[1])
    return [each for each in found["contacts"] if each["hops"] == 1]


def of_report(mesh: Path, capsys: Capture) -> set[str]:
    """Return the consumers in the tables of the comment."""
    text = run(capsys, "report", "--base", "main", "--mesh", str(mesh))[1]
    tables = re.findall(r"<summary>Consumers to (?:consult|notify).*?</details>", text, re.DOTALL)
    return {name for table in tables for name in re.findall(r"^\| <code>(.*?)</code>", table, re.MULTILINE)}


def back(files: Files) -> Files:
    """Lower a version, in contract and port."""
    files = edited(files, CONTRACT, ("version: 1.2.0", "version: 1.1.0"))
    return edited(files, PRODUCT, ("    version: 1.2.0", "    version: 1.1.0"))


def next_major(files: Files) -> Files:
    """Replace the first major version with another one."""
    files = edited(files, CONTRACT, ("version: 1.2.0", "version: 2.0.0"))
    return edited(files, PRODUCT, ("    version: 1.2.0", "    version: 2.0.0"))


def without_contract(files: Files) -> Files:
    """Remove the contract, and the port with it."""
    port = files[PRODUCT].decode().partition("outputPorts:\n")[2].partition("customProperties:")[0]
    files = edited(files, PRODUCT, (f"outputPorts:\n{port}", ""))
    return {path: data for path, data in files.items() if path != CONTRACT}


def without_product(files: Files) -> Files:
    """Remove the product, its contract and the agreement on it."""
    return {path: data for path, data in files.items() if "play-events" not in path}


def deprecated_contract(files: Files) -> Files:
    """Deprecate the contract."""
    return edited(files, CONTRACT, ("status: active", "status: deprecated"))


def deprecated_port(files: Files) -> Files:
    """Deprecate the port."""
    return edited(files, PRODUCT, ("    type: files\n", "    type: files\n    deprecated: true\n"))


def deprecated_product(files: Files) -> Files:
    """Deprecate the whole product."""
    return edited(files, PRODUCT, ("status: active", "status: deprecated"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "must"),
    [
        (back, "be asked"),
        (next_major, "be asked"),
        (without_contract, "be asked"),
        (without_product, "be asked"),
        (deprecated_contract, "be notified"),
        (deprecated_port, "be notified"),
        (deprecated_product, "be notified"),
    ],
)
def test_four_commands_name_the_same_consumers(
    change: Callable[[Files], Files], must: str, changed: Callable[..., Path], capsys: Capture
) -> None:
    """Both products and the agreement: for a lower version, a removed major version, a deprecated port."""
    mesh = changed(base(), change(base()))
    of_impact = contacts(mesh, capsys)

    assert {each["name"] for each in of_impact} == ALL
    assert {each["must"] for each in of_impact} == {must}
    assert of_check(mesh, capsys) == of_diff(mesh, capsys) == of_report(mesh, capsys) == ALL


@pytest.mark.slow
def test_lowered_version_breaks_consumers_of_the_newer_one(
    changed: Callable[..., Path], capsys: Capture
) -> None:
    """Royalties needs 1.2.0; the others do not state whether they use its additions."""
    mesh = changed(base(), back(base()))
    certain = {each["name"]: each["causes"][0]["certain"] for each in contacts(mesh, capsys)}

    assert certain == {"payments/royalties": True, "payments/trends": False, "churn dashboard": False}


def test_port_of_another_major_version_breaks_consumers_of_the_first(
    changed: Callable[..., Path], capsys: Capture
) -> None:
    """The first version is still in its file, but no port exposes it."""
    files = edited(base(), PRODUCT, ("    version: 1.2.0", "    version: 2.0.0"))
    files[CONTRACT.replace("v1", "v2")] = files[CONTRACT].replace(b"version: 1.2.0", b"version: 2.0.0")

    assert {each["name"] for each in contacts(changed(base(), files), capsys)} == ALL


@pytest.mark.slow
def test_lowered_version_of_a_draft_breaks_no_consumer(changed: Callable[..., Path], capsys: Capture) -> None:
    """It promised nothing."""
    draft = edited(base(), CONTRACT, ("status: active", "status: draft"))

    assert contacts(changed(draft, back(draft)), capsys) == []


@pytest.mark.slow
def test_notification_fails_nothing(changed: Callable[..., Path], capsys: Capture) -> None:
    """The text states it next to the consumers to consult, of which there are none; so does the table."""
    mesh = changed(base(), deprecated_port(base()))
    code, text = run(capsys, "impact", "main", "--mesh", str(mesh))
    table = run(capsys, "impact", "main", "--mesh", str(mesh), "--format", "markdown")[1]

    assert code == 0
    assert f"  must be notified: {PLAYS}: output port deprecated\n" in text
    assert "no consumer to consult about 1 change" in text
    assert "3 consumers must be notified" in text
    assert "| consumer to notify | contact | hops | about |" in table


def minus(files: Files, path: str) -> Files:
    """Return files without one."""
    return {each: data for each, data in files.items() if each != path}


def narrowed(files: Files) -> Files:
    """Remove the column from the agreement."""
    return edited(files, AGREEMENT, ("plays/played_at", "plays/play_id"))


RENAMED = (CONTRACT, ("name: played_at", "name: played_on"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [narrowed, lambda files: minus(files, AGREEMENT)],
    ids=["narrowed", "deleted"],
)
def test_edited_agreement_requires_its_consumer(
    change: Callable[[Files], Files], changed: Callable[..., Path], capsys: Capture
) -> None:
    """The earlier agreement counts, for the column and for the agreement itself."""
    files = edited(change(base()), *RENAMED)
    asked = {each["name"]: each for each in contacts(changed(base(), files), capsys)}
    causes = {each["address"].partition(":")[0] for each in asked["churn dashboard"]["causes"]}

    assert asked["churn dashboard"]["must"] == "be asked"
    assert asked["churn dashboard"]["team"] == "growth"
    assert {"accessAgreement", f"{PLAYS}/plays/played_at"} <= causes


@pytest.mark.parametrize(
    ("edit", "is_asked"),
    [
        ((AGREEMENT, ("2027-06-30", "2027-01-31")), True),
        ((AGREEMENT, ("2027-06-30", "2028-06-30")), False),
        ((AGREEMENT, ("columns: [plays/played_at]\n", "")), False),
        ((AGREEMENT, ("[plays/played_at]", "[plays/played_at, plays/play_id]")), False),
        ((AGREEMENT, ("plays/played_at", "plays/play_id")), True),
        ((AGREEMENT, ("product-analytics", "service-improvement")), True),
        ((AGREEMENT, ("team: growth", "team: payments-squad")), True),
        ((AGREEMENT, ("use: churn dashboard", "use: churn report")), False),
        ((AGREEMENT, ("2026-01-15", "2027-01-15")), True),
        ((AGREEMENT, ("2026-01-15", "2026-02-15")), False),
    ],
    ids=[
        "shortened",
        "extended",
        "all-columns",
        "one-column-more",
        "another-column",
        "another-purpose",
        "another-team",
        "another-use",
        "starts-later",
        "started-already",
    ],
)
def test_narrowed_agreement_requires_its_consumer(
    edit: tuple[str, tuple[str, str]], is_asked: bool, changed: Callable[..., Path], capsys: Capture
) -> None:
    """A widened one does not."""
    mesh = changed(base(), edited(base(), *edit))
    teams = {each["team"] for each in contacts(mesh, capsys)}

    assert teams == ({"growth"} if is_asked else set())


def test_agreement_narrowed_from_all_columns_requires_its_consumer(
    changed: Callable[..., Path], capsys: Capture
) -> None:
    """Without a list, it covers all columns."""
    whole = edited(base(), AGREEMENT, ("columns: [plays/played_at]\n", ""))

    assert {each["name"] for each in contacts(changed(whole, base()), capsys)} == {"churn dashboard"}


def test_removed_agreement_that_ended_requires_no_one(changed: Callable[..., Path], capsys: Capture) -> None:
    """Its removal is tidying up."""
    ended = edited(base(), AGREEMENT, ("2027-06-30", "2026-06-30"))

    assert contacts(changed(ended, minus(ended, AGREEMENT)), capsys) == []


def test_agreement_in_another_file_is_the_same(changed: Callable[..., Path], capsys: Capture) -> None:
    """It requires no consultation and no approval."""
    files = minus(base(), AGREEMENT)
    files["products/player/play-events/agreements/growth.yaml"] = CHURN.encode()
    code, text = run(capsys, "impact", "main", "--mesh", str(changed(base(), files)))

    assert (code, text.startswith("no differences")) == (0, True)


def test_consumer_written_over_another_one_is_two_changes(
    changed: Callable[..., Path], capsys: Capture
) -> None:
    """Growth loses its access in the same edit that gives it to the payments squad."""
    files = edited(
        base(), AGREEMENT, ("team: growth", "team: payments-squad"), ("use: churn dashboard", "use: audit")
    )
    asked = contacts(changed(base(), files), capsys)

    assert [(each["team"], each["name"]) for each in asked] == [("growth", "churn dashboard")]


def removed(contract_id: str, *, lineage: bool = False) -> Files:
    """Return a mesh in which a product that royalties reads was removed."""
    files = {path: data for path, data in scaffold().items() if "play-events" not in path}
    files = edited(files, READER, ("contractId: play-events.daily", f"contractId: {contract_id}"))
    files = edited(files, READER, ("      - id: play-events.daily", f"      - id: {contract_id}"))
    if lineage:
        text = files[PLACES["other_contract"]].decode()
        named = f"transformSourceObjects: [{PLAYS}/plays/play_id]\n        logicalType: "
        files[PLACES["other_contract"]] = text.replace("logicalType: ", named, 1).encode()
    return files


@pytest.mark.parametrize(
    ("contract_id", "lineage", "severity"),
    [
        ("player.play-events.daily", False, "error"),
        ("player/play-events/daily", False, "error"),
        ("9b4f7f0e-7d8e-4a54-9d0b-2f6f5a1c4a11", True, "error"),
        ("9b4f7f0e-7d8e-4a54-9d0b-2f6f5a1c4a11", False, "warning"),
        ("met-office.weather", False, "warning"),
    ],
)
def test_removed_item_stays_an_error_on_main(
    contract_id: str, lineage: bool, severity: str, tmp_path: Path, capsys: Capture
) -> None:
    """A name in a registered domain, or lineage to it, never belongs to another mesh; anything else may."""
    mesh = write(removed(contract_id, lineage=lineage), tmp_path)
    found = json.loads(run(capsys, "check", str(mesh), "--preset", "essential", "--format", "json")[1])
    weights = {each["severity"] for each in found["diagnostics"] if each["rule"] == "unknown-contract"}

    assert weights == {severity}


def test_contract_without_its_product_is_an_error_while_it_is_read(tmp_path: Path, capsys: Capture) -> None:
    """No product exposes it any longer, and royalties reads it."""
    files = edited(minus(scaffold(), PRODUCT), CONTRACT, ("name: play", "domain: player\nname: play"))
    found = json.loads(run(capsys, "check", str(write(files, tmp_path)), "--format", "json")[1])
    [told] = [each for each in found["diagnostics"] if each["rule"] == "contract-without-product"]

    assert told["severity"] == "error"
    assert "1 product reads it: `payments/royalties`" in told["message"]


ROLES = PLACES["roles"]
ROLE = "role:"
"""The beginning of the address of a role."""


@pytest.mark.parametrize(
    ("edit", "sure", "maybe"),
    [
        (("clearance: confidential", "clearance: public"), True, True),
        (("clearance: confidential", "clearance: internal"), False, False),
        (("clearance: confidential", "clearance: restricted"), False, False),
        (("[service-improvement, product-analytics]", "[service-improvement]"), True, False),
        (("[service-improvement, product-analytics]", "[product-analytics]"), False, False),
        (("group: watergarden-data-analysts", "group: analysts"), True, True),
        (("description: Answers", "description: Who answers"), False, False),
        (("name: analyst", "name: reader"), True, True),
    ],
    ids=["below", "high-enough", "raised", "its-purpose", "another-purpose", "group", "words", "renamed"],
)
def test_readers_through_a_role_are_consulted_about_its_losses(
    edit: tuple[str, str], sure: bool, maybe: bool, changed: Callable[..., Path], capsys: Capture
) -> None:
    """An agreement names its role; the role of a product's input is not stated. The columns here are internal."""
    found = {each["name"]: each for each in contacts(changed(base(), edited(base(), ROLES, edit)), capsys)}

    expected = {"churn dashboard": True} if sure else {}
    expected |= {"payments/royalties": False, "payments/trends": False} if maybe else {}
    assert {name: each["causes"][0]["certain"] for name, each in found.items()} == expected
    assert all(each["causes"][0]["address"].startswith(ROLE) for each in found.values())


def test_agreement_is_consulted_only_about_its_own_columns(
    changed: Callable[..., Path], capsys: Capture
) -> None:
    """It does not name the column above the lowered clearance."""
    columns = ("required: true\n        classification: internal\nroles", "classification: public\nroles")
    files = edited(base(), CONTRACT, columns)
    lowered = edited(files, ROLES, ("clearance: confidential", "clearance: public"))

    assert "churn dashboard" not in {each["name"] for each in contacts(changed(files, lowered), capsys)}


def test_role_that_moves_with_its_agreement_loses_nothing(
    changed: Callable[..., Path], capsys: Capture
) -> None:
    """Contract and agreement name another role, which shows the change."""
    files = edited(base(), ROLES, ("name: analyst", "name: reader"))
    files = edited(files, CONTRACT, ("role: analyst", "role: reader"))
    files = edited(files, AGREEMENT, ("role: analyst", "role: reader"))
    causes = {
        cause["address"] for each in contacts(changed(base(), files), capsys) for cause in each["causes"]
    }

    assert not [each for each in causes if each.startswith(ROLE)]
    assert PLAYS in causes
