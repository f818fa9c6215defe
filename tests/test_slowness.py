"""No text within the limits takes longer than its size says, and nothing takes much longer than that."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from meshwright.source.limits import FILE_BYTES
from slow_inputs import GENERATORS, PROPERTIES

if TYPE_CHECKING:
    from pathlib import Path

LEAST = 0.3
"""Seconds of CPU below which noise would be measured."""


def seconds(folder: Path, text: str) -> float:
    """Measure the CPU time of a check, which must end in a verdict."""
    (folder / "a.odcs.yaml").write_text(text)
    start = time.process_time()
    assert main(["check", str(folder)]) in {0, 1, 2}
    return time.process_time() - start


def ratio(folder: Path, once: str, twice: str) -> float:
    """Return how many times as long the larger text takes, by the least of three runs each, in turns."""
    pairs = [(seconds(folder, once), seconds(folder, twice)) for _ in range(3)]
    return min(each for _, each in pairs) / min(each for each, _ in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATORS)
def test_a_text_twice_as_large_takes_less_than_three_times_as_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The least of three runs, at a size at which there is something to measure; a text at its limit may take less."""
    generate = GENERATORS[name]
    seconds(tmp_path, generate(1))  # what is loaded once
    for size in (500 * 2**power for power in count()):
        once, twice = generate(size), generate(2 * size)
        if len(twice.encode()) > FILE_BYTES:
            assert seconds(tmp_path, once) < 2
            return
        if seconds(tmp_path, once) >= LEAST:
            break
    assert any(
        ratio(tmp_path, once, twice) < 3 for _ in range(3)
    )  # a busy machine spoils one, and a square all
    assert "mistake in meshwright" not in capsys.readouterr().err


@pytest.mark.slow
def test_twice_as_many_waivers_and_fields_take_less_than_three_times_as_long(tmp_path: Path) -> None:
    """The address of each waiver that covers nothing is resolved, among all fields of its contract."""
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance/mesh.yaml").write_text(
        "apiVersion: meshwright/v1\nkind: Mesh\nname: m\npreset: strict\n"
    )

    def mesh(size: int) -> str:
        waiver = (
            "apiVersion: meshwright/v1\nkind: Waiver\nrule: missing-field-description\nreason: It is known.\n"
            "owner: a\napprovedBy: b\nexpires: 2027-01-01\naddress: '-/c@1/t/p{}'\n"
        )
        for start in range(0, size, 500):
            numbers = range(start, start + 500)
            (tmp_path / f"{start}.yaml").write_text("---\n".join(map(waiver.format, numbers)))
        return PROPERTIES + "".join(
            f"  - {{name: p{number}, logicalType: string}}\n" for number in range(size)
        )

    once = min(seconds(tmp_path, mesh(4_000)) for _ in range(3))
    assert min(seconds(tmp_path, mesh(8_000)) for _ in range(3)) < 3 * once
