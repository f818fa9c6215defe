"""`check --identity`: comparisons with a directory as findings, settled like all others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clinic import files
from directory_exports import ALL, USERS_CSV, imported
from exit_codes import exit_code

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OTHERS = ALL.replace("1,researchers", "1,researcher").replace("2,billing,u3,,", "2,billing,u3,,true")


WAIVER = """\
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-group
address: role:billing
reason: The group comes on Monday.
owner: ward-squad
approvedBy: ward-squad
expires: "2027-02-15"
"""


def mesh(folder: Path, **more: str) -> Path:
    """Write the clinic, with texts appended to files of `governance`."""
    for path, data in files().items():
        name = path.removeprefix("governance/").removesuffix(".yaml")
        target = folder / "mesh" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data + more.get(name, "").encode())
    return folder / "mesh"


def directory(folder: Path, rows: str, *, users: str = "") -> Path:
    (folder / "users.csv").write_text(USERS_CSV + users, encoding="utf-8")
    separate = ("--users", str(folder / "users.csv")) if users else ()
    assert imported(folder, rows, folder / "groups", *separate) == 0
    return folder / "groups"


def checked(folder: Path, *more: str) -> int:
    return exit_code("check", str(folder), "--preset", "standard", "--as-of", "2026-11-22", *more)


def of_directory(text: str) -> list[tuple[str, str]]:
    found: list[dict[str, Any]] = json.loads(text)["diagnostics"]
    names = ("unknown-group", "unknown-account")
    return [(each["message"], each["path"]) for each in found if each["rule"] in names]


def test_groups_and_persons_are_findings_if_a_file_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without one, nothing is reported. Empty groups are not a mistake in a document."""
    member = "members: [{username: mara.lind, role: owner}]\n"
    root = mesh(tmp_path, teams=member)
    kept = directory(tmp_path, OTHERS, users="u1,ines.costa,,\nu2,theo,,\n")
    capsys.readouterr()

    checked(root, "--format", "json")
    assert of_directory(capsys.readouterr().out) == []
    checked(root, "--format", "json", "--identity", str(kept))
    assert sorted(of_directory(capsys.readouterr().out)) == [
        ("group `billing` is disabled, so its members cannot read anything", "governance/roles.yaml"),
        ("owner `mara.lind` is not in the directory", "governance/teams.yaml"),
        ("the directory has no group `researchers`", "governance/roles.yaml"),
    ]
    without_users = directory(tmp_path, OTHERS)
    capsys.readouterr()
    checked(root, "--format", "json", "--identity", str(without_users))
    assert len(of_directory(capsys.readouterr().out)) == 2


def test_a_registered_role_that_no_contract_names_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "---\napiVersion: meshwright/v1\nkind: Role\nname: auditor\n"
    spare = "group: auditors\nclearance: open\npurposes: [audit]\n"
    root, kept = mesh(tmp_path, roles=head + spare), directory(tmp_path, ALL)
    capsys.readouterr()

    checked(root, "--format", "json", "--identity", str(kept))
    assert of_directory(capsys.readouterr().out) == [
        ("the directory has no group `auditors`", "governance/roles.yaml")
    ]


def test_settings_waivers_and_formats_apply_as_to_any_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, kept = mesh(tmp_path), directory(tmp_path, ALL.replace("2,billing", "2,invoices"))
    only = ("--select", "unknown-group", "--identity", str(kept))
    capsys.readouterr()

    assert checked(root, *only) == 0
    assert checked(root, *only, "--fail-on", "warning") == 1
    capsys.readouterr()
    checked(root, *only, "--format", "sarif")
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["unknown-group"]
    waiver = root / "policies/waivers/billing.yaml"
    waiver.parent.mkdir()
    waiver.write_text(WAIVER, encoding="utf-8")
    assert checked(root, *only, "--fail-on", "warning") == 0
    assert "waived until 2027-02-15: unknown-group at role:billing" in capsys.readouterr().out
    waiver.unlink()
    role = root / "governance/roles.yaml"
    text = role.read_text(encoding="utf-8")
    comment = "# meshwright: ignore[unknown-group] the group comes on Monday"
    role.write_text(text.replace("group: billing", f"group: billing {comment}"), encoding="utf-8")
    assert checked(root, *only, "--fail-on", "warning") == 0


