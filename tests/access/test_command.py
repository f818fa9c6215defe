"""`meshwright access` as users run it, on the mesh of a clinic."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from clinic import files
from exit_codes import exit_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORT = "care/ward/stays@1"
CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
DAY = "2026-11-22"
DIAGNOSIS = "diagnosis, logicalType: string, classification:"


def written(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """Write the clinic after edits: a file, a text in it, its replacement."""
    for path, data in files().items():
        text = data.decode()
        for _, old, new in (each for each in edits if each[0] == path):
            assert old in text
            text = text.replace(old, new)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return written(tmp_path / "clinic")


def run(*arguments: str) -> int:
    """Run the program in this process; argparse ends with an exception."""
    return exit_code("access", *arguments)


def asked(mesh: Path, *arguments: str, day: str = DAY) -> int:
    return run(*arguments, "--mesh", str(mesh), "--on", day)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("who-port", ("who", PORT)),
        ("who-field", ("who", f"{PORT}/stays/patient/surname")),
        ("what-role", ("what", "nurse")),
        ("what-two", ("what", "researchers", "billing")),
        ("what-product", ("what", "care/study")),
    ],
)
def test_answers_have_their_reasons(
    name: str,
    arguments: tuple[str, ...],
    clinic: Path,
    capsys: pytest.CaptureFixture[str],
    golden: Callable[[str, str], None],
) -> None:
    """They show what is read, for which reason, and why the rest is not."""
    assert asked(clinic, *arguments) == 0
    golden(capsys.readouterr().out, f"golden/{name}.txt")


EDITS = {
    "level": ("governance/classifications.yaml", "{name: open}", "{name: open, grants: agreement}"),
    "mask": ("governance/classifications.yaml", "kind: year", "kind: nullify"),
    "clearance": ("governance/roles.yaml", "clearance: open", "clearance: clinical"),
    "group": ("governance/roles.yaml", "group: researchers", "group: everybody"),
    "rows": (CONTRACT, "ward in wards", "ward = ward"),
    "agreement": ("products/care/ward/agreements/bed-board.yaml", "2027-02-28", "2027-06-30"),
    "field": (CONTRACT, f"{DIAGNOSIS} clinical", f"{DIAGNOSIS} open"),
    "retired": (CONTRACT, "status: active", "status: retired"),
    "product": ("products/care/ward/product.odps.yaml", "status: active", "status: retired"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_plans_show_grants_and_revocations(
    name: str,
    clinic: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    golden: Callable[[str, str], None],
) -> None:
    """Whichever document changes, with the days and the causing edit."""
    head = written(tmp_path / "head", EDITS[name])

    assert run("plan", str(clinic), str(head), "--mesh", str(head), "--on", DAY) == 1
    golden(capsys.readouterr().out.replace(str(tmp_path), "…"), f"golden/plan-{name}.txt")


def test_a_deleted_agreement_is_revoked_from_its_first_day_on(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = written(tmp_path / "head")
    (head / "products/care/ward/agreements/bed-board.yaml").unlink()

    assert run("plan", str(clinic), str(head), "--mesh", str(head), "--on", DAY) == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("- service account bed-board reads less of care/ward/stays@1: 4 columns absent")
    assert line.endswith("from 2026-12-01 until 2027-02-28")


def test_the_plan_of_equal_revisions_is_empty(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = written(tmp_path / "head", (CONTRACT, "id: ward.stays", "id: ward.stays # a comment"))

    assert run("plan", str(clinic), str(head), "--mesh", str(head), "--on", DAY) == 0
    assert capsys.readouterr().out.startswith("no access changes, from")


def test_plans_are_refused_while_documents_are_broken(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise a mistake in a date would revoke access; an option overrides this."""
    broken = ("products/care/ward/agreements/bed-board.yaml", "2027-02-28", "2027-02-30")
    head = written(tmp_path / "head", broken)
    sides = (str(clinic), str(head), "--mesh", str(head), "--on", DAY)

    assert run("plan", *sides) == 2
    assert (
        f"broken or duplicate documents, on which access may depend: {broken[0]}" in capsys.readouterr().err
    )
    assert run("plan", *sides, "--accept-broken") == 1
    assert "agreement bed-board is removed, or no longer effective" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("who", "care/ward/stay@1"), "did you mean `care/ward/stays@1`?"),
        (("who", f"{PORT}/stays/patients"), "did you mean"),
        (("what", "nurces"), "did you mean `nurses`?"),
        (("what", "\x1b[31m"), "names a reader"),
        (("who",), "the following arguments are required: ADDRESS"),
        (("whom", PORT), "invalid choice"),
        (("who", PORT, "--on", "soon"), "--on"),
        (("who", PORT, "--on", "2026-02-30"), "--on"),
    ],
)
def test_wrong_input_is_refused_with_a_suggestion(
    arguments: tuple[str, ...], words: str, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, "--mesh", str(clinic)) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert "\x1b" not in shown.err
    assert shown.out == ""


def test_json_has_all_fields(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(clinic, "who", PORT, "--format", "json") == 0
    content = json.loads(capsys.readouterr().out)

    assert [each["identities"][0]["name"] for each in content["readers"]] == [
        "billing", "crisis-team", "nurses", "researchers", "study-runner", "bed-board",
    ]  # fmt: skip
    assert content["withheld"][0]["reason"] == "expected `access: read`, found `write`"
    assert content["owners"] == [
        {"identity": {"kind": "serviceAccount", "id": "ward-owner", "name": "ward-owner"}, "of": "team:ward-squad"}
    ]  # fmt: skip
