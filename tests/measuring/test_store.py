"""Observations in a folder: earlier months are packed, and nothing of them is lost."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.cli.main import main
from meshwright.measuring.observation import UnreadObservationError
from meshwright.measuring.observation_summary import summary_of_line
from meshwright.measuring.packing import packed, read_lines
from meshwright.source import atomic
from meshwright.workspace.measuring import store
from meshwright.workspace.measuring.observed import read_folder
from meshwright.workspace.measuring.store import compact, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.measuring.observation_summary import ObservationSummary


def line(run: str, seen_at: str, address: str = "a/b@1/o", **more: object) -> str:
    """Return a line of an observation."""
    return (
        json.dumps({"format": 1, "run": run, "address": address, "seenAt": seen_at, "rows": 3, **more}) + "\n"
    )


HEADER = b'{"format":3,"runs":[["r","2026-09-03T02:00:00Z"]],"same":{}}\n'


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


def test_compaction_keeps_every_observation(folder: Path) -> None:
    """Also if it is repeated, with a late run, in another order, or was interrupted before files were removed."""
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
    assert {key: sorted(each.summaries, key=str) for key, each in after.items()} == {
        key: sorted(each.summaries, key=str) for key, each in before.items()
    }
    packed = (folder / "2026-09.jsonl.gz").read_bytes()
    (folder / "r1.jsonl").write_text(late)
    assert compact(str(folder), "2026-11")[1] == ["r1.jsonl"]
    assert (folder / "2026-09.jsonl.gz").read_bytes() == packed
    assert compact(str(folder), "2026-11") == ([], [])


def test_concurrent_compactions_lose_no_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one would remove a run that is not in the first one's file of the month."""
    packed_by = store._packed
    second = Thread(target=compact, args=(str(folder), "2026-11"))

    def late(contents: Iterable[dict[str, object]]) -> bytes:
        if second.ident is None:
            (folder / "r9.jsonl").write_text(line("r9", "2026-09-09T02:00:00Z"))
            second.start()
            second.join(0.3)
        return packed_by(contents)

    monkeypatch.setattr(store, "_packed", late)
    compact(str(folder), "2026-11")
    second.join()
    assert sorted(each.run for each in read_folder(str(folder))["a/b@1/o"].summaries) == [
        "r1",
        "r2",
        "r3",
        "r9",
    ]
    assert not (folder / store.LOCK).exists()