def test_a_finding_of_the_directory_can_be_waived(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teams = "---\napiVersion: meshwright/v1\nkind: Team\nname: board\npurpose: Decides.\n"
    root, kept = mesh(tmp_path, teams=teams), directory(tmp_path, ALL.replace("2,billing", "2,invoices"))
    (root / "pyproject.toml").write_text('[tool.meshwright]\npreset = "standard"\n', encoding="utf-8")
    terms = ("--reason", "It comes on Monday.", "--expires", "2027-01-31", "--owner", "ward-squad")
    waive = ("waive", "governance/roles.yaml:19", "--mesh", str(root), *terms, "--approved-by", "board")
    day = ("--as-of", "2026-11-22")
    capsys.readouterr()

    assert exit_code(*waive, *day) == 2
    assert "add `--identity FILE`" in capsys.readouterr().err
    assert exit_code(*waive, *day, "--identity", str(kept), "--changed-since", "HEAD") == 2
    assert "use one of them" in capsys.readouterr().err
    assert exit_code(*waive, *day, "--identity", str(tmp_path / "none")) == 2
    assert "No such file" in capsys.readouterr().err
    assert exit_code(*waive, *day, "--identity", str(kept)) == 0
    assert "`unknown-group` at `role:billing` is waived until 2027-01-31" in capsys.readouterr().out
    assert checked(root, "--select", "unknown-group", "--identity", str(kept), "--fail-on", "warning") == 0


def test_a_check_states_what_was_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the age of the import if it is older than 90 days."""
    root = mesh(tmp_path)
    persons = "meshwright: people were not compared, because the import had no users\n"
    missing = (
        "meshwright: 4 members of groups had no user in the import, "
        "so an unknown account may only be missing from the import\n"
    )

    kept = directory(tmp_path, ALL)
    assert noted(root, kept, capsys) == persons
    assert noted(root, kept, capsys, "--ignore", "unknown-account") == ""
    for each in (("--ignore", "unknown-account,unknown-group"), ("--preset", "essential")):
        assert noted(root, kept, capsys, *each).startswith(
            "meshwright: nothing was compared with the directory"
        )
    assert noted(root, directory(tmp_path, ALL, users="u9,x,,\n"), capsys) == missing
    for day, words in (
        ("2026-08-24", ""),
        (
            "2026-08-23",
            "meshwright: the directory was imported on 2026-08-23, 91 days ago; import it again\n",
        ),
        ("once", "meshwright: the day on which the directory was imported cannot be read; import it again\n"),
    ):
        content = {**json.loads(kept.read_text()), "importedOn": day}
        kept.write_text(json.dumps(content), encoding="utf-8")
        assert noted(root, kept, capsys, "--select", "unknown-group") == words
        code = exit_code("access", "identity", "report", str(kept), "--mesh", str(root), "--on", "2026-11-22")
        assert (code, words.removeprefix("meshwright: ") in capsys.readouterr().out) == (1, True)


def noted(root: Path, kept: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    checked(root, "--identity", str(kept), *more)
    return capsys.readouterr().err


def test_unusable_input_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = mesh(tmp_path)
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    for arguments, words in (
        (("--select", "unknown-group"), "use `meshwright check --identity FILE`"),
        (("--identity", str(tmp_path / "other.json")), "is not an imported directory"),
        (("--identity", str(tmp_path / "none")), "No such file"),
        (("--identity", str(tmp_path / "none"), "--changed-since", "HEAD"), "run them separately"),
    ):
        assert checked(root, *arguments) == 2
        assert words in capsys.readouterr().err


def test_an_edited_file_is_read_despite_stored_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = mesh(tmp_path)
    monkeypatch.setenv("MESHWRIGHT_CACHE", str(tmp_path / "cache"))
    counts = []
    for rows in (ALL, OTHERS, ALL):
        kept = directory(tmp_path, rows)
        capsys.readouterr()
        checked(root, "--format", "json", "--identity", str(kept))
        counts.append(len(of_directory(capsys.readouterr().out)))
    assert counts == [0, 2, 0]
