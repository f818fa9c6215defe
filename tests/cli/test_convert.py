"""`meshwright convert` as users run it: its outputs and refusals."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from pathlib import Path

DCS = """\
# the contract
dataContractSpecification: 1.2.1
id: orders
info:
  title: Orders   # its name
  version: 1.10
  colour: red
models:
  orders: {fields: {id: {type: string}}}
"""
ODCS = """\
kind: DataContract
apiVersion: v3.2.0
id: orders
name: Orders
version: "1.10"
schema:
  - name: orders
    properties:
      - name: id
        logicalType: string
customProperties:
  - property: colour
    value: red
"""
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a contract, in which the program runs."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "orders.yaml").write_text(DCS)
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return here


def state(folder: Path) -> dict[str, str]:
    """Return the files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def test_contract_is_printed_and_its_losses_are_listed(folder: Path, capsys: Capture) -> None:
    """Standard output has only the result; a number keeps its text."""
    code = main(["convert", "orders.yaml"])
    out, err = capsys.readouterr()

    assert (code, out, state(folder)) == (0, ODCS, {"orders.yaml": DCS})
    assert err == (
        "converted orders.yaml (Data Contract Specification 1.2.1): 2 lost, 1 changed\n"
        "  orders.yaml:1:1: lost: comment `# the contract`\n"
        "  orders.yaml:5:19: lost: comment `# its name`\n"
        "  orders.yaml:7:3: changed: `colour` became custom property `colour`\n"
    )


def test_contract_is_written_in_place_on_request(folder: Path, capsys: Capture) -> None:
    """Nothing else is touched, and a second run has nothing to convert."""
    assert main(["convert", "--write", "orders.yaml"]) == 0
    assert state(folder) == {"orders.yaml": ODCS}
    assert main(["convert", "--write", "orders.yaml"]) == 2
    assert (
        capsys.readouterr().err
        == "meshwright: `orders.yaml` is already ODCS 3.2.0; no conversion is needed\n"
    )
    assert main(["check", "--preset", "essential"]) == 0


def test_folder_of_contracts_is_written_into_another(folder: Path, capsys: Capture) -> None:
    """Files of no earlier standard are left out; names end like those of ODCS."""
    (folder / "x").mkdir()
    (folder / "x/2.json").write_text(json.dumps(parse(DCS).documents[0].value))
    (folder / "other.yaml").write_text("a: 1\n")

    assert main(["convert", ".", "--output", "new"]) == 0
    assert sorted(state(folder)) == [
        "new/2.odcs.yaml",
        "new/orders.odcs.yaml",
        "orders.yaml",
        "other.yaml",
        "x/2.json",
    ]
    assert (
        "converted ./orders.yaml (Data Contract Specification 1.2.1) into new/orders.odcs.yaml"
        in capsys.readouterr().out
    )


def test_json_stays_json(folder: Path) -> None:
    """In place, and if the name of the output ends in `.json`."""
    (folder / "a.json").write_text(json.dumps(parse(DCS).documents[0].value))

    assert main(["convert", "a.json", "--output", "b.json"]) == 0
    assert main(["convert", "a.json", "--write"]) == 0
    assert json.loads((folder / "a.json").read_text())["apiVersion"] == "v3.2.0"
    assert (folder / "a.json").read_text() == (folder / "b.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.yaml"], "`nowhere.yaml` does not exist"),
        (["empty.yaml"], "`empty.yaml` has no document; a file to convert must have exactly one"),
        (["two.yaml"], "`two.yaml` has 2 documents; a file to convert must have exactly one"),
        (["twice.yaml"], "`twice.yaml` cannot be read unambiguously; `meshwright check` shows why"),
        (["broken.yaml"], "`broken.yaml` cannot be read unambiguously; `meshwright check` shows why"),
        (["latin.yaml"], "`latin.yaml` cannot be read unambiguously; `meshwright check` shows why"),
        (["other.yaml"], "`other.yaml` is neither Data Contract Specification nor ODCS 2"),
        (["pipe.yaml"], "`pipe.yaml` is not a regular file"),
        (["large.yaml"], "`large.yaml` is larger than 2 MiB"),
        (["sub"], "no contract of Data Contract Specification or ODCS 2 in `sub`"),
        (["orders.yaml", "good.yaml"], "2 files cannot be printed as one; add `--output FOLDER` or `--write`"),
        (["orders.yaml", "--output", "other.yaml"], "`other.yaml` already exists; it is not overwritten"),
        (["orders.yaml", "other.yaml", "--write"], "`other.yaml` is neither Data Contract Specification nor ODCS 2"),
        (["orders.yaml", "sub/orders.yaml", "--output", "new"], "`sub/orders.yaml` does not exist"),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)  # fmt: skip
