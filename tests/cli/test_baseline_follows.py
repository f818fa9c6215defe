"""A legacy repository goes from `essential` to `strict` by green pull requests, and hides nothing new."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from archives import unpacked, write
from meshwright.cli.main import main
from repositories import commit, git, start

GROCER = Path(__file__).parents[1] / "meshes/legacy-grocer.txtar"
SETTINGS = "pyproject.toml"
PRICES = "stores/prices.odcs.yaml"
MEMBERS = "loyalty/members.odcs.yaml"
ID = "2f1d7c52-6f0e-4b0f-9a55-0c5d3a7e1b01"
ORDERED = ("--as-of", "2026-11-28")
PRODUCT = f"""\
apiVersion: v1.0.0
kind: DataProduct
id: stores.prices
name: prices
domain: stores
status: active
description:
  purpose: Says what each thing costs in each store.
team:
  name: stores-team
support:
  - channel: "#prices"
    url: https://chat.example.org/prices
outputPorts:
  - name: current
    version: 1.0.0
    contractId: {ID}
"""
REGISTERS = """\
apiVersion: meshwright/v1
kind: Team
name: stores-team
members:
  - username: mara.lind
    role: owner
---
apiVersion: meshwright/v1
kind: Domain
name: stores
purpose: Runs the shops.
owner: stores-team
"""

pytestmark = pytest.mark.slow
Capture = pytest.CaptureFixture[str]


def edit(mesh: Path, path: str, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = (mesh / path).read_text()
    assert old in text
    (mesh / path).write_text(text.replace(old, new))


def put(mesh: Path, path: str, text: str) -> None:
    """Write a file."""
    write({path: text.encode()}, mesh)


def land(mesh: Path) -> None:
    """Merge the branch, and start the next one."""
    commit(mesh)
    git(mesh, "checkout", "--quiet", "main")
    git(mesh, "merge", "--quiet", "change")
    git(mesh, "checkout", "--quiet", "change")


def baseline(mesh: Path, *arguments: str) -> int:
    """Run `meshwright baseline`."""
    return main(["baseline", *arguments, "--mesh", str(mesh), *ORDERED])


def check(mesh: Path, *arguments: str) -> int:
    """Run `meshwright check`."""
    return main(["check", str(mesh), *ORDERED, *arguments])


def counting(mesh: Path, capsys: Capture) -> list[tuple[str, str]]:
    """Return rule and severity of the findings of a pull request that count."""
    capsys.readouterr()
    check(mesh, "--changed-since", "main", "--format", "json")
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    return [(each["rule"], each["severity"]) for each in found if each["known"] is None]


def known(mesh: Path) -> set[tuple[str, str, str]]:
    """Return the entries of the baseline: fingerprint, rule, location."""
    files = sorted((mesh / "policies/baseline").glob("*.yaml"))
    return {found for each in files for found in re.findall(r"- (\w{16}) (\S+) (\S+)", each.read_text())}


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return the repository of a grocer, whose `main` has a baseline of `essential`; a branch is checked out."""
    folder = write(unpacked(GROCER.read_text()), tmp_path / "mesh")
    start(folder)
    git(folder, "checkout", "--quiet", "-b", "change")
    assert check(folder) == 1
    assert baseline(folder, "create") == 0
    assert check(folder) == 0
    assert check(folder, "--changed-since", "main") == 0
    land(folder)
    return folder


def has_shrunk(before: set[tuple[str, str, str]], after: set[tuple[str, str, str]]) -> bool:
    """Return whether the earlier rules together have fewer findings, and none has more."""
    old, new = (Counter(rule for _, rule, _ in each) for each in (before, after))
    return all(new[rule] <= old[rule] for rule in old) and any(new[rule] < old[rule] for rule in old)


def raised(mesh: Path, preset: str) -> None:
    """Raise the preset."""
    (mesh / SETTINGS).write_text(f'[tool.meshwright]\npreset = "{preset}"\n')


def test_green_pull_requests_lead_from_essential_to_strict(mesh: Path, capsys: Capture) -> None:
    """Each fixes something and adds the findings of the new preset; no rule ever has more than at its start."""
    first = known(mesh)
    raised(mesh, "standard")
    edit(mesh, "supply/deliveries.odcs.yaml", "version: 1.0\n", 'version: "1.0"\n')
    assert baseline(mesh, "create") == 0
    assert "added 7 findings of `missing-owner`, which did not run in the base" in capsys.readouterr().out
    assert baseline(mesh, "shrink") == 0
    second = known(mesh)
    assert has_shrunk(first, second)
    assert len([each for each in second if each[1] == "wrong-type"]) == 0
    assert check(mesh) == 0
    assert counting(mesh, capsys) == [("baseline-grew", "notice"), ("incomparable-change", "warning")]
    assert check(mesh, "--changed-since", "main") == 0
    land(mesh)

    raised(mesh, "strict")
    put(mesh, "stores/prices.odps.yaml", PRODUCT)
    put(mesh, "governance/organisation.yaml", REGISTERS)
    assert baseline(mesh, "create") == 0
    assert baseline(mesh, "shrink") == 0
    third = known(mesh)
    assert has_shrunk(second, third)
    assert check(mesh) == 0
    assert check(mesh, "--changed-since", "main") == 0
    land(mesh)

    edit(mesh, "web/orders.odcs.yaml", "status: deprecated", "status: retired")
    assert baseline(mesh, "shrink") == 0
    assert known(mesh) < third
    assert check(mesh) == 0


