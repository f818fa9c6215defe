"""The path of `check` from the command line to the output is short, and ARCHITECTURE.md lists it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from meshwright.cli.main import main

if TYPE_CHECKING:
    from types import FrameType

    import pytest

ROOT = Path(__file__).parents[2]
SOURCE = str(ROOT / "src/meshwright") + "/"
MOST = 20
_ROW = re.compile(r"^\| (\d+) \| `([\w/]+\.py)` \| `(\w+)` \|", re.MULTILINE)


class Entry(NamedTuple):
    """A call from one module of the package to another."""

    caller: str
    module: str
    function: str


def entries_of_a_run() -> list[Entry]:
    """Return the first call of each function from each other module, in order."""
    found: dict[Entry, None] = {}

    def follow(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(SOURCE):
            return
        caller = frame.f_back
        while caller is not None and not caller.f_code.co_filename.startswith(SOURCE):
            caller = caller.f_back
        above = caller.f_code.co_filename.removeprefix(SOURCE) if caller else ""
        module = frame.f_code.co_filename.removeprefix(SOURCE)
        if above != module:
            found[Entry(above, module, frame.f_code.co_name)] = None

    sys.setprofile(follow)
    try:
        assert (
            main(["check", str(ROOT / "tests/meshes/minimal"), "--as-of", "2026-11-22", "--jobs", "1"]) == 0
        )
    finally:
        sys.setprofile(None)
    return list(found)


def test_check_runs_as_the_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Each function of the table is entered from a module above it, so that a reader needs no other module."""
    rows = _ROW.findall((ROOT / "ARCHITECTURE.md").read_text())
    entries, above, entered = entries_of_a_run(), {""}, []
    for _, module, function in rows:
        calls = [
            at for at, each in enumerate(entries) if each[1:] == (module, function) and each.caller in above
        ]
        assert calls, f"`{function}` of `{module}` is not entered from a module above it"
        entered.append((module, function))
        above.add(module)

    assert capsys.readouterr().out
    assert [int(number) for number, *_ in rows] == list(range(1, len(rows) + 1))
    assert MOST >= len(rows) == len({module for module, _ in entered})
