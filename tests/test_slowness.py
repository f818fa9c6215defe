"""The time for a text within the limits is proportional to its size."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from cpu import cpu_of, grows_less_than, within
from meshwright.cli.main import BUG, main
from meshwright.source.limits import FILE_BYTES
from slow_inputs import GENERATORS, HEAD, LISTS, PROPERTIES, listed
from slow_meshes import FIRST, diamonds, last

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LEAST = 0.3
"""CPU seconds below which only noise would be measured."""


def checking(folder: Path, text: str) -> Callable[[], object]:
    """Return a function that checks a text, which must end in a result."""
    (folder / "a.odcs.yaml").write_text(text)

    def check() -> None:
        assert main(["check", str(folder)]) in {0, 1, 2}

    return check


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATORS)
def test_text_of_double_size_takes_less_than_three_times_as_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The minimum of three runs, at a measurable size; a text at its limit may take less."""

    def check(size: int) -> Callable[[], object]:
        return checking(tmp_path, GENERATORS[name](size))

    check(1)()  # what is loaded once
    for size in (500 * 2**power for power in count()):
        if len(GENERATORS[name](2 * size).encode()) > FILE_BYTES:
            with within(20):
                check(size)()
            break
        if cpu_of(check(size)) >= LEAST:
            grows_less_than(3, check, size)
            break
    assert BUG not in capsys.readouterr().err


@pytest.mark.slow
def test_twice_as_many_waivers_and_fields_take_less_than_three_times_as_long(tmp_path: Path) -> None:
    """The address of each unused waiver is resolved, among all fields of its contract."""
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance/mesh.yaml").write_text(
        "apiVersion: meshwright/v1\nkind: Mesh\nname: m\npreset: strict\n"
    )

    def check(size: int) -> Callable[[], object]:
        waiver = (
            "apiVersion: meshwright/v1\nkind: Waiver\nrule: missing-field-description\nreason: It is known.\n"
            "owner: a\napprovedBy: b\nexpires: 2027-01-01\naddress: '-/c@1/t/p{}'\n"
        )
        for start in range(0, size, 500):
            numbers = range(start, start + 500)
            (tmp_path / f"{start}.yaml").write_text("---\n".join(map(waiver.format, numbers)))
        fields = "".join(f"  - {{name: p{number}, logicalType: string}}\n" for number in range(size))
        return checking(tmp_path, PROPERTIES + fields)

    grows_less_than(3, check, 4_000)


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["- t/c{}\n", "- t/c\n"])
@pytest.mark.parametrize("is_added", [True, False])
def test_twice_as_many_columns_of_an_agreement_take_less_than_three_times_as_long(
    tmp_path: Path, columns: str, is_added: bool
) -> None:
    """Each is an edit, and each was compared with all others; with three thousand, `diff` took an hour."""
    head = (
        "apiVersion: meshwright/v1\nkind: AccessAgreement\nport: a/b/c@1\nconsumer: {team: t, use: u}\n"
        "purpose: p\nstartDate: 2026-01-01\ncolumns:\n- t/x\n"
    )
    for name in ("one", "other"):
        (tmp_path / name / "governance").mkdir(parents=True)
        (tmp_path / name / "governance/mesh.yaml").write_text(
            "apiVersion: meshwright/v1\nkind: Mesh\nname: m\n"
        )
        (tmp_path / name / "governance/agreement.yaml").write_text(head)
    sides = ("one", "other") if is_added else ("other", "one")

    def compare(size: int) -> Callable[[], object]:
        (tmp_path / "other/governance/agreement.yaml").write_text(
            head + "".join(columns.format(number) for number in range(size))
        )

        def diff() -> None:
            assert main(["diff", *(str(tmp_path / each) for each in sides)]) in {0, 1, 2}

        return diff

    with within(120):
        compare(1)()  # what is loaded once
        grows_less_than(3, compare, 2_000)


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_list_of_double_length_takes_less_than_three_times_as_long(tmp_path: Path, name: str) -> None:
    """To check, and to compare if half of its items have other values and the rest other names."""
    sides = tmp_path / "one", tmp_path / "other"
    file = "governance/listed.yaml" if "meshwright/v1" in "".join(LISTS[name]) else "listed.odcs.yaml"
    for root in sides:
        (root / "governance").mkdir(parents=True)
        (root / "governance/mesh.yaml").write_text("apiVersion: meshwright/v1\nkind: Mesh\nname: m\n")

    def prepare(size: int, *arguments: str) -> Callable[[], object]:
        for root, text in zip(sides, listed(name, size), strict=True):
            (root / file).write_text(text)

        def work() -> None:
            assert main([*arguments, "--jobs", "1"]) in {0, 1, 2}

        return work

    with within(120):
        for arguments in (["check", str(sides[0])], ["diff", *map(str, sides)]):
            prepare(1, *arguments)()  # what is loaded once
            grows_less_than(3, lambda size, line=arguments: prepare(size, *line), 700)


