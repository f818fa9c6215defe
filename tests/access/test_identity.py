"""Directory exports become groups outside of Git, with hashes of members, and ambiguous ones are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from directory_exports import ALL, CSV, LDIF, imported, reported, scim, scim_group
from meshwright.analysis.access.directory import found_in
from meshwright.analysis.access.identities import Identity, IdentityKind
from meshwright.cli.main import main
from meshwright.workspace import directory_file
from meshwright.workspace.directory_file import expanded, kept
from meshwright.workspace.directory_reading import DirectoryError, read_directory
from repositories import git

if TYPE_CHECKING:
    from pathlib import Path


USERS = [{"value": "u1", "type": "User"}, {"value": "g2", "type": "Group"}]


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (
            "scim",
            scim(
                scim_group("g1", *USERS, {"value": "u9"}),
                scim_group("g2", {"value": "u2"}),
                {"id": "u9", "userName": "left", "active": False},
            ),
        ),
        ("ldif", LDIF.encode()),
        ("ldif", LDIF.replace("\n", "\r\n").encode()),
        ("csv", f"{CSV}g1,g-g1,u1,user,\ng1,g-g1,g2,group,false\ng2,g-g2,u2,,\n".encode()),
    ],
)
def test_groups_include_members_of_nested_groups(form: str, data: bytes) -> None:
    """Disabled accounts do not count."""
    outer, inner = expanded(read_directory(data, form))

    assert (len(outer.members), len(inner.members)) == (2, 1)
    assert inner.members < outer.members


def test_hashes_of_two_runs_have_nothing_in_common() -> None:
    groups = read_directory(scim(scim_group("g", {"value": "u1"})), "scim")

    assert expanded(groups)[0].members.isdisjoint(expanded(groups)[0].members)


def test_members_of_a_disabled_nested_group_do_not_count() -> None:
    inner = {**scim_group("g2", {"value": "u2"}), "active": False}
    groups = expanded(read_directory(scim(scim_group("g1", *USERS), inner), "scim"))

    assert [len(each.members) for each in groups] == [1, 1]


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        ("scim", b"\xff\xfe", "line 1: not UTF-8"),
        ("scim", b'{"a":\0}', "line 1: unexpected NUL character"),
        ("scim", b"[" * 200_000, "line 1: nested too deeply"),
        ("scim", b'{"totalResults": 1' + b"0" * 5000 + b"}", "line 1: a number is too long"),
        ("scim", b"{\n}}", "line 2: not JSON"),
        ("scim", b"[]", "not a SCIM ListResponse"),
        ("scim", b'{"id": 1, "ID": 2}', "an object has a duplicate key (ignoring case) among id"),
        ("scim", scim(scim_group("a"), totalResults=7), "export all pages"),
        ("scim", scim(3), "Resources[0]: expected a JSON object"),  # type: ignore[arg-type]
        ("scim", scim({"displayName": "x"}), "Resources[0]: missing id"),
        (
            "scim",
            scim(scim_group("a"), scim_group("a", name="b")),
            "Resources[1]: Resources[0] has the same id",
        ),
        ("scim", scim(scim_group("a", name="N"), scim_group("b", name="n")), "the same name except for case"),
        (
            "scim",
            scim(scim_group("a", {"value": "z", "type": "Group"})),
            "members[0]: group `z` is not in the export",
        ),
        ("scim", scim(scim_group("a", "u")), "Resources[0].members[0]: expected a JSON object"),
        (
            "scim",
            scim(scim_group("a", name="x\x1b[31m")),
            "Resources[0]: displayName has a control character",
        ),
        ("scim", scim(scim_group("a" * 2000)), "more than 1,024 characters"),
        ("scim", scim({**scim_group("a"), "active": "no"}), "`active` must be true or false"),
        ("ldif", b"dn: cn=a\nchangetype: delete\n", "line 2: changes, and values by URL,"),
        ("ldif", b"dn: cn=a\njpegPhoto:< file:///etc/passwd\n", "line 2: changes, and values by URL,"),
        ("ldif", b"\n\ncn: a\n", "line 3: an entry has no dn"),
        ("ldif", b"dn: cn=a\nnonsense\n", "line 2: expected `attribute: value`"),
        ("ldif", b"dn: cn=a\nobjectClass: group\ncn: a\n", "line 1: missing entryUUID"),
        ("ldif", b"dn: cn=a\nmember:: ???\n", "line 2: the base64 value of `member`"),
        ("scim", scim({"userName": "x"}), "Resources[0]: missing id"),
        ("scim", scim({"userName": "", "id": "u"}), "Resources[0]: missing userName"),
        ("scim", scim({"userName": "x", "id": "u", "emails": "x@y"}), "`emails` is not a list"),
        ("scim", scim({"userName": "x", "id": "u", "emails": [{}]}), "missing value of `emails`"),
        ("scim", scim({"userName": "x", "id": "u", "name": 3}), "`name` is not an object"),
        (
            "scim",
            scim({"userName": "x", "id": "u"}, {"userName": "x", "id": "u", "active": False}),
            "Resources[1]: Resources[0] has the same user in a different state",
        ),
        ("ldif", b"dn: uid=a\nmail:: ???\n", "line 2: the base64 value of `mail`"),
        ("csv", b"", "line 1: the columns must be"),
        ("csv", f"{CSV}a,b\n".encode(), "line 2: expected 5 values, found 2"),
        ("csv", f'{CSV}"a,b\n'.encode(), "line 2: not CSV"),
        ("csv", f"{CSV}a,b,c,robot,\n".encode(), "line 2: `member_kind` must be"),
        (
            "csv",
            f"{CSV}a,b,c,,\na,x,d,,\n".encode(),
            "line 3: group `a` has a different name or state in line 2",
        ),
        ("csv", f"{CSV}a,b,a,group,\n".encode(), "groups contain each other: `b` > `b`"),
        (
            "csv",
            f"{CSV}a,x,b,group,\nb,y,c,group,\nc,z,b,group,\n".encode(),
            "contain each other: `y` > `z` > `y`",
        ),
    ],
)
def test_hostile_exports_are_refused_with_a_location(form: str, data: bytes, words: str) -> None:
    with pytest.raises(DirectoryError) as refused:
        expanded(read_directory(data, form))
    assert words in str(refused.value)


def test_a_long_chain_of_groups_is_expanded() -> None:
    rows = "".join(f"{each},n{each},{each + 1},group,\n" for each in range(5000))
    groups = expanded(read_directory(f"{CSV}{rows}5000,last,u,,\n".encode(), "csv"))

    assert all(len(each.members) == 1 for each in groups)


def test_no_file_that_git_may_track_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ignored files and those outside are; a file with other content is never replaced."""
    repository = tmp_path / "mesh"
    repository.mkdir()
    git(repository, "init", "-q")
    (repository / ".gitignore").write_text("*.local\n")
    (tmp_path / "notes.txt").write_text("mine")

    assert imported(tmp_path, "a,b,c,,\n", repository / "groups.json") == 2
    assert "is in a Git repository and is not ignored" in capsys.readouterr().err
    assert not (repository / "groups.json").exists()
    assert imported(tmp_path, "a,b,c,,\n", repository / "groups.local") == 0
    assert imported(tmp_path, "a,b,d,,\n", repository / "groups.local") == 0
    assert imported(tmp_path, "a,b,c,,\n", tmp_path / "notes.txt") == 2
    assert (tmp_path / "notes.txt").read_text() == "mine"
    (tmp_path / "link").symlink_to(repository / "groups.json")
    assert imported(tmp_path, "a,b,c,,\n", tmp_path / "link") == 2
    assert imported(tmp_path, "a,b,c,,\n", tmp_path / "gone" / "x") == 2


