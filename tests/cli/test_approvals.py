"""The required approvers of what a change grants, and whether they have approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from approving import (
    AGREEMENT,
    APPROVED,
    AUDITOR,
    CHURN,
    CLAIMED,
    CONTRACT,
    EVERYTHING,
    GOVERNANCE,
    LADDER,
    MESH,
    OTHER,
    OWNER,
    PLAYS,
    PRODUCT,
    ROLE,
    ROLES,
    WAIVER,
    WAIVER_FILE,
    Capture,
    Edit,
    base,
    edited,
    named,
    needed,
    run,
    sides,
)
from mesh_of import PLACES

if TYPE_CHECKING:
    from pathlib import Path

CLASSIFIED = "        description: When the play began, in UTC.\n"
DEIDENTIFIED = """\
        customProperties:
          - property: deidentification
            value: {method: keyed-hash, keyOwner: player-squad}
"""
GIVEN: dict[str, tuple[tuple[Edit, ...], set[Any]]] = {
    "a new agreement on everything until 2036": (((OTHER, "", EVERYTHING),), {OWNER, ROLE}),
    "a column more": (((CHURN, "[plays/played_at]", "[plays/played_at, plays/play_id]"),), {OWNER, ROLE}),
    "all columns instead of a list": (((CHURN, "columns: [plays/played_at]\n", ""),), {OWNER, ROLE}),
    "a later end": (((CHURN, "2027-06-30", "2028-06-30"),), {OWNER, ROLE}),
    "another purpose": (((CHURN, "product-analytics", "service-improvement"),), {OWNER, ROLE}),
    "another role": (((CHURN, "role: analyst", "role: royalty-accountant"),), {OWNER}),
    "another team": (((CHURN, "team: growth", "team: payments-squad"),), {OWNER, ROLE}),
    "another use": (((CHURN, "use: churn dashboard", "use: churn report"),), {OWNER, ROLE}),
    "another port": (
        ((CHURN, PLAYS, "payments/royalties/statements@1"), (CHURN, "columns: [plays/played_at]\n", "")),
        {("owner", ("payments-squad",), "payments/royalties/statements@1")},
    ),
    "a waiver": (((WAIVER_FILE, "", WAIVER),), {CLAIMED, GOVERNANCE}),
    "a lower level": (
        ((CONTRACT, "classification: internal", "classification: public"),),
        {OWNER, GOVERNANCE},
    ),
    "no level": (((CONTRACT, "        classification: internal\n", ""),), {OWNER, GOVERNANCE}),
    "a de-identification": (
        (
            (
                CONTRACT,
                CLASSIFIED,
                f"{CLASSIFIED}{DEIDENTIFIED}",
            ),
        ),
        {OWNER, GOVERNANCE},
    ),
    "a raised clearance": (((ROLES, "clearance: confidential", "clearance: restricted"),), {GOVERNANCE}),
    "another group": (((ROLES, "group: watergarden-data-analysts", "group: everybody"),), {GOVERNANCE}),
    "one purpose more": (((ROLES, "[service-improvement, ", "[audit, service-improvement, "),), {GOVERNANCE}),
    "a new role": (((ROLES, "", AUDITOR),), {GOVERNANCE}),
    "a lower least level": (((LADDER, "minimumLevel: restricted", "minimumLevel: public"),), {GOVERNANCE}),
    "a role of the contract": (
        ((CONTRACT, APPROVED, f"{APPROVED}  - role: royalty-accountant\n    access: read\n"),),
        {OWNER},
    ),
    "an approver of a role": (
        ((CONTRACT, "firstLevelApprovers: privacy", "firstLevelApprovers: growth"),),
        {OWNER, ROLE},
    ),
    "a product handed over": (
        ((PRODUCT, "name: player-squad", "name: growth"),),
        {("owner", ("player-squad",), "player/play-events")},
    ),
    "a product handed over to who lets itself in": (
        ((PRODUCT, "name: player-squad", "name: growth"), (OTHER, "", EVERYTHING)),
        {("owner", ("player-squad",), "player/play-events"), OWNER, ROLE},
    ),
    "a mesh that somebody else owns": (((MESH, "owner: council", "owner: growth"),), {GOVERNANCE}),
}


@pytest.mark.parametrize("what", GIVEN)
def test_grants_name_their_approvers(what: str, tmp_path: Path, capsys: Capture) -> None:
    """From the base: the port's owner, the role's approvers, governance, and a waiver's claimed approver; `impact` is 1."""
    edits, approvers = GIVEN[what]
    code, approvals = needed(tmp_path, base(), edited(base(), *edits), capsys)

    assert (code, named(approvals)) == (1, approvers)
    assert not any(each["statedByChange"] for one in approvals for each in one["approvers"])


