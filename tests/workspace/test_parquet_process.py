"""Parquet is read in a separate process: it returns the same rows, and its end does not end the run."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from cpu import within
from meshwright.source.limits import NODES
from meshwright.source.parquet import parquet_rows
from meshwright.source.problem import OverLimit, UnreadableRows
from meshwright.workspace import parquet_process
from meshwright.workspace.parquet_process import isolated_rows
from parquet_files import written
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "columns",
    [
        {
            "a": ["x\0\u202e\ud7ff", None],
            "b": pa.array([2**64 - 1, 0], pa.uint64()),
            "c": [0.1, float("inf")],
            "d": [[{"e": True}], []],
        },
        {"a": pa.array([[0] * (NODES + 1)], pa.list_(pa.int8()))},
        {},
    ],
)
def test_process_returns_the_same_rows(columns: dict[str, Any]) -> None:
    """Including their problems."""
    data = written(columns)
    assert isolated_rows(data) == parquet_rows(data)


def test_wrong_file_has_the_same_message() -> None:
    assert isolated_rows(b"PAR1") == parquet_rows(b"PAR1")


def test_file_that_takes_gigabytes_is_refused_within_the_limit() -> None:
    """One kilobyte with a row that is a list of 18 GB: no count of values reveals it before decoding."""
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["z" * 90_000]))
    lists = pa.ListArray.from_arrays(pa.array([0, 200_000], pa.int32()), word)
    data = written({"a": lists}, store_schema=False, compression="zstd")
    assert len(data) < 1_000

    with within(20):
        found = isolated_rows(data)

    assert [each.what for each in found.problems if isinstance(each, OverLimit)] == ["memory"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.kill(os.getpid(), 11)", "not readable as Parquet (SIGSEGV)"),
        ("import os; os.abort()", "not readable as Parquet (SIGABRT)"),
        ("import os; os.kill(os.getpid(), 24)", "processor time"),
        ("raise SystemExit(3)", "not readable as Parquet (exit code 3)"),
        ("import time; time.sleep(60)", "time"),
    ],
)
def test_end_of_the_process_is_reported(code: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it ends, the run continues."""

    def start(_: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-I", "-c", code],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    monkeypatch.setattr(parquet_process, "start_piped", start)
    monkeypatch.setattr(parquet_process, "CLOCK_SECONDS", 5)
    found = isolated_rows(b"PAR1" * 100_000)  # more than a pipe holds: nobody reads it
    assert [each.what for each in found.problems if isinstance(each, OverLimit | UnreadableRows)] == [
        expected
    ]


@pytest.mark.slow
@pytest.mark.parametrize("mebibytes", [80, 120, 160])
def test_lack_of_memory_is_not_blamed_on_a_good_file(mebibytes: int) -> None:
    """A lower limit from outside may end the process even before it reads."""
    requires("Linux")
    code = (
        "import resource; from meshwright.workspace.parquet_process import isolated_rows;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({mebibytes} * 2**20,) * 2);"
        f"print(isolated_rows({written({'a': [1]})!r}).problems)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr.split("\n")[-2:]) in [("()\n", [""]), ("", ["MemoryError", ""])]


def test_process_is_limited() -> None:
    """In memory and processor time, as far as the system permits."""
    code = (
        "import resource; from meshwright.workspace.isolation import bound_this_process;"
        "from meshwright.workspace.parquet_process import CPU_SECONDS, MEMORY_BYTES;"
        "bound_this_process(MEMORY_BYTES, CPU_SECONDS);"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_AS)[0])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["5", str(2**30)]


def test_no_foreign_module_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither from the current folder nor from that of a variable."""
    for name in ("pyarrow.py", "json.py", "resource.py", "sitecustomize.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert isolated_rows(written({"a": [1]})).value["rows"] == [{"a": 1}]
    assert not (tmp_path / "ran").exists()