def test_rewritten_run_waits_for_a_compaction(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compaction has read the former file, and would remove the new one."""
    packed_by = store._packed
    again = Thread(target=keep, args=(str(folder), "r1", ()))

    def late(contents: Iterable[dict[str, object]]) -> bytes:
        if again.ident is None:
            again.start()
            again.join(0.3)
        return packed_by(contents)

    monkeypatch.setattr(store, "_packed", late)
    compact(str(folder), "2026-11")
    again.join()
    assert (folder / "r1.jsonl").exists()


@pytest.mark.parametrize("step", range(9))
def test_killed_compaction_loses_nothing(folder: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it is killed, every observation is in at least one file, and the next compaction works."""
    before = {
        key: {summary[:2] for summary in each.summaries} for key, each in read_folder(str(folder)).items()
    }
    child = os.fork()
    if child == 0:
        left = [step]

        def dying(call: Callable[..., object]) -> Callable[..., object]:
            def made(*given: object, **named: object) -> object:
                if left[0] == 0:
                    os._exit(9)
                left[0] -= 1
                return call(*given, **named)

            return made

        for of, name in ((atomic, "write"), (atomic, "put"), (os, "unlink")):
            monkeypatch.setattr(of, name, dying(getattr(of, name)))
        compact(str(folder), "2026-11")
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended == (9 if step < 7 else 0)
    for _ in range(2):
        found = {
            key: {summary[:2] for summary in each.summaries} for key, each in read_folder(str(folder)).items()
        }
        assert found == before
        compact(str(folder), "2026-11")
    assert sorted(each.name for each in folder.glob("*.jsonl*")) == [
        "2026-09.jsonl.gz",
        "2026-10.jsonl.gz",
        "r3.jsonl",
    ]


def contents(lines: Iterable[str]) -> list[dict[str, object]]:
    return sorted(read_lines(lines, dict), key=lambda each: json.dumps(each, sort_keys=True))


CLOCKS = st.dictionaries(
    st.sampled_from(["at", "day"]),
    st.fixed_dictionaries(
        {
            "newest": st.sampled_from(["", "2026-08-30", "2026-08-31"]),
            "oldest": st.sampled_from(["", "2026-01-01"]),
            "future": st.integers(0, 1),
        }
    ),
    max_size=2,
)
NAMES = st.sampled_from(["a/b@1/o", "c/d@1/o", "é"])
LOOKS = st.lists(
    st.fixed_dictionaries(
        {
            "format": st.just(1),
            "run": st.sampled_from(["r1", "r2", "r3"]),
            "address": NAMES,
            "seenAt": st.sampled_from(["2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"]),
            "rows": st.integers(0, 3),
        },
        optional={
            "server": st.sampled_from(["lake", "files"]),
            "environment": st.just("prod"),
            "clocks": CLOCKS,
            "figures": st.dictionaries(st.sampled_from(["x#required", "y#pattern"]), st.integers(1, 2)),
            "filter": st.just({"since": "2026-01-01 00:00:00"}),
            "missing": st.just(["a"]),
        },
    ),
    max_size=8,
)


@given(LOOKS)
def test_stored_observations_are_read_back(looks: list[dict[str, object]]) -> None:
    """In any order; common values are written once, and belong to each of them."""
    lines = [*packed(looks)]
    assert lines == [*packed(reversed(looks))]
    assert contents(lines) == contents(json.dumps(each) for each in looks)
    assert contents([*lines, *map(json.dumps, looks)]) == contents(map(json.dumps, [*looks, *looks]))


def comparable(summaries: Iterable[ObservationSummary]) -> list[str]:
    return sorted(str((each[:-1], sorted(each.clocks.items()))) for each in summaries)


@given(LOOKS, st.booleans())
def test_looks_do_not_depend_on_how_they_are_stored(
    looks: list[dict[str, object]], is_reversed: bool
) -> None:
    """By column, one by one, or each with all its values; the newest observation of each server is the same."""
    with TemporaryDirectory() as folder:
        stored = Path(folder, "a.jsonl")
        stored.write_text("".join(f"{each}\n" for each in packed(looks)))
        found = read_folder(folder)
        stored.write_text(
            "".join(f"{json.dumps(each)}\n" for each in (looks[::-1] if is_reversed else looks))
        )
        single = read_folder(folder)
    assert found.keys() == single.keys()
    for address, kept in found.items():
        expected = [summary_of_line(each) for each in looks if each["address"] == address]
        assert (
            comparable(kept.summaries)
            == comparable(single[address].summaries)
            == comparable(filter(None, expected))
        )
        assert [(each.server, each.seen_at, each.run) for each in kept.newest] == [
            (each.server, each.seen_at, each.run) for each in single[address].newest
        ]


def test_observations_that_differ_in_counts_and_clocks_are_stored_by_column() -> None:
    """Others of the same object are next to them."""
    days = ["2026-09-01", "2026-09-02", "2026-09-03"]
    more: list[dict[str, Any]] = [{}, {"figures": {"x#required": 1}}, {}]
    looks = [
        json.loads(line(day, f"{day}T02:00:00Z", rows=at, clocks=clock(day), **more[at]))
        for at, day in enumerate(days)
    ]
    _, *lines = packed(looks)
    columns = {"at": {"newest": [days[0], days[2]], "oldest": ["2026-01-01"] * 2, "future": [0, 0]}}
    assert [json.loads(each) for each in lines] == [
        {"columns": {"run": [0, 2], "rows": [0, 2], "clocks": columns}},
        {"looks": [[1, {"rows": 1, "clocks": clock(days[1]), **more[1]}]]},
    ]


def clock(newest: str) -> dict[str, object]:
    return {"at": {"newest": newest, "oldest": "2026-01-01", "future": 0}}


COLUMNS: dict[str, object] = {"run": [0, 0], "rows": [1, 2]}
CLOCK = {"newest": ["", ""], "oldest": ["", ""], "future": [0, 0]}


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"run": []},
        {"run": [0, -1], "rows": [1, 2]},
        {"run": [0, 1], "rows": [1, 2]},
        {"run": [0, True], "rows": [1, 2]},
        {"run": [0, 0]},
        {"run": [0, 0], "rows": [1]},
        {"run": [0, 0], "rows": [1, -2]},
        {"run": [0, 0], "rows": [1, None]},
        {"run": [0, 0], "rows": {"0": 1, "1": 2}},
        COLUMNS | {"figures": []},
        COLUMNS | {"clocks": {"at": {**CLOCK, "newest": ["", 5]}}},
        COLUMNS | {"clocks": {"at": {**CLOCK, "oldest": [""]}}},
        COLUMNS | {"clocks": {"at": {**CLOCK, "oldest": ["2026-01-01", "lately"]}}},
        COLUMNS | {"clocks": {"at": {**CLOCK, "newest": ["2026-02-30", ""]}}},
        COLUMNS | {"clocks": {"at": {**CLOCK, "latest": ["", ""]}}},
        COLUMNS | {"clocks": {"at": {"newest": ["", ""]}}},
        COLUMNS | {"clocks": [1]},
        [1],
        "run",
    ],
)
def test_impossible_columns_are_refused(columns: object, tmp_path: Path) -> None:
    """A list that is too short would end the observations early."""
    for content in ({"address": "a", "columns": columns}, {"address": "a", "columns": COLUMNS, "looks": []}):
        (tmp_path / "a.jsonl").write_bytes(HEADER + json.dumps(content).encode() + b"\n")
        with pytest.raises(UnreadObservationError, match="line 2 is not an observation"):
            read_folder(str(tmp_path))


