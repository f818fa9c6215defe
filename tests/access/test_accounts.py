"""Persons in documents are compared with the accounts of a directory, whose names are not stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from directory_exports import ALL, LDIF, imported, reported, scim, scim_group
from meshwright.cli.main import main
from meshwright.workspace.directory_file import accounts_of, kept
from meshwright.workspace.directory_reading import DirectoryError, read_directory, with_users

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.analysis.access.accounts import Accounts

USERS = "u1,ines.costa,,\nu2,amara,Amara.Okafor@clinic.example,\nu3,left,,true\nu4,rosa,,\n"
OWNERLESS = (
    "team-without-account: no member of team `night-squad` has an enabled account; it owns Domain `care` "
    "(governance/more.yaml:5)"
)
TEAMS = """\
apiVersion: meshwright/v1
kind: Team
name: night-squad
members:
  - {username: LEFT, role: data product owner}
  - {username: gone, role: Data Steward}
---
apiVersion: meshwright/v1
kind: Domain
name: care
purpose: Care.
owner: night-squad
---
apiVersion: meshwright/v1
kind: Team
name: day-squad
members:
  - {username: amara.okafor}
  - {username: "@Rosa"}
  - {username: "${MEMBER}"}
---
apiVersion: meshwright/v1
kind: Team
name: templated-squad
members:
  - {username: "${LEAD}"}
"""


def accounts(*users: dict[str, Any]) -> Accounts:
    found = accounts_of(read_directory(scim(*users), "scim"))
    assert found is not None
    return found


def user(key: str, name: str, *mails: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "userName": name, "emails": [{"value": each} for each in mails], **more}


def test_an_account_is_found_by_each_of_its_names() -> None:
    found = accounts(user("1", "Ines", "i.costa@a.example", displayName="In\u00eas Costa"))

    names = ("ines", "@ines", " INES ", "I.Costa@A.example", "i.costa", "Ine\u0302s Costa")
    assert [found.state(each) for each in names] == ["enabled"] * 6
    assert found.state("costa") == "unknown"


def test_a_mail_without_its_domain_names_an_account_only_if_no_other_has_it() -> None:
    found = accounts(user("1", "a", "ines@a.example"), user("2", "b", "ines@b.example", active=False))

    assert [found.state(each) for each in ("ines", "ines@a.example", "ines@b.example")] == [
        "unknown",
        "enabled",
        "disabled",
    ]


def test_a_name_of_an_enabled_account_is_not_disabled() -> None:
    found = accounts(user("1", "ines", active=False), user("2", "Ines"))

    assert found.state("ines") == "enabled"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"emails": [{"value": "Ada.Berg@partner.example"}]}, "disabled"),
        ({"displayName": "ada.berg"}, "disabled"),
        ({"emails": [{"value": "ada.berg"}]}, "disabled"),
        ({"userName": "ADA.BERG"}, "enabled"),
    ],
)
def test_a_user_name_means_its_account_whatever_others_are_called(more: dict[str, Any], state: str) -> None:
    left = user("1", "ada.berg", active=False)
    guest = {"id": "2", "userName": "guest77", **more}

    assert accounts(left, guest).state("ada.berg") == state
    assert accounts(guest, left).state("ada.berg") == state


def test_a_user_name_of_an_enabled_account_is_not_disabled_by_a_display_name() -> None:
    found = accounts(user("1", "ines"), user("2", "x", active=False, displayName="ines"))

    assert found.state("ines") == "enabled"


def test_a_name_of_an_enabled_and_a_disabled_account_is_unclear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only display names, local parts and mail addresses can be unclear; a mail address takes precedence over the others."""
    one, other = user("1", "a", displayName="Ada Berg"), user("2", "b", active=False, displayName="ada berg")
    shared = user("3", "c", "ada berg")
    assert accounts(one, other).state("Ada Berg") == "unclear"
    assert accounts(one, other, shared).state("Ada Berg") == "enabled"

    users = "u1,a,desk@clinic.example,\nu2,b,Desk@clinic.example,true\nu3,ines.costa,,\n"
    more = "apiVersion: meshwright/v1\nkind: Team\nname: desk\nmembers: [{username: desk@clinic.example}]\n"
    code, text = reported(tmp_path, ALL, capsys, users=users, more=more)
    assert code == 1
    assert text.splitlines()[1] == (
        "unclear-account: member `desk@clinic.example` is unclear: both an enabled and a disabled account have this name "
        "(governance/more.yaml:4)"
    )
    assert "team-without-account" not in text


