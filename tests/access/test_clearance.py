"""An agreement for a group is compared with the clearance of that group, even if the agreement names it differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinic import files
from mesh_of import report_on
from meshwright.finding.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Diagnostic

AGREEMENT = "products/care/ward/agreements/bed-board.yaml"
ROLES = "governance/roles.yaml"
CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
LEVELS = "governance/classifications.yaml"
ABOVE = "is cleared up to open, but reads `stays/patient/insured_no`, which is locked"


def found(folder: Path, rule: str, *edits: tuple[str, str, str]) -> list[Diagnostic]:
    """Check the clinic after replacements in its files."""
    texts = {path: data.decode() for path, data in files().items()}
    for path, old, new in edits:
        assert old in texts[path], (path, old)
        texts[path] = texts[path].replace(old, new)
    report = report_on(folder, {path: text.encode() for path, text in texts.items()})
    return [each for each in report.diagnostics if each.rule == rule]


def principal(name: str, key: str = "") -> tuple[str, str, str]:
    stated = f"{{kind: group, name: {name}{f', id: {key}' if key else ''}}}"
    return AGREEMENT, "{kind: serviceAccount, name: bed-board}", stated


WITH_ID = (ROLES, "group: researchers\n", "group: researchers\ngroupId: g-2\n")


@pytest.mark.parametrize(
    ("name", "key"),
    [("researchers-emea", "g-2"), ("researchers", "g-2"), ("researchers", "g-9"), ("researchers", "")],
)
def test_another_name_or_id_is_the_same_group(name: str, key: str, tmp_path: Path) -> None:
    """A group name with an unknown id counts, because engines know only names."""
    (one,) = found(tmp_path, "reads-above-clearance", WITH_ID, principal(name, key))

    assert (one.message, one.severity) == (f"group `{name}` {ABOVE}", Severity.ERROR)


def test_the_lower_clearance_counts_if_id_and_name_belong_to_two_groups(tmp_path: Path) -> None:
    """If a name has two ids, neither is certain."""
    twice = "group: researchers\ngroupId: g-2\n"
    other = (
        ROLES,
        "kind: Role\nname: billing",
        (
            "kind: Role\nname: guest\ngroup: researchers\ngroupId: g-3\nclearance: open\npurposes: [x]\n"
            "---\napiVersion: meshwright/v1\nkind: Role\nname: billing"
        ),
    )
    (one,) = found(
        tmp_path,
        "reads-above-clearance",
        (ROLES, "group: researchers\n", twice),
        other,
        principal("researchers", "g-17"),
    )

    assert one.message == f"group `researchers` {ABOVE}"


def test_a_group_with_several_names_has_the_clearance_of_all_its_roles(tmp_path: Path) -> None:
    same = (ROLES, "group: researchers\n", "group: researchers\ngroupId: g-17\n")

    assert not found(tmp_path, "reads-above-clearance", same, principal("researchers"))


OPENED = (LEVELS, "defaultOpenLevel: clinical", "defaultOpenLevel: open")
AGREED = (AGREEMENT, "columns: [stays/ward, stays/patient]", 'contractVersion: "1.0.0"')
CERTAIN = (AGREEMENT, "columns: [stays/ward, stays/patient]", 'contractVersion: "1.1.0"')
LATER = (
    CONTRACT,
    '{property: contractVersion, value: "1.1.0"}',
    '{property: contractVersion, value: "1.0.0"}',
)


def test_finding_that_depends_on_an_earlier_version_is_a_warning(tmp_path: Path) -> None:
    """For the current version, it is an error."""
    (sure,) = found(tmp_path / "a", "reads-above-clearance", OPENED, CERTAIN, principal("researchers"))
    (unsure,) = found(tmp_path / "b", "reads-above-clearance", OPENED, AGREED, principal("researchers"))
    (by_role,) = found(
        tmp_path / "c", "reads-above-clearance", OPENED, LATER, CERTAIN, principal("researchers")
    )
    words = ABOVE.replace("reads", "may read")

    assert (sure.message, sure.severity) == (f"group `researchers` {ABOVE}", Severity.ERROR)
    for each in (unsure, by_role):
        assert each.severity is Severity.WARNING
        assert each.message == f"group `researchers` {words}, if version 1.0.0 had it"
    assert unsure.fingerprint == sure.fingerprint


def test_a_certain_column_is_named_before_a_doubtful_one(tmp_path: Path) -> None:
    """The doubtful one has a higher level."""
    opened = (LEVELS, "defaultOpenLevel: clinical", "defaultOpenLevel: clinical")
    (one,) = found(tmp_path, "reads-above-clearance", opened, AGREED, principal("researchers"))

    assert one.severity is Severity.ERROR
    assert one.message.endswith("but reads `stays/admitted_on`, which is clinical")


def test_a_role_that_states_an_earlier_version_may_need_an_agreement(tmp_path: Path) -> None:
    (sure,) = found(
        tmp_path / "a", "restricted-without-agreement", (AGREEMENT, "role: nurse", "role: billing")
    )
    (unsure,) = found(
        tmp_path / "b", "restricted-without-agreement", LATER, (AGREEMENT, "role: nurse", "role: billing")
    )
    columns = "an agreement to read `stays/patient/surname`, `stays/patient/insured_no`, which is person"

    assert (sure.message, sure.severity) == (f"role `nurse` needs {columns}", Severity.WARNING)
    assert unsure.severity is Severity.NOTICE
    assert unsure.message == f"role `nurse` may need {columns}, if version 1.0.0 had it"


def test_columns_that_join_without_an_agreement_are_certain(tmp_path: Path) -> None:
    """The columns that a role certainly includes are named, the others counted."""
    levels = (LEVELS, "{name: clinical, mask", "{name: clinical, grants: agreement, mask")
    other = (AGREEMENT, "role: nurse", "role: researcher")
    all_found = found(tmp_path, "restricted-without-agreement", levels, LATER, other)
    (one,) = (each for each in all_found if "`nurse`" in each.message)

    assert one.severity is Severity.WARNING
    assert one.message == (
        "role `nurse` needs an agreement to read `stays/admitted_on`, `stays/diagnosis`, which is clinical, and may "
        "need one to read 2 more, if version 1.0.0 had them"
    )
