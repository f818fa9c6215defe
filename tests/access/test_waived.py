"""Documents whose errors are waived or suppressed grant no access, unless an option permits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinic import files
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
WAIVER = """\
apiVersion: meshwright/v1
kind: Waiver
rule: below-category-level
address: care/ward/stays@1/stays/patient/surname
reason: The name of a ward is not that of a person.
owner: ward-squad
approvedBy: ines.costa
expires: "2027-01-31"
"""
MESH = """\
apiVersion: meshwright/v1
kind: Mesh
name: clinic
preset: standard
"""
SURNAME = "surname, logicalType: string, classification: person"
NAME = "surname, logicalType: string, classification: open, customProperties: [{property: dataCategory, value: user.name}]"


def written(folder: Path, waiver: str = WAIVER, name: str = NAME) -> Path:
    """Write the clinic with a surname below the level of its category."""
    found = {path: data.decode() for path, data in files().items()}
    found[CONTRACT] = found[CONTRACT].replace(SURNAME, name)
    for path, text in {**found, "governance/mesh.yaml": MESH, "policies/waiver.yaml": waiver}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> int:
    return main(["access", *arguments, "--mesh", str(folder), "--on", "2026-11-22"])


COMPILE = ("compile", "--target", "cedar")


def test_a_document_with_a_waived_error_grants_no_access(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path)

    assert run(folder, *COMPILE) == 2
    assert f"waived errors: {CONTRACT} (below-category-level)" in capsys.readouterr().err
    assert run(folder, *COMPILE, "--accept-broken") == 0


def test_other_waived_findings_do_not_matter(tmp_path: Path) -> None:
    """These are not errors, belong to other groups, or do not exist."""
    assert run(written(tmp_path / "other", name=SURNAME), *COMPILE) == 0
    warning = WAIVER.replace("below-category-level", "missing-access-role")
    assert run(written(tmp_path / "warning", waiver=warning, name=SURNAME), *COMPILE) == 0


def test_a_plan_that_depends_on_a_waived_document_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan that changes nothing there is not."""
    base, head = written(tmp_path / "base"), written(tmp_path / "head")
    assert run(head, "plan", str(base), str(head)) == 0
    roles = head / "governance/roles.yaml"
    roles.write_text(roles.read_text().replace("clearance: open", "clearance: clinical"))

    assert run(head, "plan", str(base), str(head)) == 2
    assert "below-category-level" in capsys.readouterr().err
    assert run(head, "plan", str(base), str(head), "--accept-broken") == 1
