"""Limits of CPU time catch planted slowness, also on a slow machine."""

from __future__ import annotations

import ast
import re
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cpu
from cpu import cpu_of, grows_less_than, within

if TYPE_CHECKING:
    from collections.abc import Callable

FAILED = pytest.fail.Exception
CLOCKS = {
    "process_time",
    "process_time_ns",
    "thread_time",
    "thread_time_ns",
    "perf_counter",
    "perf_counter_ns",
    "getrusage",
}
READING_CLOCKS = {
    "cpu.py": "it is what the others use",
    "catalog/test_overrides.py": "a child takes an exact time, which the program under test counts",
    "workspace/test_mutated_samples.py": "memory, not time",
}
"""Files that may read a clock, and the reason."""


def _endless() -> None:
    for _ in count():
        pass


def _swallowing() -> None:
    while True:
        with suppress(Exception):
            _endless()


def _backtracking() -> None:
    re.match(r"(?:a|a)+$", "a" * 60 + "b")


def _in_a_child() -> None:
    code = "import time\nwhile time.process_time() < 0.5: pass"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


@pytest.mark.parametrize("work", [_endless, _swallowing, _backtracking, _in_a_child])
def test_slow_work_fails(work: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """In Python, in C, whatever exceptions are caught, and in child processes."""
    monkeypatch.setattr(cpu, "machine", lambda: 1.0)

    with pytest.raises(FAILED, match=r"took \d+\.\d s of CPU, more than 0\.2 s"), within(0.2):
        work()


def test_limit_ends_with_its_block() -> None:
    """Nothing is interrupted later."""
    before = signal.getsignal(signal.SIGPROF)
    with within(60):
        assert signal.getsignal(signal.SIGPROF) != before

    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_limit_is_longer_on_a_slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is slow from the beginning, or becomes slow in the meantime."""
    for speeds in ([50.0], [1.0, 50.0, 50.0]):
        left = iter(speeds)
        monkeypatch.setattr(cpu, "machine", lambda left=left: next(left))
        with within(0.01):
            cpu_of(lambda: sum(range(5_000_000)))


def test_machine_is_not_faster_than_the_reference_machine() -> None:
    """A fast one gets no less time, and the factor is plausible."""
    assert 1 <= cpu.machine() < 100


def _squares(size: int) -> Callable[[], object]:
    return lambda: [each for one in range(size) for each in range(size) if one == each]


def _line(size: int) -> Callable[[], object]:
    return lambda: [each for each in range(size * 1_000) if each % 3]


def test_quadratic_work_fails_and_linear_work_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each at a size that takes long enough to be measured."""
    monkeypatch.setattr(cpu, "TINY", 0.01)

    grows_less_than(3, _line, 2_000)
    with pytest.raises(FAILED, match=r"size 1000 and twice that took .*: 3 times as long or longer"):
        grows_less_than(3, _squares, 1_000)


def test_growth_of_tiny_work_is_ignored() -> None:
    """It is noise."""
    grows_less_than(1.5, _squares, 10)


def _reads_clock(code: str) -> bool:
    return any(
        (
            isinstance(node, ast.Attribute | ast.alias)
            and (node.attr if isinstance(node, ast.Attribute) else node.name) in CLOCKS
        )
        or (isinstance(node, ast.keyword) and node.arg == "deadline" and ast.unparse(node.value) != "None")
        for node in ast.walk(ast.parse(code))
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("time.process_time()", True),
        ("from time import perf_counter as now", True),
        ("resource.getrusage(resource.RUSAGE_SELF)", True),
        ("@settings(deadline=2000)\ndef test(): ...", True),
        ("settings(deadline=None)", False),
        ("clock = time.monotonic()\ntimes = 3", False),
    ],
)
def test_reads_of_clocks_are_found(code: str, expected: bool) -> None:
    """Under another name, too."""
    assert _reads_clock(code) is expected


def test_no_other_test_measures_cpu_time() -> None:
    """Seconds differ tenfold between machines; each exception has its reason above."""
    tests = Path(__file__).parent
    found = {
        path.relative_to(tests).as_posix() for path in tests.rglob("*.py") if _reads_clock(path.read_text())
    }

    assert found == set(READING_CLOCKS)