def test_common_values_of_a_run_are_written_once() -> None:
    """A year of 1,000 objects takes 60 MB, and 4 MB if the past months are packed."""
    looks = [json.loads(line("r1", "2026-09-01T00:00:00Z", f"a/b@1/o{at}", probe="p")) for at in range(2)]
    assert [*packed(looks)] == [
        '{"format":3,"runs":[["r1","2026-09-01T00:00:00Z"]],"same":{"probe":"p","rows":3}}',
        '{"address":"a/b@1/o0"}',
        '{"address":"a/b@1/o1"}',
    ]


def test_files_of_the_former_format_are_read(folder: Path) -> None:
    """Also next to others, and as a packed month, to which further runs are added in the current format."""
    former = (folder / "r1.jsonl").read_text() + line("r2", "2026-09-30T23:59:59Z")
    (folder / "2026-09.jsonl.gz").write_bytes(gzip.compress(former.encode(), mtime=0))
    before = read_folder(str(folder))
    compact(str(folder), "2026-11")
    after = read_folder(str(folder))
    assert {key: each.newest for key, each in after.items()} == {
        key: each.newest for key, each in before.items()
    }
    assert {key: {summary[:2] for summary in each.summaries} for key, each in after.items()} == {
        key: {summary[:2] for summary in each.summaries} for key, each in before.items()
    }
    assert gzip.decompress((folder / "2026-09.jsonl.gz").read_bytes()).startswith(b'{"format":3')


@pytest.mark.parametrize("stated", [2, 3])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_newest_look_is_found_in_any_order(order: tuple[int, ...], stated: int, tmp_path: Path) -> None:
    """Among the observations of one line."""
    runs = {
        "format": stated,
        "runs": [["r1", "2026-09-01T02:00:00Z"], ["r2", "2026-09-02T02:00:00Z"]],
        "same": {},
    }
    line = {"address": "a/b@1/o", "probe": "p", "looks": [[each, {"rows": 6 + each}] for each in order]}
    (tmp_path / "2026-09.jsonl").write_text(f"{json.dumps(runs)}\n{json.dumps(line)}\n")
    kept = read_folder(str(tmp_path))["a/b@1/o"]
    assert ([each.rows for each in kept.newest], [each.rows for each in kept.summaries]) == (
        [7],
        [6 + each for each in order],
    )


