"""`meshwright check` as users run it: exit codes, formats, paths."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpu import within
from exit_codes import exit_code
from meshwright.cli.main import main
from minimal_mesh import MINIMAL

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "contract": "products/player/play-events/contracts/daily.v1.odcs.yaml",
    "product": "products/player/play-events/product.odps.yaml",
    "consumer": "products/payments/royalties/product.odps.yaml",
    "teams": "governance/organisation.yaml",
    "mesh": "governance/mesh.yaml",
}


def run(*arguments: str) -> int:
    """Run the program in this process; argparse ends with an exception."""
    return exit_code(*arguments)


def spoil(
    mesh: Path, template: str = "product", old: str = "player-squad", new: str = "player-squadd"
) -> None:
    """Put a mistake into a file."""
    target = mesh / PLACES[template]
    target.write_text(target.read_text().replace(old, new, 1))


def test_clean_mesh_ends_with_0(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line names the skipped rules, another sums up the documents."""
    assert run("check", str(mesh)) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "3 rules skipped: no Policy (3) documents; `--all` lists them",
        "all clear in 8 documents: 2 products, 1 contract, 2 fields",
    ]
    assert err == ""


def test_finding_ends_with_1_and_shows_its_location(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report has the source, the carets, the remedy, and a sum."""
    spoil(mesh)

    assert run("check", str(mesh)) == 1
    assert (
        capsys.readouterr().out
        == """\
error[unknown-team]: unknown team `player-squadd`; did you mean `player-squad`?
 --> products/player/play-events/product.odps.yaml:9:9
  |
9 |   name: player-squadd
  |         ^^^^^^^^^^^^^
  = possible fix: replace with `player-squad`

3 rules skipped: no Policy (3) documents; `--all` lists them
1 error in 8 documents: 2 products, 1 contract, 2 fields
"""
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "{mesh}/nowhere"], "no such file or folder: `{mesh}/nowhere`"),
        (
            ["check", "{mesh}/empty"],
            "there is no data product, data contract or governance document in `{mesh}/empty`",
        ),
        (
            ["check", "{mesh}", "--select", "unknown-teem"],
            "unknown rule or group `unknown-teem`; did you mean `unknown-team`?",
        ),
        (["check", "{mesh}", "--ignore", "nothing-like-it"], "`meshwright rules` lists them"),
        (["check", "{mesh}", "--jobs", "-1"], "--jobs takes the number of processes, 1 or more"),
        (["check", "{mesh}", "--as-of", "2026-02-30"], "`2026-02-30` is not a date such as 2027-06-30"),
        (["check", "{mesh}", "--format", "yaml"], "invalid choice: 'yaml'"),
        (["explain", "unknown-teem"], "unknown rule `unknown-teem`; did you mean `unknown-team`?"),
        (["chekc"], "unknown command `chekc`; did you mean `check`?"),
    ],
)
def test_wrong_arguments_end_with_2(
    arguments: list[str], said: str, mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A message in one line states the reason, and there is no other output."""
    (mesh / "empty").mkdir()
    filled = [argument.format(mesh=mesh) for argument in arguments]

    assert run(*filled) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said.format(mesh=mesh) in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("settings_", "said"),
    [
        ("rules: {no-such-rule: error}", "unknown rule or group `no-such-rule`"),
        ("preset: [", "`governance/mesh.yaml` contains no readable `kind: Mesh` document"),
    ],
)
def test_unreadable_configuration_ends_with_2(
    settings_: str, said: str, mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A gate must not pass on settings that could not be read."""
    text = "apiVersion: meshwright/v1\nkind: Mesh\nname: x\n"
    (mesh / "governance/mesh.yaml").write_text(text + settings_ + "\n")

    assert run("check", str(mesh)) == 2
    assert said in capsys.readouterr().err


def test_json_has_the_documented_shape(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Positions start at 1, the end is exclusive, the address is the port's."""
    spoil(
        mesh,
        "contract",
        "description: When the play began, in UTC.",
        "descripton: When the play began, in UTC.",
    )

    assert run("check", str(mesh), "--format", "json") == 1
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    first = report["diagnostics"][0]
    edits = first["fix"].pop("edits")
    first.pop("fingerprint")

    assert {key: value for key, value in report.items() if key != "diagnostics"} == {
        "version": 1,
        "summary": {
            "errors": 1,
            "warnings": 0,
            "notices": 0,
            "waived": 0,
            "suppressed": 0,
            "documents": 8,
            "products": 2,
            "contracts": 1,
            "fields": 2,
            "baseline": 0,
            "base": 0,
        },
        "skippedRules": [],
        "inapplicableRules": report["inapplicableRules"],
        "notApplied": [],
        "unexamined": [],
    }
    assert first == {
        "rule": "unknown-key",
        "group": "structure",
        "severity": "error",
        "message": "unknown key `descripton` in a schema property; did you mean `description`?",
        "path": PLACES["contract"],
        "line": 17,
        "column": 9,
        "endLine": 17,
        "endColumn": 19,
        "address": "player/play-events/daily@1/plays/played_at",
        "related": [],
        "fix": {"safe": False, "title": "rename it to `description`"},
        "waived": None,
        "suppressed": False,
        "known": None,
    }
    assert [edit["text"] for edit in edits] == ["description"]


def test_moved_text_keeps_fingerprints(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If lines are inserted above, and if the file moves."""
    spoil(mesh, "contract", "logicalType: timestamp", "logicaltype: timestamp")

    def fingerprints() -> list[str]:
        run("check", str(mesh), "--format", "json")
        return [each["fingerprint"] for each in json.loads(capsys.readouterr().out)["diagnostics"]]

    before = fingerprints()
    target = mesh / PLACES["contract"]
    target.write_text("# a line\n\n" + target.read_text())
    target.rename(target.parent / "renamed.odcs.yaml")

    assert fingerprints() == before != []


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("notice", 1)])
def test_fail_on_decides_the_exit_code(level: str, code: int, mesh: Path) -> None:
    """A warning fails only on request."""
    spoil(mesh, "contract", "        description: When the play began, in UTC.\n", "")

    assert (
        run("check", str(mesh), "--preset", "standard", "--select", "self-describing", "--fail-on", level)
        == code
    )


def test_select_and_ignore_limit_the_rules(mesh: Path) -> None:
    """An ignored rule or group reports nothing, and a selected one runs alone."""
    spoil(mesh)

    assert run("check", str(mesh), "--ignore", "unknown-team") == 0
    assert run("check", str(mesh), "--ignore", "discoverable") == 0
    assert run("check", str(mesh), "--select", "structure") == 0
    assert run("check", str(mesh), "--select", "unknown-team") == 1


def test_path_limits_the_report_but_not_the_mesh(mesh: Path) -> None:
    """The whole mesh is linked, so a single file finds its neighbours."""
    spoil(mesh)

    assert run("check", str(mesh / PLACES["product"])) == 1
    assert run("check", str(mesh / PLACES["contract"])) == 0
    assert run("check", str(mesh / "products/payments")) == 0


def test_subfolder_finds_its_root(mesh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder does not matter."""
    monkeypatch.chdir(mesh / "products/payments/royalties")

    assert run("check") == 0


def test_same_bytes_produce_the_same_report(mesh: Path) -> None:
    """Whatever the hash seed, the locale, the folder's name or the number of processes."""
    spoil(mesh)
    spoil(mesh, "contract", "logicalType: timestamp", "logicaltype: timestamp")
    seen = set()
    for seed, jobs, locale in (("1", "1", "C"), ("2", "2", "C.UTF-8"), ("3", "8", "POSIX")):
        done = subprocess.run(
            [sys.executable, "-m", "meshwright", "check", "--format", "json", "--jobs", jobs],
            cwd=mesh,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            capture_output=True,
            check=False,
        )
        seen.add((done.returncode, done.stdout))

    assert len(seen) == 1


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=600), st.sampled_from(sorted(PLACES)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_cause_no_crash(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, offset: int, template: str
) -> None:
    """Noise in any file results in 0, 1 or the 2 of a configuration, never in a bug, and in time."""
    folder = tmp_path_factory.mktemp("noise")
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    target = folder / PLACES[template]
    data = target.read_bytes()
    target.write_bytes(data[:offset] + noise + data[offset:])
    with within(2):
        done = main(["check", str(folder), "--format", "json"])

    assert done in ((0, 1, 2) if template == "mesh" else (0, 1))


def test_unmarked_folders_belong_to_one_mesh(mesh: Path) -> None:
    """Two folders without a marked root above them are linked together; two marked ones are not."""
    (mesh / "governance/mesh.yaml").unlink()

    assert run("check", str(mesh / "products"), str(mesh / "governance")) == 0
    shutil.copytree(MINIMAL, mesh / "other")
    assert run("check", str(mesh / "products"), str(mesh / "other")) == 2


def test_empty_path_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """An unset variable in a script must not check the current folder."""
    assert run("check", "") == 2
    assert "an argument is empty" in capsys.readouterr().err