def test_rule_that_ran_adds_nothing(mesh: Path, capsys: Capture) -> None:
    """A new mistake of `essential` is reported as left out, and fails the pull request that raises the preset."""
    raised(mesh, "standard")
    edit(mesh, MEMBERS, "logicalType: date", "logicalTyp: date")
    assert baseline(mesh, "create") == 1
    assert "not in the baseline: 1 finding of rules that ran in the base" in capsys.readouterr().err
    assert check(mesh) == 1
    assert check(mesh, "--changed-since", "main") == 1


def test_force_cannot_add_other_findings_with_a_raised_preset(mesh: Path, capsys: Capture) -> None:
    """Only the others count as growth."""
    raised(mesh, "standard")
    edit(mesh, MEMBERS, "logicalType: date", "logicalTyp: date")
    assert baseline(mesh, "create", "--force") == 0
    capsys.readouterr()
    assert check(mesh, "--changed-since", "main") == 1
    assert "the baseline grew by 1 finding; it may only shrink" in capsys.readouterr().out


def test_entry_belongs_to_the_rule_of_its_finding(mesh: Path, capsys: Capture) -> None:
    """Writing the name of another rule next to a fingerprint does not help."""
    raised(mesh, "standard")
    edit(mesh, MEMBERS, "logicalType: date", "logicalTyp: date")
    assert baseline(mesh, "create", "--force") == 0
    path = mesh / "policies/baseline/no-domain.yaml"
    path.write_text(re.sub(r"unknown-key (\S*loyalty)", r"missing-owner \1", path.read_text()))
    assert ("baseline-grew", "error") in counting(mesh, capsys)


def test_turning_a_rule_off_and_on_adds_nothing(mesh: Path, capsys: Capture) -> None:
    """In one change, the base's settings count; over two, the baseline already has findings of the rule."""
    (mesh / SETTINGS).write_text('[tool.meshwright]\nrules = {unknown-key = "off"}\n')
    land(mesh)
    (mesh / SETTINGS).write_text("[tool.meshwright]\n")
    edit(mesh, MEMBERS, "logicalType: date", "logicalTyp: date")
    assert baseline(mesh, "create", "--force") == 0
    assert ("baseline-grew", "error") in counting(mesh, capsys)


def test_renaming_a_file_of_the_baseline_adds_nothing(mesh: Path, capsys: Capture) -> None:
    """All files of the base count together."""
    edit(mesh, MEMBERS, "logicalType: date", "logicalTyp: date")
    assert baseline(mesh, "create", "--force") == 0
    folder = mesh / "policies/baseline"
    (folder / "no-domain.yaml").rename(folder / "other.yaml")
    assert ("baseline-grew", "error") in counting(mesh, capsys)


def test_second_change_adds_nothing(mesh: Path, capsys: Capture) -> None:
    """Once the preset is that of the base, its rules have run."""
    raised(mesh, "standard")
    assert baseline(mesh, "create") == 0
    land(mesh)
    edit(mesh, PRICES, "domain: stores\n", "")
    assert baseline(mesh, "create") == 2
    assert "a baseline already exists and may only shrink" in capsys.readouterr().err
    assert baseline(mesh, "create", "--force") == 0
    assert ("baseline-grew", "error") in counting(mesh, capsys)


def test_preset_may_be_committed_before_the_baseline(mesh: Path, capsys: Capture) -> None:
    """The base is then named."""
    raised(mesh, "standard")
    commit(mesh)
    assert baseline(mesh, "create") == 2
    assert baseline(mesh, "create", "--changed-since", "main") == 0
    assert counting(mesh, capsys) == [("baseline-grew", "notice")]


def test_first_product_activates_rules(mesh: Path, capsys: Capture) -> None:
    """Findings of rules that need products are added; its contract stays recorded."""
    raised(mesh, "standard")
    assert baseline(mesh, "create") == 0
    land(mesh)
    put(mesh, "stores/prices.odps.yaml", PRODUCT)
    put(mesh, "governance/organisation.yaml", REGISTERS)
    assert baseline(mesh, "create") == 0
    out = capsys.readouterr().out
    assert "added 6 findings of `contract-without-product`" in out
    assert "to another address" in out
    assert baseline(mesh, "shrink") == 0
    assert not any(place.startswith(f"-/{ID}") for _, _, place in known(mesh))
    assert check(mesh) == 0
    assert {each for each in counting(mesh, capsys) if each[1] == "error"} == set()


def test_contract_with_a_new_product_stays_recorded(mesh: Path) -> None:
    """Its address changes, its id does not; the baseline need not be rewritten."""
    before = known(mesh)
    put(mesh, "stores/prices.odps.yaml", PRODUCT)
    assert check(mesh) == 0
    assert check(mesh, "--changed-since", "main") == 0
    assert baseline(mesh, "shrink") == 0
    assert known(mesh) == before


