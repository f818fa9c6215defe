"""`check` of a folder of contracts without settings: errors, and further possible checks."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from archives import write
from corpora import contracts
from cpu import cpu, machine
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
CONTRACT = b"apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
SECONDS = 3
"""Processor time for 50 contracts; an idle machine needs a third of it."""
STEPS = [
    "could also check:",
    "  owners, inputs, consumers and lineage; needs data products (ODPS files next to the contracts)",
    "  that owners and domains exist; needs documents of `kind: Team` and `kind: Domain`",
    "  descriptions, keys, service levels and conventions, by N more rules; needs `--preset standard`",
    "  sensitive data along its lineage; needs a document of `kind: Classification`",
    "  what a change breaks, and for whom; needs a revision to compare with (`meshwright diff REVISION`)",
]


def ending(folder: Path, capsys: Capture, *flags: str) -> list[str]:
    """Return the lines from the sum on, without the number of rules."""
    main(["check", str(folder), *flags])
    lines = capsys.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(lines) if " document" in line and " contract" in line)
    return [
        " ".join("N" if word.isdigit() else word for word in line.split(" ")) for line in lines[start + 1 :]
    ]


def test_possible_checks_are_listed_at_the_end(tmp_path: Path, capsys: Capture) -> None:
    """In a line each, with what it needs."""
    assert ending(write({"a.odcs.yaml": CONTRACT}, tmp_path), capsys) == STEPS


def test_configured_run_lists_no_possible_checks(tmp_path: Path, capsys: Capture) -> None:
    """Settings, selected rules and machine formats turn these lines off."""
    write({"a.odcs.yaml": CONTRACT}, tmp_path)
    assert ending(tmp_path, capsys, "--select", "unknown-key") == []
    main(["check", str(tmp_path), "--format", "markdown"])
    assert "could also check" not in capsys.readouterr().out

    write({"pyproject.toml": b'[tool.meshwright]\npreset = "essential"\n'}, tmp_path)
    assert ending(tmp_path, capsys) == []


@pytest.mark.slow
def test_fifty_contracts_take_about_a_second(tmp_path: Path) -> None:
    """As a new process; nothing is kept between runs."""
    sources = [path.read_bytes() for path in contracts("valid")]
    files = {f"{number}.odcs.yaml": sources[number % len(sources)] for number in range(50)}
    write(files, tmp_path)
    command = [sys.executable, "-m", "meshwright", "check", str(tmp_path)]
    slowness, start = machine(), cpu()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 1
    assert cpu() - start < SECONDS * slowness