LOCKED = """\
dn: uid=ada,dc=example
objectClass: person
uid: ada
pwdAccountLockedTime: {}
"""


@pytest.mark.parametrize(
    ("time", "state"), [("000001010000Z", "disabled"), ("20261101080000Z", "enabled"), ("", "enabled")]
)
def test_a_permanently_locked_account_is_disabled(time: str, state: str) -> None:
    """A date means that it was locked for some minutes after failed attempts to sign in."""
    found = accounts_of(read_directory(LOCKED.format(time).encode(), "ldif"))

    assert found is not None
    assert found.state("ada") == state


def test_each_common_name_of_a_person_counts() -> None:
    found = accounts_of(
        read_directory(b"dn: uid=a,dc=x\nobjectClass: person\nuid: a\ncn: Ada\ncn: Ada Berg\n", "ldif")
    )

    assert found is not None
    assert [found.state(each) for each in ("a", "ada", "Ada Berg")] == ["enabled"] * 3


def test_accounts_of_ldif_are_found_by_user_name() -> None:
    contact = "\ndn: cn=Partner,dc=example\nobjectClass: contact\nmail: partner@b.example\n"
    found = accounts_of(read_directory((LDIF + contact).encode(), "ldif"))

    assert found is not None
    assert [found.state(each) for each in ("amara", "partner@b.example")] == ["enabled", "unknown"]
    assert found.unlisted == 1  # rosa


def test_an_export_of_groups_has_no_accounts() -> None:
    assert accounts_of(read_directory(scim(scim_group("g")), "scim")) is None


@pytest.mark.parametrize(
    ("data", "form", "words"),
    [
        (scim(scim_group("g")), "scim", "Resources[0]: expected a user, found a group"),
        (scim(), "scim", "the export contains no users"),
        (b"group_id\n", "csv", "line 1: the columns must be member_id, username, mail, disabled"),
        (b"member_id,username,mail,disabled\nu,,,\n", "csv", "line 2: missing username"),
        (b"member_id,username,mail,disabled\n,x,,\n", "csv", "line 2: missing member_id"),
        (
            b"member_id,username,mail,disabled\nu,x,,yes\n",
            "csv",
            "line 2: `disabled` must be `true` or `false`",
        ),
        (b"member_id,username,mail,disabled\nu,x\n", "csv", "line 2: expected 4 values, found 2"),
        (scim(user("1", "x", active=False)), "scim", "has the same user in a different state"),
    ],
)
def test_other_exports_of_users_are_refused(data: bytes, form: str, words: str) -> None:
    groups = read_directory(scim(user("1", "x")), "scim")

    with pytest.raises(DirectoryError) as refused:
        with_users(groups, data, form)
    assert words in str(refused.value)


def test_persons_who_left_are_reported_with_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = reported(tmp_path, ALL, capsys, users=USERS, more=TEAMS)

    assert code == 1
    # u3, who is disabled, was the only member of billing
    assert text.splitlines() == [
        "empty-group: group `billing` has no members (governance/roles.yaml:19)",
        "disabled-account: owner `LEFT` is disabled in the directory (governance/more.yaml:5)",
        "unknown-account: steward `gone` is not in the directory (governance/more.yaml:6)",
        OWNERLESS,
        "4 findings from the directory imported on " + text.split()[-1],
    ]