QUESTIONS = {
    "check": ("check", "MESH", "--jobs", "1"),
    "diff": ("diff", "BASE", "MESH"),
    "impact": ("impact", "BASE", "MESH"),
    "graph downstream": ("graph", "downstream", FIRST, "--mesh", "MESH"),
    "graph upstream": ("graph", "upstream", "LAST", "--mesh", "MESH", "--columns"),
    "graph impact": ("graph", "impact", f"{FIRST}/rows/other", "--mesh", "MESH"),
    "graph path": ("graph", "path", f"{FIRST}/rows/other", "LAST/rows/other", "--mesh", "MESH"),
    "join": ("join", FIRST, "LAST", "--mesh", "MESH", "--on", "e"),
    "join as SQL": ("join", f"{FIRST}/rows/key_0", "LAST/rows/key_LAYERS", "--mesh", "MESH", "--sql"),
    "trace": ("trace", "LAST", "--mesh", "MESH"),
}
"""Queries on diamonds: along lineage, along service levels, and through crosswalks."""


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_twice_as_many_layers_of_diamonds_take_less_than_three_times_as_long(
    tmp_path: Path, name: str
) -> None:
    """There are 2^40 paths through the smaller mesh, so following each of them would never end."""

    def prepare(layers: int) -> Callable[[], object]:
        words = {"MESH": str(tmp_path / "head"), "BASE": str(tmp_path / "base")}
        words |= {"LAST": last(layers), "LAYERS": str(layers)}
        for side in ("base", "head"):
            diamonds(tmp_path / side, layers)
        changed = tmp_path / "head/governance/all.yaml"
        changed.write_text(changed.read_text().replace("classification: secret", "classification: public", 1))
        arguments = list(QUESTIONS[name])
        for word, meaning in words.items():
            arguments = [each.replace(word, meaning) for each in arguments]

        def work() -> None:
            assert main(arguments) in {0, 1}

        return work

    with within(120):
        prepare(2)()  # what is loaded once
        grows_less_than(3, prepare, 40)


@pytest.mark.slow
def test_twice_as_many_unknown_keys_take_less_than_three_times_as_long(tmp_path: Path) -> None:
    """Up to 80,000 in a document: to check, and to compare if each has another value."""
    sides = tmp_path / "one", tmp_path / "other"
    for root in sides:
        (root / "governance").mkdir(parents=True)
        (root / "governance/mesh.yaml").write_text("apiVersion: meshwright/v1\nkind: Mesh\nname: m\n")

    def prepare(size: int, *arguments: str) -> Callable[[], object]:
        for root in sides:
            keys = "".join(f"k{number}: {root.name}\n" for number in range(size))
            (root / "a.odcs.yaml").write_text(HEAD + keys)

        def work() -> None:
            assert main([*arguments, "--jobs", "1"]) in {0, 1, 2}

        return work

    with within(120):
        for arguments in (["check", str(sides[0])], ["diff", *map(str, sides)]):
            prepare(1, *arguments)()  # what is loaded once
            grows_less_than(3, lambda size, line=arguments: prepare(size, *line), 40_000)