TAKEN: dict[str, tuple[Edit, ...]] = {
    "an agreement deleted": ((CHURN, AGREEMENT, ""),),
    "an earlier end": ((CHURN, "2027-06-30", "2027-01-31"),),
    "a description": ((CHURN, "", "description: For the weekly meeting.\n"),),
    "a start that is past": ((CHURN, "2026-01-15", "2026-02-15"),),
    "a description of a role": ((CONTRACT, APPROVED, f"{APPROVED}    description: Analysts.\n"),),
    "a higher level": ((CONTRACT, "classification: internal", "classification: restricted"),),
}


@pytest.mark.parametrize("what", TAKEN)
def test_change_without_a_grant_needs_no_approver(what: str, tmp_path: Path, capsys: Capture) -> None:
    """Anyone may revoke and describe."""
    after = {path: data for path, data in edited(base(), *TAKEN[what]).items() if data}

    assert named(needed(tmp_path, base(), after, capsys)[1]) == set()


@pytest.mark.parametrize("path", [CHURN, WAIVER_FILE])
def test_moved_document_needs_no_approver(path: str, tmp_path: Path, capsys: Capture) -> None:
    """An agreement or waiver in another file is the same."""
    before = edited(base(), (WAIVER_FILE, "", WAIVER))
    after = {each.replace(path, path.replace(".yaml", "-2.yaml")): data for each, data in before.items()}

    assert needed(tmp_path, before, after, capsys) == (0, [])


def test_longer_waiver_needs_approval_and_a_shorter_one_does_not(tmp_path: Path, capsys: Capture) -> None:
    """The risk is taken for longer."""
    one = edited(base(), (WAIVER_FILE, "", WAIVER))
    other = edited(one, (WAIVER_FILE, "2026-12-31", "2027-01-31"))

    assert named(needed(tmp_path / "longer", one, other, capsys)[1]) == {CLAIMED, GOVERNANCE}
    assert needed(tmp_path / "shorter", other, one, capsys) == (0, [])


def test_mesh_without_owners_is_reported(tmp_path: Path, capsys: Capture) -> None:
    """Nothing is guessed; approvers that only the change states are marked as such."""
    before = edited(base(), (MESH, "owner: council\n", ""))
    after = edited(before, (ROLES, "clearance: confidential", "clearance: restricted"))
    unstated = needed(tmp_path / "one", before, after, capsys)[1]
    stated = needed(tmp_path / "two", before, edited(after, (MESH, "", "owner: growth\n")), capsys)[1]

    assert {each["needs"] for each in unstated} == {
        "approval by governance, for which no Mesh document declares an `owner`"
    }
    assert {each["needs"] for each in stated} == {"approval by `growth` (governance, as this change states)"}


def test_claimed_approvals_are_called_claims(tmp_path: Path, capsys: Capture) -> None:
    """A waiver's approval is a claim until it is verified, in the report and the text."""
    after = edited(base(), (WAIVER_FILE, "", WAIVER), (OTHER, "", EVERYTHING))
    both = sides(tmp_path, base(), after)
    text = run(capsys, "impact", *both)[1]
    comment = run(capsys, "report", "--base", both[0], "--head", both[1], "--mesh", both[1])[1]
    shown = run(
        capsys, "report", "--base", both[0], "--head", both[1], "--mesh", both[1], "--approved-by", "privacy"
    )[1]

    assert "approved by `privacy` (claimed)" in text
    assert "it needs approval by `privacy` (claimed by the waiver) and `council` (governance)\n" in text
    assert (
        f"approval by `player-squad` (owner of `{PLAYS}`) and `privacy` (approver of role `analyst`)\n"
        in text
    )
    assert "No consumer breaks, but 2 changes need an approval" in comment
    assert "<summary>Required approvals (2)</summary>" in comment
    assert "claimed by the waiver" in comment
    assert "not approved by" not in comment
    assert "not approved by" in shown