def test_members_and_approvers_of_every_document_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Members who left according to the document, teams, groups, and approvers of ended grants are not reported."""
    contract = """\
apiVersion: v3.1.0
kind: DataContract
id: more
version: "1.0.0"
status: active
team: {name: x, members: [{username: a1}, {username: past, dateOut: "2026-11-01"}, {username: a2, dateOut: "2027-01-01"}]}
roles:
  - {role: billing, access: read, firstLevelApprovers: "ward-squad, a3; none", secondLevelApprovers: billing}
customProperties: [{property: dataOwner, value: a4}]
---
apiVersion: v3.0.2
kind: DataContract
id: old
version: "1.0.0"
status: active
team: [{username: a5, role: Owner}]
servers: [{server: s, type: s3, location: x, roles: [{role: billing, access: read, firstLevelApprovers: a6}]}]
---
apiVersion: meshwright/v1
kind: Waiver
rule: missing-owner
address: care/ward
reason: x
owner: ward-squad
approvedBy: a7
expires: "2026-11-22"
---
apiVersion: meshwright/v1
kind: Waiver
rule: missing-owner
address: care/ward
reason: x
owner: ward-squad
approvedBy: over
expires: "2026-11-21"
---
apiVersion: meshwright/v1
kind: BreakGlass
port: care/ward/stays@1
principal: {kind: group, name: crisis-team}
reason: x
ticket: INC-8
approvedBy: over-too
startDate: "2026-11-20"
days: 2
"""
    _, text = reported(tmp_path, ALL, capsys, users="u9,someone,,\n", more=contract)

    found = [each.split("`")[1] for each in text.splitlines() if each.startswith("unknown-account")]
    assert sorted(found) == ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "ines.costa"]
    assert "4 members of groups had no user in the import" in text


def test_no_name_of_an_account_is_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(
        "member_id,username,mail,disabled\nu77,Amara.Okafor,amara@clinic.example,\n", encoding="utf-8"
    )
    target = tmp_path / "out"
    assert imported(tmp_path, "a,b,u77,,\n", target, "--users", str(tmp_path / "u.csv")) == 0
    text = target.read_text().casefold()

    assert not any(each in text for each in ("amara", "okafor", "clinic", "u77"))
    directory = kept(str(target))
    assert directory.accounts is not None
    assert directory.accounts.state("amara.okafor") == "enabled"
    assert directory.groups[0].members.isdisjoint(directory.accounts.enabled)


@pytest.mark.parametrize("users", ["gone.csv", "users.txt"])
def test_no_accounts_are_stored_from_unreadable_users(
    users: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "users.txt").write_text("x")

    assert imported(tmp_path, "a,b,c,,\n", tmp_path / "out", "--users", str(tmp_path / users)) == 2
    assert users in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_accounts_of_an_earlier_release_are_refused_and_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They do not show whether an enabled account only resembles a disabled one."""
    old = {"key": "00", "enabled": [], "disabled": [], "unlisted": 0}
    (tmp_path / "x").write_text(
        json.dumps({"format": "meshwright-directory/1", "groups": [], "accounts": old})
    )

    assert main(["access", "identity", "report", str(tmp_path / "x"), "--mesh", str(tmp_path)]) == 2
    assert "import the directory again" in capsys.readouterr().err
    assert imported(tmp_path, "a,b,c,,\n", tmp_path / "x") == 0


@pytest.mark.parametrize(
    "values",
    [3, {}, {"key": "zz", "enabled": [], "disabled": [], "unlisted": 0}, {"key": "00", "enabled": 3}],
)
def test_damaged_accounts_are_refused(
    values: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {"format": "meshwright-directory/1", "groups": [], "accounts": values}
    (tmp_path / "x").write_text(json.dumps(content))

    assert main(["access", "identity", "report", str(tmp_path / "x"), "--mesh", str(tmp_path)]) == 2
    assert "the accounts cannot be read" in capsys.readouterr().err
