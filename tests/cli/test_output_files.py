"""`check --output-file` and `--statistics`: several formats in one run, and counts by rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archives import write
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
CONTRACT = b"apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: activ\nnam: x\nnam2: x\ntags: 7\n"


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with mistakes, in which the program runs."""
    monkeypatch.chdir(write({"a.odcs.yaml": CONTRACT}, tmp_path / "mesh"))
    return tmp_path / "mesh"


def test_each_file_has_the_output_of_its_format(mesh: Path, capsys: Capture) -> None:
    """The exit code and standard output are the same as without them."""
    printed = {}
    for name in ("json", "sarif", "junit"):
        assert main(["check", "--format", name]) == 1
        printed[name] = capsys.readouterr().out
    assert main(["check"]) == 1
    text = capsys.readouterr().out
    (mesh / "b.sarif").write_text("old")

    files = ("json=a.json", "sarif=b.sarif", "junit=c.xml")
    assert main(["check", *(each for file in files for each in ("--output-file", file))]) == 1
    assert capsys.readouterr().out == text
    assert {
        name: (mesh / path).read_text() for name, _, path in (each.partition("=") for each in files)
    } == printed
    assert sorted(path.name for path in mesh.iterdir()) == ["a.json", "a.odcs.yaml", "b.sarif", "c.xml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("jso=a",), "`--output-file jso=a` does not begin with a format; did you mean `json`?"),
        (("json",), "`--output-file json` names no file; write `json=PATH`"),
        (("json=a.odcs.yaml",), "`a.odcs.yaml` is a file of the mesh; write the report elsewhere"),
        (("json=link.json",), "`link.json` is a file of the mesh; write the report elsewhere"),
        (("json=a", "sarif=./a"), "`./a` would be written twice; name another file"),
        (("json=none/a.json",), "`none/a.json` cannot be written: No such file or directory"),
    ],
)
def test_unwritable_file_is_reported(
    mesh: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    """And no file of the mesh is ever lost."""
    (mesh / "link.json").symlink_to("a.odcs.yaml")

    assert main(["check", *(each for file in arguments for each in ("--output-file", file))]) == 2
    assert capsys.readouterr().err == f"meshwright: {words}\n"
    assert (mesh / "a.odcs.yaml").read_bytes() == CONTRACT


@pytest.mark.usefixtures("mesh")
def test_statistics_count_by_rule(capsys: Capture) -> None:
    """The exit code is the same, and other formats contain their own counts."""
    assert main(["check", "--statistics"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["      2  error    unknown-key (2 with a fix)", "      1  error    wrong-type"]
    assert lines[-1].startswith("3 errors")
    assert main(["check", "--statistics", "--format", "json"]) == 2
    assert capsys.readouterr().err == "meshwright: `--statistics` prints text; leave out `--format json`\n"


@pytest.mark.usefixtures("mesh")
def test_json_in_a_file_is_json(mesh: Path) -> None:
    """Whatever is printed."""
    assert main(["check", "--statistics", "--output-file", "json=a.json"]) == 1
    assert json.loads((mesh / "a.json").read_text())["summary"]["errors"] == 3
