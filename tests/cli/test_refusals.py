"""Refusals take one or two lines that state the next step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import _parser, main
from repositories import commit, git

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

PRODUCT = """\
apiVersion: v1.0.0
kind: DataProduct
id: {name}
name: {name}
domain: ward
status: active
{ports}"""
PORTS = """\
outputPorts:
  - name: stays
    version: 1.0.0
    contractId: {name}.stays
"""
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {name}.stays
version: 1.0.0
status: active
schema:
  - name: stays
    properties:
      - name: stay
        logicalType: {type}
"""


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository in which a product and a port of another were removed, and a type changed."""
    git(tmp_path, "init", "--quiet")
    for name in ("beds", "meals"):
        (tmp_path / f"{name}.odps.yaml").write_text(PRODUCT.format(name=name, ports=PORTS.format(name=name)))
        (tmp_path / f"{name}.odcs.yaml").write_text(CONTRACT.format(name=name, type="string"))
    commit(tmp_path)
    (tmp_path / "beds.odps.yaml").unlink()
    (tmp_path / "beds.odcs.yaml").unlink()
    (tmp_path / "meals.odps.yaml").write_text(PRODUCT.format(name="meals", ports=""))
    (tmp_path / "meals.odcs.yaml").write_text(CONTRACT.format(name="meals", type="integer"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("chek", "unknown command `chek`; did you mean `check`?"),
        ("frobnicate", "unknown command `frobnicate`; `meshwright --help` lists the commands"),
        ("check --nope", "unknown argument `--nope`; `meshwright check --help` lists all arguments"),
        ("--nope", "unknown argument `--nope`; `meshwright --help` lists all arguments"),
    ],
)
def test_unknown_word_is_refused_in_one_line(arguments: str, words: str, capsys: Capture) -> None:
    """With a suggestion, or the command that lists the known ones."""
    assert main(arguments.split()) == 2
    assert capsys.readouterr().err == f"meshwright: {words}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        "check --format xyz",
        "check --as-of yesterday",
        "check --as-of 9999-12-31",
        "waive",
        "diff",
        "graph sideways",
        "baseline grow",
    ],
)
def test_wrong_arguments_take_two_lines(arguments: str, capsys: Capture) -> None:
    """The mistake, and a reference to the help, not the help itself."""
    with pytest.raises(SystemExit) as end:
        main(arguments.split())

    lines = capsys.readouterr().err.splitlines()
    command = arguments.split(maxsplit=1)[0]
    assert end.value.code == 2
    assert len(lines) == 2
    assert lines[0].startswith(f"meshwright {command}: ")
    assert lines[1] == f"`meshwright {command} --help` lists the arguments"


@pytest.mark.parametrize("option", ["--format", "--as-of", "--nope"])
def test_refused_value_is_shown_in_one_short_line(option: str, capsys: Capture) -> None:
    """It can be as long as a shell permits, and contain commands for terminals or runners."""
    value = "\x1b[31m\n::error::y\u202e##[error]" + "z" * 100_000
    try:
        code: object = main(["check", f"{option}{value}" if option == "--nope" else f"{option}={value}"])
    except SystemExit as end:
        code = end.code

    err = capsys.readouterr().err
    assert code == 2
    assert len(err) < 1_200
    assert len(err.splitlines()) <= 2
    assert not re.search(r"\x1b|\u202e|##\[|(?m:^\s*::)", err)


def test_empty_folder_states_the_next_step(tmp_path: Path, capsys: Capture) -> None:
    """The files that are recognised, and how to start."""
    assert main(["check", str(tmp_path)]) == 2

    told = capsys.readouterr().err
    assert "run it where your ODCS and ODPS files are" in told
    assert "or create a mesh with `meshwright init`" in told


TERMS = [
    "--reason",
    "x",
    "--expires",
    "2026-12-01",
    "--owner",
    "a",
    "--approved-by",
    "b",
    "--as-of",
    "2026-11-29",
]


@pytest.mark.usefixtures("changed")
def test_waiver_of_a_change_needs_the_base(capsys: Capture) -> None:
    """Without it there are no changes; with it, the suggested command also names it."""
    assert main(["waive", "meals.odcs.yaml:4", *TERMS]) == 2
    assert capsys.readouterr().err.endswith("; for a finding of a change, add `--changed-since REVISION`\n")

    assert main(["waive", "meals.odcs.yaml:1", *TERMS, "--changed-since", "HEAD"]) == 2
    told = capsys.readouterr().err
    assert "`meshwright check --changed-since HEAD --format json`" in told
    assert "takes" not in told


@pytest.mark.usefixtures("changed")
def test_removed_item_is_shown_at_its_former_location(capsys: Capture) -> None:
    """In text, Markdown and the report."""
    flags = ["--changed-since", "HEAD", "--preset", "standard", "--as-of", "2026-11-29"]

    main(["check", *flags])
    text = capsys.readouterr().out
    main(["check", *flags, "--format", "markdown"])
    table = capsys.readouterr().out

    assert (
        "product removed; no declared consumer reads it\n --> beds.odps.yaml:4:7 (before the change)\n"
        in text
    )
    assert "| <code>beds.odps.yaml</code>:4 before the change | product removed;" in table
    assert (
        "warning[port-removed]: output port `stays` removed; no declared consumer reads it\n --> meals.odps.yaml:4:7\n"
        in text
    )


@pytest.mark.usefixtures("changed")
def test_report_counts_errors_once(capsys: Capture) -> None:
    """The headline counts those of the change; the end states what was checked."""
    main(["report", "--base", "HEAD", "--preset", "standard", "--as-of", "2026-11-29"])
    text = capsys.readouterr().out

    assert re.findall(r"\d+ errors?\b", text) == ["2 errors"]
    assert "After the change: 2 documents: 1 product, 1 contract, 1 field." in text


@pytest.mark.parametrize(
    "arguments",
    [
        "catalog serve --port 8001 {}",
        "catalog --port 8001 serve {}",
        "catalog serve {} --port 8001",
        "catalog build --as-of 2026-01-01 {}",
        "resolve a/b --format json {}",
        "check here --format json {}",
        "diff HEAD --format json {}",
    ],
)
def test_an_option_can_be_between_positional_arguments(arguments: str) -> None:
    """Before, the second positional argument was unknown."""
    words = arguments.format("a/place").split()
    options, unknown = _parser(words).parse_known_args(words)

    assert not unknown
    assert "a/place" in str(vars(options).values())