@pytest.mark.parametrize(
    ("approved", "code"),
    [
        ((), 1),
        (("--approved-by", "privacy"), 1),
        (("--approved-by", "growth", "--approved-by", "council"), 1),
        (("--approved-by", "council", "--approved-by", "Privacy"), 0),
        (("--approved-by", "@cyd", "--approved-by", "@PIA"), 0),
        (("--approved-by", "@gil"), 1),
        (("--approved-by", "@stranger"), 1),
    ],
)
def test_forged_approval_fails(approved: tuple[str, ...], code: int, tmp_path: Path, capsys: Capture) -> None:
    """In the change that adds the waiver, before there is a finding: `privacy` and the council must have approved."""
    both = sides(tmp_path, base(), edited(base(), (WAIVER_FILE, "", WAIVER)))

    assert run(capsys, "approvals", *both, *approved)[0] == code
    assert run(capsys, "impact", *both, *approved)[0] == code


def test_change_cannot_appoint_its_approvers(tmp_path: Path, capsys: Capture) -> None:
    """Accounts approve for their teams in the base."""
    after = edited(
        base(),
        (WAIVER_FILE, "", WAIVER),
        (PLACES["teams"], "[{username: pia}]", "[{username: pia}, {username: gil}]"),
        (PLACES["teams"], "[{username: cyd}]", "[{username: cyd}, {username: gil}]"),
    )
    both = sides(tmp_path, base(), after)

    assert run(capsys, "approvals", *both, "--approved-by", "@gil")[0] == 1


def test_gate_lists_given_and_missing_approvals(tmp_path: Path, capsys: Capture) -> None:
    """From a file with one team or account per line, and comments."""
    both = sides(tmp_path, base(), edited(base(), (WAIVER_FILE, "", WAIVER)))
    file = tmp_path / "approvals"
    file.write_text("# who approved\n@pia\n\n@stranger # from outside\n")
    code, text = run(capsys, "approvals", *both, "--approvals", str(file))
    where = f"waiver:{PLAYS}: waiver added: `missing-sample` at `{PLAYS}` until 2026-12-31"

    assert code == 1
    assert text.splitlines()[:3] == [
        f"approved: `privacy` (claimed by the waiver): {where}, approved by `privacy` (claimed)",
        f"missing: `council` (governance): {where}, approved by `privacy` (claimed)",
        "account `stranger` is not in any team in the base, so its approval does not count",
    ]
    assert text.splitlines()[-1].startswith("1 of 1 change between ")


def test_change_without_required_approvals_passes(tmp_path: Path, capsys: Capture) -> None:
    """Most changes grant nothing."""
    code, text = run(capsys, "approvals", *sides(tmp_path, base(), base()))

    assert (code, text.startswith("no change between ")) == (0, True)


@pytest.mark.parametrize("content", [None, b"\xff", b"a" * 1_000_001])
def test_unreadable_file_is_not_an_approval(content: bytes | None, tmp_path: Path, capsys: Capture) -> None:
    """The exit code is 2, with one line."""
    both = sides(tmp_path, base(), base())
    if content is not None:
        (tmp_path / "approvals").write_bytes(content)

    assert run(capsys, "approvals", *both, "--approvals", str(tmp_path / "approvals")) == (2, "")


def test_unreadable_agreement_is_doubt(tmp_path: Path, capsys: Capture) -> None:
    """Its owner must review it, and the gate does not pass."""
    both = sides(tmp_path, base(), edited(base(), (CHURN, "columns: [plays/played_at]", "columns: 5")))

    assert run(capsys, "approvals", *both)[0] in (1, 2)
    assert run(capsys, "impact", *both)[0] in (1, 2)