def test_failed_conversion_writes_nothing(
    folder: Path, capsys: Capture, arguments: list[str], words: str
) -> None:
    """One file that cannot be converted leaves all unchanged."""
    files = {
        "empty.yaml": b"",
        "two.yaml": (DCS + "---\n" + DCS).encode(),
        "twice.yaml": (DCS + "id: other\n").encode(),
        "broken.yaml": b"dataContractSpecification: [",
        "latin.yaml": b"dataContractSpecification: 1.2.1\nid: \xe9\n",
        "other.yaml": b"a: 1\n",
        "large.yaml": DCS.encode() + b"#" * 2**21,
        "good.yaml": DCS.encode(),
        "sub/no.yaml": b"a: 1\n",
    }
    (folder / "sub").mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "pipe.yaml")

    code = main(["convert", *arguments])

    assert (code, capsys.readouterr().err) == (2, f"meshwright: {words}\n")
    assert {name: (folder / name).read_bytes() for name in files} == files
    assert not (folder / "new").exists()


def test_unreadable_result_is_not_written(folder: Path, capsys: Capture) -> None:
    """Nesting at the limit becomes deeper in a custom property."""
    for depth, code in ((50, 0), (62, 2)):
        (folder / "orders.yaml").write_text(f"{DCS}x: {'{a: ' * depth}1{'}' * depth}\n")

        assert main(["convert", "orders.yaml"]) == code
    assert "it may be nested too deeply" in capsys.readouterr().err


def test_two_files_with_the_same_name_are_not_written_into_one_folder(folder: Path, capsys: Capture) -> None:
    """One would replace the other."""
    (folder / "sub").mkdir()
    (folder / "sub/orders.yml").write_text(DCS)

    assert main(["convert", "orders.yaml", "sub/orders.yml", "--output", "new"]) == 2
    assert "would both be `new/orders.odcs.yaml`" in capsys.readouterr().err
    assert not (folder / "new").exists()


def test_output_contains_no_commands_for_terminals_or_runners(folder: Path, capsys: Capture) -> None:
    """Neither the result nor the notes."""
    hostile = "\\e[31m\\n::error::x\\u202e"
    (folder / "orders.yaml").write_text(f'{DCS}"{hostile}": "{hostile}"\n')

    assert main(["convert", "orders.yaml"]) == 0
    for text in capsys.readouterr():
        assert not {"\x1b", "\u202e"} & set(text)
        assert "\n::" not in text


MARK = "dataContractSpecification: 1.2.1\n"
SECOND = "kind: DataContract\napiVersion: v2.2.2\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dataContractSpecification: [1]", "`dataContractSpecification` is a list; expected a scalar"),
        (f"{MARK}models: [1, 2]", "`models` is a list; expected a mapping"),
        (f"{MARK}models: {{m: 1}}", "model `m` is a scalar; expected a mapping"),
        (f"{MARK}info: orders", "`info` is a scalar; expected a mapping"),
        (f"{MARK}id: {{a: 1}}", "`id` is a mapping; expected a scalar"),
        (f"{SECOND}dataset: 1", "`dataset` is a scalar; expected a list or a mapping"),
        (f"{SECOND}dataset: [orders]", "item 1 of `dataset` is a scalar; expected a mapping"),
        (f"{SECOND}uuid: [1]", "`uuid` is a list; expected a scalar"),
    ],
)
def test_part_of_the_wrong_type_is_refused(folder: Path, capsys: Capture, text: str, words: str) -> None:
    """The result would not be a contract; nothing is written."""
    (folder / "orders.yaml").write_text(text)

    assert main(["convert", "--write", "orders.yaml"]) == 2
    assert capsys.readouterr().err == f"meshwright: in `orders.yaml`, {words}\n"
    assert state(folder) == {"orders.yaml": text}
