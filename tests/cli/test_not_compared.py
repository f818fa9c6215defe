"""An unread document never counts as harmless: headline and exit code state that it was not compared.

If it is unchanged, it takes one line, and so does a document of another standard, which does not affect the exit
code.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from meshwright.cli.main import main
from meshwright.workspace import uncompared
from repositories import commit, git, start
from subjects import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
Files = dict[str, str]

CONTRACT = (
    "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
    "schema:\n  - name: t\n    properties:\n      - {name: c, logicalType: string}\n"
)
READ = {"a.odcs.yaml": CONTRACT}
OLD = "apiVersion: v2.2.2\nkind: DataContract\nuuid: 1111\nversion: 1.0.0\ndataset:\n  - table: orders\n"
NEWER = CONTRACT.replace("v3.1.0", "v9.1.0").replace("id: a", "id: b")
ODPS = "apiVersion: v7.0.0\nkind: DataProduct\nid: p\nname: p\nversion: 1.0.0\nstatus: active\n"
OURS = "apiVersion: meshwright/v7\nkind: Team\nname: t\n"
FOREIGN = {
    "Data Contract Specification": "dataContractSpecification: 1.1.0\nid: x\n",
    "Data Product Specification": "dataProductSpecification: 0.0.1\nid: x\n",
    "Fluid": 'fluidVersion: "1.0"\nid: x\n',
}


def sides(folder: Path, base: Files, head: Files) -> tuple[str, ...]:
    """Write two folders, and return the arguments that compare them."""
    for name, files in (("base", base), ("head", head)):
        write({path: text.encode() for path, text in files.items()}, folder / name)
    return "--mesh", str(folder / "head"), str(folder / "base"), str(folder / "head")


def compared(folder: Path, capsys: Capture, base: Files, head: Files) -> tuple[int, list[str]]:
    """Return the exit code of diff, impact and report, and the last lines of `diff`."""
    arguments = sides(folder, base, head)
    codes = {main([command, *arguments]) for command in ("diff", "impact")}
    capsys.readouterr()
    (mesh, where, old, new) = arguments
    codes.add(main(["report", mesh, where, "--base", old, "--head", new]))
    report = capsys.readouterr().out
    assert ("could not be compared&#58;" in report.splitlines()[2]) == (2 in codes)
    main(["diff", *arguments])
    end = capsys.readouterr().out.split("\n\n")[-1].splitlines()
    (code,) = codes
    return code, end[1:]


def test_deleted_column_in_an_old_version_ends_with_2(tmp_path: Path, capsys: Capture) -> None:
    """The contract follows ODCS 2.2.2, so its consumers are unknown."""
    files = unpacked((GOLDEN / "cases/field-v2.txtar").read_text(encoding="utf-8"))
    base, head = (
        {path.removeprefix(side): data.decode() for path, data in files.items() if path.startswith(side)}
        for side in ("base/", "head/")
    )
    assert compared(tmp_path, capsys, base, head) == (2, ["c.yaml is ODCS v2.2.2: not compared"])


@pytest.mark.parametrize(
    ("text", "what"),
    [(OLD, "ODCS v2.2.2"), (NEWER, "ODCS v9.1.0"), (ODPS, "ODPS v7.0.0"), (OURS, "Meshwright meshwright/v7")],
)
def test_unsupported_version_is_not_compared(tmp_path: Path, capsys: Capture, text: str, what: str) -> None:
    """Added, changed, removed and converted: 2; unchanged or moved: 0, and one line."""
    read, path = (
        READ,
        "b.odcs.yaml" if "Contract" in text else "b.odps.yaml" if "Product" in text else "t.yaml",
    )
    old, changed = {**read, path: text}, {**read, path: f"{text}tags: [x]\n"}
    line = f"{path} is {what}: not compared"

    assert compared(tmp_path / "new", capsys, read, old) == (2, [line])
    assert compared(tmp_path / "changed", capsys, old, changed) == (2, [line])
    assert compared(tmp_path / "gone", capsys, old, read) == (2, [f"{path} was {what}: not compared"])
    unchanged = (0, [f"not compared, and unchanged: {path} is {what}"])
    assert compared(tmp_path / "same", capsys, old, old) == unchanged
    moved = {**read, f"z/{path}": text}
    assert compared(tmp_path / "moved", capsys, old, moved) == (
        0,
        [f"not compared, and unchanged: z/{path} is {what}"],
    )


LARGE = CONTRACT + "# x\n" * 600_000
LARGE_CHANGED = LARGE.replace("logicalType: string", "logicalType: integer")
UNREAD = "b.odcs.yaml cannot be read: it is larger than 2 MiB"
UNREAD_LINE = f"{UNREAD}, so its content was not compared"


def test_file_that_is_too_large_on_both_sides_is_compared_as_a_whole(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is unchanged only if its bytes are known to be the same."""
    old, changed = {**READ, "b.odcs.yaml": LARGE}, {**READ, "b.odcs.yaml": LARGE_CHANGED}
    assert compared(tmp_path / "changed", capsys, old, changed) == (2, [UNREAD_LINE])
    same = (0, [f"not compared, and unchanged: {UNREAD}"])
    assert compared(tmp_path / "same", capsys, old, old) == same
    main(["diff", *sides(tmp_path / "changed", old, changed)])
    assert capsys.readouterr().out.startswith("1 file differs between ")

    monkeypatch.setattr(uncompared, "MOST_BYTES", len(LARGE) - 1)
    assert compared(tmp_path / "unknown", capsys, old, old) == (2, [UNREAD_LINE])