def test_renamed_product_stays_recorded(mesh: Path, capsys: Capture) -> None:
    """It is paired by its id; `create` writes the new addresses, with which `check` passes without a base."""
    put(mesh, "stores/prices.odps.yaml", PRODUCT)
    assert baseline(mesh, "create") == 0
    land(mesh)
    edit(mesh, "stores/prices.odps.yaml", "name: prices", "name: shelf prices")
    assert baseline(mesh, "create") == 0
    assert "moved" in capsys.readouterr().out
    assert ("baseline-grew", "error") not in counting(mesh, capsys)
    assert check(mesh) == 0


def test_two_contracts_with_the_same_id_are_not_paired(mesh: Path) -> None:
    """It is unclear to which of them the findings belong."""
    put(mesh, "stores/prices.odps.yaml", PRODUCT)
    put(mesh, "stores/copy.odcs.yaml", (mesh / PRICES).read_text())
    assert check(mesh) == 1


def test_file_without_a_domain_has_a_name_for_shells(mesh: Path) -> None:
    """The old name is read, and `shrink` writes the new one."""
    folder = mesh / "policies/baseline"
    assert [each.name for each in folder.iterdir()] == ["no-domain.yaml"]
    text = (folder / "no-domain.yaml").read_text()
    (folder / "no-domain.yaml").rename(folder / "-.yaml")
    assert check(mesh) == 0
    assert baseline(mesh, "shrink") == 0
    assert [each.name for each in folder.iterdir()] == ["no-domain.yaml"]
    assert (folder / "no-domain.yaml").read_text() == text


def test_entry_for_a_group_follows_the_contract_into_its_product(mesh: Path, capsys: Capture) -> None:
    """It was recorded for all variables of a contract, and covers the first, also at the address with a product."""
    raised(mesh, "standard")
    servers = "servers:\n  - {server: wh, type: postgres, host: '${HOST}', database: '${DATABASE}', schema: s, port: 1}\n"
    edit(mesh, PRICES, "schema:\n", f"{servers}schema:\n")
    land(mesh)
    assert baseline(mesh, "create", "--force") == 0
    folder = mesh / "policies/baseline"
    (path,) = folder.iterdir()
    lines = path.read_text().splitlines(keepends=True)
    own = [line for line in lines if "unresolved-variable" in line]
    assert len(own) == 2
    group = hashlib.sha256(
        "\0".join(("unresolved-variable", f"-/{ID}@1#servers/wh", "database", "")).encode()
    ).hexdigest()[:16]
    kept = [line for line in lines if line not in own]
    path.write_text("".join([*kept, re.sub(r"\b[0-9a-f]{16}\b", group, own[0])]))
    land(mesh)
    assert variables(mesh, capsys) == ["variable `HOST` has no default"]

    put(mesh, "stores/prices.odps.yaml", PRODUCT)
    assert variables(mesh, capsys) == ["variable `HOST` has no default"]
    assert baseline(mesh, "shrink") == 0
    assert variables(mesh, capsys) == ["variable `HOST` has no default"]
    assert any(group in each.read_text() for each in folder.iterdir())


def variables(mesh: Path, capsys: Capture) -> list[str]:
    """Return the findings about variables outside the baseline."""
    capsys.readouterr()
    check(mesh, "--format", "json")
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    return [
        each["message"] for each in found if each["rule"] == "unresolved-variable" and each["known"] is None
    ]


def test_turning_a_rule_off_and_on_in_two_changes_needs_governance(mesh: Path, capsys: Capture) -> None:
    """A rule without entries has not run; both changes of the settings name their approvers (decision 15)."""
    (mesh / SETTINGS).unlink()
    settings = "apiVersion: meshwright/v1\nkind: Mesh\nname: grocer\nowner: stores-team\npreset: essential\n"
    put(mesh, "governance/mesh.yaml", settings)
    put(mesh, "governance/organisation.yaml", REGISTERS)
    assert baseline(mesh, "create") == 0
    land(mesh)
    assert not any(rule == "duplicate-key" for _, rule, _ in known(mesh))

    put(mesh, "governance/mesh.yaml", f"{settings}rules: {{duplicate-key: off}}\n")
    assert approvers(mesh, capsys) == {"stores-team"}
    land(mesh)

    put(mesh, "governance/mesh.yaml", settings)
    edit(mesh, PRICES, "domain: stores\n", "domain: stores\ndomain: stores\n")
    assert baseline(mesh, "create") == 0
    assert "added 1 finding of `duplicate-key`, which did not run in the base" in capsys.readouterr().out
    assert ("baseline-grew", "notice") in counting(mesh, capsys)
    assert approvers(mesh, capsys) == {"stores-team"}


def approvers(mesh: Path, capsys: Capture) -> set[str]:
    """Return the teams that must approve the change."""
    capsys.readouterr()
    main(["impact", "main", "--mesh", str(mesh), "--format", "json", *ORDERED])
    found = json.loads(capsys.readouterr().out)["approvals"]
    return {team for each in found for approver in each["approvers"] for team in approver["teams"]}
