"""Observations in a folder: the months before this one are packed, and nothing of them is lost."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from meshwright.measuring.observation import UnreadObservationError
from meshwright.workspace.measuring.observed import read_folder
from meshwright.workspace.measuring.store import compact

if TYPE_CHECKING:
    from pathlib import Path


def line(run: str, seen_at: str, address: str = "a/b@1/o", **more: object) -> str:
    """Return a line of an observation."""
    return (
        json.dumps({"format": 1, "run": run, "address": address, "seenAt": seen_at, "rows": 3, **more}) + "\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with runs of three months; one run goes over the end of a month."""
    runs = {
        "r1": line("r1", "2026-09-03T02:00:00Z")
        + line("r1", "2026-09-03T02:00:00Z", "c/d@1/o", unavailable="gone"),
        "r2": line("r2", "2026-09-30T23:59:59Z") + line("r2", "2026-10-01T00:00:01Z", "c/d@1/o"),
        "r3": line("r3", "2026-11-20T02:00:00Z"),
    }
    for name, text in runs.items():
        (tmp_path / f"{name}.jsonl").write_text(text)
    (tmp_path / "README.md").write_text("not ours")
    return tmp_path


def test_compacting_keeps_every_observation(folder: Path) -> None:
    """Also if it is done again, with a late run, in another order, or was interrupted before files were removed."""
    before = read_folder(str(folder))
    late = (folder / "r1.jsonl").read_text()
    assert compact(str(folder), "2026-11") == (
        ["2026-09.jsonl.gz", "2026-10.jsonl.gz"],
        ["r1.jsonl", "r2.jsonl"],
    )
    assert sorted(each.name for each in folder.iterdir()) == [
        "2026-09.jsonl.gz",
        "2026-10.jsonl.gz",
        "README.md",
        "r3.jsonl",
    ]
    after = read_folder(str(folder))
    assert {key: each.newest for key, each in after.items()} == {
        key: each.newest for key, each in before.items()
    }
    assert {key: sorted(each.looks, key=str) for key, each in after.items()} == {
        key: sorted(each.looks, key=str) for key, each in before.items()
    }
    packed = (folder / "2026-09.jsonl.gz").read_bytes()
    (folder / "r1.jsonl").write_text(late)
    assert compact(str(folder), "2026-11")[1] == ["r1.jsonl"]
    assert (folder / "2026-09.jsonl.gz").read_bytes() == packed
    assert compact(str(folder), "2026-11") == ([], [])


def test_this_month_stays_as_it_is(folder: Path) -> None:
    """And so does a run that is partly of this month."""
    assert compact(str(folder), "2026-10") == (["2026-09.jsonl.gz"], ["r1.jsonl"])
    assert (folder / "r2.jsonl").exists()
    assert len(read_folder(str(folder))["a/b@1/o"].looks) == 4


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b"{}\n"),
        ("a.jsonl", b"[]\n"),
        ("a.jsonl", b'{"format": 1, "run": "r", "address": "a", "seenAt": "yesterday"}\n'),
        ("a.jsonl", b'{"format": 1, "run": "r", "address": "a"}\n'),
        ("a.jsonl", b"\xff\n"),
        ("a.jsonl.gz", b"not gzip"),
        ("a.jsonl.gz", gzip.compress(b'{"format": 1}\n' * 1000, mtime=0)[:-30]),
        ("a.jsonl.gz", gzip.compress(b" " * 100, mtime=0)[:12] + b"\xff" * 40),
    ],
)
def test_what_is_not_an_observation_stops_it(
    tmp_path: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the file named, exit code 2, and nothing removed."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadObservationError, match=f"`{name}`"):
        read_folder(str(tmp_path))
    assert main(["observations", "compact", str(tmp_path)]) == 2
    assert f"cannot be read: `{name}`" in capsys.readouterr().err
    assert (tmp_path / name).read_bytes() == data


def test_a_missing_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one sentence."""
    assert main(["observations", "compact", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.endswith("cannot be compacted: No such file or directory\n")
