"""Changes of approvers are reported: teams gain members, and registered items get other owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from approving import CONTRACT, GOVERNANCE, Capture, Edit, base, edited, named, needed, run, sides
from mesh_of import PLACES

if TYPE_CHECKING:
    from pathlib import Path

TEAMS, DOMAINS, SYSTEMS = PLACES["teams"], PLACES["domains"], PLACES["systems"]
ENTITY = "governance/entities/artist.yaml"
ARTIST = """\
apiVersion: meshwright/v1
kind: Entity
name: artist
definition: A person or group credited for a recording.
steward: player-squad
identifier: {scheme: isni, logicalType: string, examples: ["0000000121032683"]}
"""
SQUAD = ("owner", ("player-squad",), "team:player-squad")
INES = "  - username: ines.holm\n    name: Ines Holm\n    role: owner\n"
EVE = "  - {username: eve, role: owner}\n"
TEAM = "---\napiVersion: meshwright/v1\nkind: Team\nname: %s\nmembers: [{username: %s, role: owner}]\n"


def start() -> dict[str, bytes]:
    """Return a mesh in which two people are in one team, and an artist has a steward."""
    return edited(
        base(), (TEAMS, INES, f"{INES}  - {{username: bob, role: developer}}\n"), (ENTITY, "", ARTIST)
    )


def owner(of: str) -> tuple[str, tuple[str, ...], str]:
    """Return the squad as the former owner of an item."""
    return ("owner", ("player-squad",), of)


GIVEN: dict[str, tuple[Edit, set[Any]]] = {
    "an owner more": ((TEAMS, INES, INES + EVE), {SQUAD}),
    "a member more": ((TEAMS, INES, INES + EVE.replace("owner", "developer")), {SQUAD}),
    "a member without a role": ((TEAMS, INES, INES + "  - {username: eve}\n"), {SQUAD}),
    "another account": ((TEAMS, "ines.holm", "eve"), {SQUAD}),
    "a member who becomes the owner": ((TEAMS, "role: developer", "role: owner"), {SQUAD}),
    "a member of a team without owners": (
        (TEAMS, "[{username: cyd}]", "[{username: cyd}, {username: eve}]"),
        {GOVERNANCE},
    ),
    "a second document of a team": ((TEAMS, "", TEAM % ("player-squad", "eve")), {SQUAD}),
    "another name of a team": ((TEAMS, "name: player-squad", "name: auditors"), {SQUAD, GOVERNANCE}),
    "a new team with an account of another": ((TEAMS, "", TEAM % ("x", "Bob")), {GOVERNANCE}),
    "another owner of a domain": (
        (DOMAINS, "owner: player-squad", "owner: growth"),
        {owner("domain:player"), GOVERNANCE},
    ),
    "another owner of a system": (
        (SYSTEMS, "owner: player-squad", "owner: growth"),
        {owner("system:player-backend"), GOVERNANCE},
    ),
    "a system without owner": (
        (SYSTEMS, "owner: player-squad\n", ""),
        {owner("system:player-backend"), GOVERNANCE},
    ),
    "another steward": (
        (ENTITY, "steward: player-squad", "steward: growth"),
        {owner("entity:artist"), GOVERNANCE},
    ),
}


@pytest.mark.parametrize("what", GIVEN)
def test_change_of_approvers_needs_their_approval(what: str, tmp_path: Path, capsys: Capture) -> None:
    """An owner of the team in the base, or governance; `impact` ends with 1."""
    edit, approvers = GIVEN[what]

    code, approvals = needed(tmp_path, start(), edited(start(), edit), capsys)

    assert (code, named(approvals)) == (1, approvers)
    assert not any(each["statedByChange"] for one in approvals for each in one["approvers"])


TAKEN: dict[str, Edit] = {
    "a member who leaves": (TEAMS, "  - {username: bob, role: developer}\n", ""),
    "an owner who becomes a member": (TEAMS, "    role: owner", "    role: developer"),
    "the name of a person": (TEAMS, "name: Ines Holm", "name: Ines Holm-Berg"),
    "the role of a member": (TEAMS, "role: developer", "role: analyst"),
    "a case of letters": (TEAMS, "ines.holm", "Ines.Holm"),
    "a channel": (TEAMS, '"#player-data"', '"#player-help"'),
    "a new team of new people": (TEAMS, "", TEAM % ("x", "xenia")),
    "the purpose of a domain": (DOMAINS, "Plays audio", "Plays all audio"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_change_without_a_new_approver_needs_no_approval(what: str, tmp_path: Path, capsys: Capture) -> None:
    """Leaving or changing a name grants nothing."""
    assert needed(tmp_path, start(), edited(start(), TAKEN[what]), capsys) == (0, [])


def test_team_is_notified_of_a_leaving_member(tmp_path: Path, capsys: Capture) -> None:
    text = run(capsys, "diff", *sides(tmp_path, start(), edited(start(), TAKEN["a member who leaves"])))[1]

    assert "team `player-squad` must be notified" in text


def test_unregistered_team_of_the_base_needs_governance(tmp_path: Path, capsys: Capture) -> None:
    """Registering it appoints approvers."""
    before = edited(start(), (CONTRACT, "firstLevelApprovers: privacy", "firstLevelApprovers: legal"))
    after = edited(before, (TEAMS, "", TEAM % ("legal", "eve")))

    assert named(needed(tmp_path, before, after, capsys)[1]) == {GOVERNANCE}


@pytest.mark.parametrize(
    ("approved", "code"), [("@bob", 1), ("@eve", 1), ("@cyd", 1), ("@ines.holm", 0), ("player-squad", 0)]
)
def test_owner_of_the_team_approves_its_members(
    approved: str, code: int, tmp_path: Path, capsys: Capture
) -> None:
    """No other member can, nor the added one."""
    both = sides(tmp_path, start(), edited(start(), GIVEN["an owner more"][0]))

    assert run(capsys, "approvals", *both, "--approved-by", approved)[0] == code


def test_unreadable_members_are_doubt(tmp_path: Path, capsys: Capture) -> None:
    """They may be anyone."""
    after = edited(
        start(), (TEAMS, f"members:\n{INES}  - {{username: bob, role: developer}}\n", "members: eve\n")
    )

    assert run(capsys, "approvals", *sides(tmp_path, start(), after))[0] in (1, 2)