@pytest.mark.parametrize("command", ["diff", "impact", "approvals"])
@pytest.mark.parametrize("arguments", [["HEAD"], ["HEAD", "--staged"], ["HEAD~1", "HEAD"]], ids=" ".join)
def test_large_file_in_git_is_not_called_unchanged(
    command: str, arguments: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the working tree, the index and a commit."""
    for text in (CONTRACT, LARGE):
        write({"b.odcs.yaml": text.encode(), "a.odcs.yaml": CONTRACT.encode()}, tmp_path)
        start(tmp_path) if text is CONTRACT else commit(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main([command, "HEAD"]) == 0
    write({"b.odcs.yaml": LARGE_CHANGED.encode()}, tmp_path)
    git(tmp_path, "add", ".")
    if "HEAD~1" in arguments:
        commit(tmp_path)
    capsys.readouterr()

    assert main([command, *arguments]) == 2
    assert UNREAD in "".join(capsys.readouterr())


def test_changed_file_that_was_not_examined_is_named(tmp_path: Path, capsys: Capture) -> None:
    """Its marker may be beyond the part that is read; unchanged, and as a link, it takes no line."""
    hidden = LARGE.replace("kind: DataContract\n", "") + "kind: DataContract\n"
    old, changed = {**READ, "b.yaml": hidden}, {**READ, "b.yaml": hidden.replace("string", "integer")}
    line = "b.yaml was not examined: it is larger than 2 MiB, so its content was not compared"
    assert compared(tmp_path / "same", capsys, old, old) == (0, [])
    assert compared(tmp_path / "changed", capsys, old, changed) == (0, [line])
    assert compared(tmp_path / "new", capsys, READ, old) == (0, [line])
    assert compared(tmp_path / "gone", capsys, old, READ) == (0, [line])

    repository = tmp_path / "repository"
    write({path: text.encode() for path, text in old.items()}, repository)
    (repository / "more").symlink_to("/usr")
    start(repository)
    for text, lines in ((hidden, []), (changed["b.yaml"], [line])):
        (repository / "b.yaml").write_text(text)
        assert main(["diff", "--mesh", str(repository), "HEAD"]) == 0
        assert capsys.readouterr().out.splitlines()[1:] == lines


def test_each_of_several_equal_files_is_named(tmp_path: Path, capsys: Capture) -> None:
    """Files with the same content in Git are read once, and all of them are too large."""
    write(
        {**dict.fromkeys(("b.odcs.yaml", "c.odcs.yaml"), LARGE.encode()), "a.odcs.yaml": CONTRACT.encode()},
        tmp_path,
    )
    start(tmp_path)

    assert main(["check", str(tmp_path), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert [each["path"] for each in found if each["rule"] == "unreadable-file"] == [
        "b.odcs.yaml",
        "c.odcs.yaml",
    ]


@pytest.mark.parametrize("command", ["diff", "impact"])
def test_headline_states_that_an_uncompared_file_differs(
    command: str, tmp_path: Path, capsys: Capture
) -> None:
    """Whether it is added, changed or removed, alone or with others."""
    old, changed = {**READ, "b.odcs.yaml": OLD}, {**READ, "b.odcs.yaml": f"{OLD}tags: [x]\n"}
    described = {**changed, "a.odcs.yaml": f"{CONTRACT}name: a\n"}

    def headline(name: str, base: Files, head: Files) -> str:
        main([command, *sides(tmp_path / name, base, head)])
        return capsys.readouterr().out.splitlines()[0]

    for name, each in {"new": (READ, old), "changed": (old, changed), "gone": (old, READ)}.items():
        text = headline(name, *each)
        assert text.startswith("1 file differs between ")
        assert text.endswith(" and was not compared")
    two = headline("two", old, {**changed, "c.odcs.yaml": NEWER})
    assert two.startswith("2 files differ between ")
    assert two.endswith(" and were not compared")
    main([command, *sides(tmp_path / "more", old, described)])
    assert "; 1 file differs and was not compared" in capsys.readouterr().out
    assert headline("same", old, old).startswith("no differences between ")


def test_many_unchanged_files_are_one_line(tmp_path: Path, capsys: Capture) -> None:
    """A gate that always fails because of an old file would soon be switched off."""
    files = {**READ, **{f"old{number}.odcs.yaml": f"{OLD}tenant: t{number}\n" for number in range(9)}}
    code, (line,) = compared(tmp_path, capsys, files, files)
    assert code == 0
    assert line.endswith("old2.odcs.yaml is ODCS v2.2.2 and 6 more")


def test_rest_is_compared(tmp_path: Path, capsys: Capture) -> None:
    """An incomplete comparison still shows its changes, and 2 takes precedence over 1."""
    broken = CONTRACT.replace("name: c,", "name: d,")
    arguments = sides(tmp_path, READ, {"a.odcs.yaml": broken, "b.odcs.yaml": OLD})
    assert main(["diff", *arguments, "--format", "json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert [each["verdict"]["rule"] for each in found["changes"]] == ["field-removed", "field-added"]
    assert found["unread"] == ["b.odcs.yaml"]
    assert found["notCompared"] == [{"path": "b.odcs.yaml", "reason": "is ODCS v2.2.2", "incomplete": True}]


@pytest.mark.parametrize("what", sorted(FOREIGN))
def test_document_of_another_standard_is_one_line(tmp_path: Path, capsys: Capture, what: str) -> None:
    """If it is touched, it is named, and the exit code is that of the rest; if not, it is not named."""
    text = FOREIGN[what]
    other, changed = {**READ, "c.yaml": text}, {**READ, "c.yaml": f"{text}info: {{title: X}}\n"}
    line = f"c.yaml is {what}: not compared"

    assert compared(tmp_path / "new", capsys, READ, other) == (0, [line])
    assert compared(tmp_path / "changed", capsys, other, changed) == (0, [line])
    assert compared(tmp_path / "gone", capsys, other, READ) == (0, [f"c.yaml was {what}: not compared"])
    assert compared(tmp_path / "same", capsys, other, other) == (0, [])


def test_contract_converted_to_another_standard_is_removed(tmp_path: Path, capsys: Capture) -> None:
    """Its former content is compared: it is removed, and breaks its consumers."""
    head = {"a.odcs.yaml": FOREIGN["Data Contract Specification"]}
    arguments = sides(tmp_path, {**READ}, {**head, "o.odcs.yaml": CONTRACT.replace("id: a", "id: o")})
    main(["diff", *arguments, "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert ["-/a@1", "removed"] in [[each["document"], each["kind"]] for each in found["changes"]]


@pytest.mark.parametrize("is_gone", [False, True])
def test_changed_broken_file_is_not_compared(tmp_path: Path, capsys: Capture, *, is_gone: bool) -> None:
    """Even with the same length; if it is deleted, its former content is unknown; unchanged, it is one line."""
    broken = {**READ, "b.odcs.yaml": "kind: DataContract\nid: [1\n"}
    head = READ if is_gone else {**READ, "b.odcs.yaml": "kind: DataContract\nid: [2\n"}
    assert compared(tmp_path / "x", capsys, broken, head)[0] == 2
    same = compared(tmp_path / "y", capsys, broken, broken)
    assert same == (0, ["not compared, and unchanged: b.odcs.yaml does not compile"])


def test_check_of_changes_fails_for_it(tmp_path: Path, capsys: Capture) -> None:
    """A changed or new document with such a version ends `check --changed-since` with 2; an unchanged one does not count."""
    write({path: text.encode() for path, text in {**READ, "b.odcs.yaml": OLD}.items()}, tmp_path)
    start(tmp_path)
    command = ["check", str(tmp_path), "--changed-since", "HEAD"]
    assert main(command) == 0

    (tmp_path / "b.odcs.yaml").write_text(f"{OLD}tenant: x\n")
    capsys.readouterr()
    assert main(command) == 2
    told = capsys.readouterr()
    assert "`b.odcs.yaml` has an unsupported version: not compared" in told.err
    assert "1 error in" in told.out


NOTHING = {
    "foreign": {"c.yaml": FOREIGN["Data Contract Specification"]},
    "foreign and settings": {
        "c.yaml": FOREIGN["Fluid"],
        "governance/mesh.yaml": "apiVersion: meshwright/v1\nkind: Mesh\nname: m\nowner: x\n",
    },
    "old": {"b.odcs.yaml": OLD},
    "broken": {"b.odcs.yaml": "kind: [\n"},
    "all of them": {"b.odcs.yaml": OLD, "c.odcs.yaml": "kind: [\n", "d.yaml": FOREIGN["Fluid"]},
}


@pytest.mark.parametrize("command", ["check", "score"])
@pytest.mark.parametrize("files", NOTHING.values(), ids=NOTHING)
def test_check_of_only_unsupported_files_ends_with_2(
    tmp_path: Path, capsys: Capture, files: Files, command: str
) -> None:
    """In every format and for every path; severities and flags do not matter."""
    write({path: text.encode() for path, text in files.items()}, tmp_path)
    assert main([command, str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert command == "score" or "none of these documents could be checked" in told.err
    if command == "check":
        for flags in (["--ignore", "structure"], ["--format", "json"], ["--format", "sarif"]):
            assert main([command, str(tmp_path), *flags]) == 2


def test_named_files_must_include_a_supported_one(tmp_path: Path) -> None:
    """pre-commit names the files to check."""
    files = {**READ, "c.yaml": FOREIGN["Fluid"]}
    write({path: text.encode() for path, text in files.items()}, tmp_path)

    assert main(["check", str(tmp_path)]) == 0
    assert main(["check", str(tmp_path / "a.odcs.yaml")]) == 0
    assert main(["check", str(tmp_path / "c.yaml"), str(tmp_path / "a.odcs.yaml")]) == 0
    assert main(["check", str(tmp_path / "c.yaml")]) == 2


def test_score_is_complete_with_documents_of_other_standards(tmp_path: Path, capsys: Capture) -> None:
    """It is incomplete with a document of an unsupported version."""
    write({path: text.encode() for path, text in {**READ, "c.yaml": FOREIGN["Fluid"]}.items()}, tmp_path)
    assert main(["score", str(tmp_path)]) == 0

    (tmp_path / "b.odcs.yaml").write_text(OLD)
    assert main(["score", str(tmp_path)]) == 2
    assert "the answer does not cover unreadable files: b.odcs.yaml" in capsys.readouterr().err