def test_persons_are_not_in_the_file(tmp_path: Path) -> None:
    assert imported(tmp_path, "a,b,amara.okafor@example.org,,\n", tmp_path / "out") == 0
    text = (tmp_path / "out").read_text()

    assert "amara" not in text
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    (group,) = kept(str(tmp_path / "out")).groups
    assert (group.id, group.name, len(group.members)) == ("a", "b", 1)


def test_groups_have_no_answers_if_their_names_match(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reported(tmp_path, ALL, capsys) == (
        0,
        "all groups match the documents\npeople were not compared, because the import had no users\n",
    )


def test_the_report_names_groups_but_no_persons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "g-17,ward-nurses,u1,,\n1,Researchers,u1,,\n2,billing,u1,,true\n3,crisis-team,,,\n4,nurses,u1,,\n"
    code, text = reported(tmp_path, rows, capsys)

    assert code == 1
    assert text.splitlines()[:-2] == [
        "disabled-group: group `billing` is disabled, so its members cannot read anything (governance/roles.yaml:19)",
        "empty-group: group `crisis-team` has no members (policies/break-glass/inc-9.yaml:4)",
        "renamed-group: group `nurses` is now called `ward-nurses`; its id is still `g-17` (governance/roles.yaml:4)",
        "unknown-group: the directory has no group `researchers`; `Researchers` has id `1` (governance/roles.yaml:12)",
    ]


def test_a_group_is_unknown_wherever_documents_name_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its id, or only by its name."""
    start = "apiVersion: meshwright/v1\nkind: AccessAgreement\nport: care/ward/stays@1\nrole: nurse\n"
    end = "purpose: care\nconsumer: {team: ward-squad, use: x}\nexpires: '2027-01-01'\n"
    named = [
        f"{start}principal: {{kind: group, {each}}}\n{end}" for each in ("name: nurses", "name: n, id: g-17")
    ]
    _, text = reported(tmp_path, ALL.replace("g-17,nurses", "g-18,other"), capsys, more="---\n".join(named))

    assert text.splitlines()[0] == (
        "unknown-group: the directory has no group `nurses` with id `g-17` "
        "(governance/roles.yaml:4, governance/more.yaml:14, governance/more.yaml:5)"
    )


def test_a_stated_id_is_compared_even_if_a_role_has_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = (
        "apiVersion: meshwright/v1\nkind: AccessAgreement\nport: care/ward/stays@1\nrole: nurse\n"
        "principal: {kind: group, name: nurses, id: WRONG-9}\n"
        "purpose: care\nconsumer: {team: ward-squad, use: x}\nexpires: '2027-01-01'\n"
    )
    code, text = reported(tmp_path, ALL, capsys, more=more)

    assert code == 1
    assert text.splitlines()[0] == (
        "unknown-group: the directory has no group `nurses` with id `WRONG-9`; `nurses` has id `g-17` "
        "(governance/more.yaml:5)"
    )


ESCAPED = """\
dn: cn=a,dc=x
objectClass: groupOfNames
entryUUID: g-1
cn: a
cn: nurses
member: cn=Berg\\, Ada, ou=people,dc=x
member: cn=\\C3\\A9,ou=people,dc=x
member: cn=b\\\\2C,ou=people,dc=x

dn: cn=Berg\\2C Ada,ou=people,dc=x
objectClass: person
uid: berg
userAccountControl: 514

dn: cn=\u00c9,ou=people,dc=x
objectClass: person
uid: e
userAccountControl: 514

dn: cn=b\\,ou=people,dc=x
objectClass: person
uid: b
userAccountControl: 514
"""


def test_escaped_characters_of_a_distinguished_name_are_compared() -> None:
    """A comma and a letter that are escaped in two ways are equal; an escaped backslash before 2C is not a comma."""
    (group,) = expanded(read_directory(ESCAPED.encode(), "ldif"))

    assert len(group.members) == 1


def test_a_group_of_ldif_has_all_its_names(tmp_path: Path) -> None:
    (tmp_path / "a.ldif").write_text(ESCAPED, encoding="utf-8")
    arguments = ["import", str(tmp_path / "a.ldif"), "--to", str(tmp_path / "out")]
    assert main(["access", "identity", *arguments]) == 0

    (group,) = kept(str(tmp_path / "out")).groups
    assert group.names == ("a", "nurses")
    assert found_in(Identity(IdentityKind.GROUP, "nurses", "nurses"), (group,)) is group
    double = ESCAPED + "\ndn: cn=c,dc=x\nobjectClass: groupOfNames\nentryUUID: g-2\ncn: c\ncn: Nurses\n"
    with pytest.raises(DirectoryError, match="the same name except for case"):
        read_directory(double.encode(), "ldif")


def test_persons_with_several_groups_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = reported(tmp_path, ALL + "1,researchers,u1,,\n1,researchers,u3,,\n2,billing,u1,,\n", capsys)

    assert code == 0
    assert "several-groups: 1 person is in `billing` and `nurses` and `researchers`" in text
    assert "several-groups: 1 person is in `billing` and `researchers`" in text


@pytest.mark.parametrize(
    "content", ["", "{}", '{"format": "meshwright-directory/1", "groups": [3]}', "[" * 100_000]
)
def test_other_files_are_not_a_directory(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_text(content)

    assert main(["access", "identity", "report", str(tmp_path / "x"), "--mesh", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_device_without_an_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its size is 0, whatever can be read of it; a link to it can be committed."""
    monkeypatch.setattr(directory_file, "MOST_BYTES", 1_000)
    (tmp_path / "x").symlink_to("/dev/zero")

    assert main(["access", "identity", "report", str(tmp_path / "x"), "--mesh", str(tmp_path)]) == 2
    assert "has more than 1,000 bytes" in capsys.readouterr().err