@pytest.mark.parametrize(
    "times", ['"newest":5,"oldest":""', '"newest":"","oldest":"lately"', '"newest":"2026-02-30","oldest":""']
)
@pytest.mark.parametrize("more", ["", ',"figures":{"x#required":1}'], ids=["plain", "other"])
def test_invalid_time_is_refused(times: str, more: str, tmp_path: Path) -> None:
    """Also in an observation that is not the newest, which service levels over time use."""
    clock = f'"clocks":{{"at":{{{times},"future":0}}}}{more}'
    text = f'{{"address":"a","looks":[[0,{{"rows":1,{clock}}}],[0,{{"rows":1}}]]}}\n'
    (tmp_path / "a.jsonl").write_text(HEADER.decode() + text)
    with pytest.raises(UnreadObservationError, match="line 2 is not an observation"):
        read_folder(str(tmp_path))


def test_current_month_is_unchanged(folder: Path) -> None:
    """And so is a run that is partly in this month."""
    assert compact(str(folder), "2026-10") == (["2026-09.jsonl.gz"], ["r1.jsonl"])
    assert (folder / "r2.jsonl").exists()
    assert len([*read_folder(str(folder))["a/b@1/o"].summaries]) == 4


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b"{}\n"),
        ("a.jsonl", b"[]\n"),
        ("a.jsonl", b'{"format": 1, "run": "r", "address": "a", "seenAt": "yesterday"}\n'),
        ("a.jsonl", b'{"format": 1, "run": "r", "address": "a"}\n'),
        ("a.jsonl", b"\xff\n"),
        ("a.jsonl", HEADER + b'{"address":"a"}\n'),
        ("a.jsonl", HEADER + b'{"address":"a","looks":[[2,{"rows":1}]]}\n'),
        ("a.jsonl", HEADER + b'{"address":"a","looks":[[-1,{"rows":1}]]}\n'),
        ("a.jsonl", HEADER + b'{"address":"a","looks":[[0,{"rows":-1}]]}\n'),
        ("a.jsonl", HEADER + b'{"rows":1}\n'),
        ("a.jsonl", HEADER.replace(b"T02", b"T99") + b'{"address":"a","rows":1}\n'),
        ("a.jsonl", b'{"address":"a","rows":1}\n'),
        ("a.jsonl", b'{"format":4,"runs":[],"same":{}}\n'),
        ("a.jsonl.gz", b"not gzip"),
        ("a.jsonl.gz", gzip.compress(b'{"format": 1}\n' * 1000, mtime=0)[:-30]),
        ("a.jsonl.gz", gzip.compress(b" " * 100, mtime=0)[:12] + b"\xff" * 40),
    ],
)
def test_foreign_line_stops_the_compaction(
    tmp_path: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the name of the file, exit code 2, and nothing removed."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadObservationError, match=f"`{name}`"):
        read_folder(str(tmp_path))
    assert main(["observations", "compact", str(tmp_path)]) == 2
    assert f"cannot be read: `{name}`" in capsys.readouterr().err
    assert (tmp_path / name).read_bytes() == data


@pytest.mark.parametrize("target", ["/dev/zero", "missing.jsonl", "a.jsonl"])
def test_a_file_of_a_run_that_is_not_regular_stops_it(
    tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may replace a newer run, so it is not omitted silently."""
    (tmp_path / "a.jsonl").symlink_to(target)
    with pytest.raises(UnreadObservationError, match=r"`a\.jsonl`: it is not a regular file"):
        read_folder(str(tmp_path))
    assert main(["observations", "compact", str(tmp_path)]) == 2
    assert "`a.jsonl`: it is not a regular file" in capsys.readouterr().err


def test_a_missing_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one sentence."""
    assert main(["observations", "compact", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.endswith("cannot be compacted: No such file or directory\n")
