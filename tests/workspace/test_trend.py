"""The trend of open findings over the last weeks, from commits on the main line."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from mesh_of import scaffold
from meshwright.catalog.history import Trend, WeekCount
from meshwright.rulekit.configuration import Configuration
from meshwright.source.cache import Cache
from meshwright.source.snapshot import of_folder, of_revision
from meshwright.workspace import trend as trends
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.trend import WEEKS, trend_of
from repositories import edit, git

if TYPE_CHECKING:
    from pathlib import Path

STRICT = Configuration(preset="strict")
TODAY = date(2026, 11, 25)
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a mesh with more findings on 8 and 18 November, and fewer on the 24th."""
    root = tmp_path / "mesh"
    for path, data in scaffold().items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "2026-11-03", monkeypatch)
    edit(root, "name: play_id", "name: play id")
    commit(root, "2026-11-08", monkeypatch)
    edit(root, "logicalType: string", "logicalType: strung")
    commit(root, "2026-11-18", monkeypatch)
    edit(root, "logicalType: strung", "logicalType: string")
    commit(root, "2026-11-24", monkeypatch)
    return root


def commit(root: Path, day: str, patch: pytest.MonkeyPatch) -> str:
    """Commit everything at noon of a day."""
    for who in ("COMMITTER", "AUTHOR"):
        patch.setenv(f"GIT_{who}_DATE", f"{day}T12:00:00Z")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", f"On {day}")
    return git(root, "rev-parse", "HEAD")


def trend(root: Path, today: date = TODAY, cache: Cache | None = None) -> Trend:
    """Return the trend of a folder."""
    source = compiled(of_folder(root), {})
    return trend_of(root, source, check(source, STRICT, lambda _: True, today), STRICT, cache=cache)


def counted(root: Path, revision: str, day: date) -> WeekCount:
    """Count the open findings of a revision, as of a day, by a separate check."""
    outcome = check(compiled(of_revision(root, revision), {}), STRICT, lambda _: True, day)
    found = outcome.report.summary
    return WeekCount(day, found.errors, found.warnings, found.notices, len(outcome.mesh.products))


def test_each_week_counts_the_findings_of_its_last_commit(mesh):
    ends = {
        date(2026, 11, 8): "main~2",
        date(2026, 11, 15): "main~2",
        SUNDAY: "main~1",
        TODAY: "main",
    }
    expected = tuple(counted(mesh, revision, day) for day, revision in ends.items())
    assert len({each.errors for each in expected}) > 1
    assert trend(mesh) == Trend(expected)


def test_last_week_ends_before_a_sunday(mesh):
    """On a Sunday, the present is that Sunday, and counted once."""
    days = [each.day for each in trend(mesh, SUNDAY).weeks]
    assert days == [date(2026, 11, 8), date(2026, 11, 15), SUNDAY]


def test_weeks_are_twelve(mesh):
    later = TODAY + timedelta(weeks=40)
    days = [each.day for each in trend(mesh, later).weeks]
    assert len(days) == WEEKS
    assert days[-1] == later
    assert {(later - day).days for day, later in pairwise(days[:-1])} == {7}


def test_shallow_clone_has_no_trend(mesh, tmp_path):
    """What precedes its oldest commit is unknown, not zero."""
    git(tmp_path, "clone", "--quiet", "--depth=2", mesh.as_uri(), "copy")
    found = trend(tmp_path / "copy")
    assert found.weeks == ()
    assert "shallow" in found.why_none


def test_shallow_clone_that_reaches_back_has_a_trend(mesh, tmp_path):
    later = TODAY + timedelta(weeks=14)
    git(tmp_path, "clone", "--quiet", "--depth=1", mesh.as_uri(), "copy")
    assert trend(tmp_path / "copy", later) == trend(mesh, later)
    assert len(trend(mesh, later).weeks) == WEEKS


def test_folder_outside_of_a_repository_has_no_trend(tmp_path):
    for path, data in scaffold().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    assert trend(tmp_path) == Trend(why_none="the files are not in a Git repository")


def test_weeks_before_the_mesh_are_omitted(mesh, monkeypatch):
    """A repository may be older than the mesh in one of its folders."""
    git(mesh, "mv", "--", "products", "moved")
    (mesh / "data").mkdir()
    for name in ("governance", "moved"):
        if (mesh / name).exists():
            git(mesh, "mv", "--", name, f"data/{'products' if name == 'moved' else name}")
    commit(mesh, "2026-11-25", monkeypatch)
    assert [each.day for each in trend(mesh / "data").weeks] == [TODAY]


def test_past_week_is_checked_once_with_a_cache(mesh, tmp_path, monkeypatch):
    cache = Cache(tmp_path / "cache")
    cache.folder.mkdir()
    found = trend(mesh, cache=cache)
    monkeypatch.setattr(trends, "compiled", lambda *_, **__: pytest.fail("compiled again"))
    assert trend(mesh, cache=cache) == found


def test_damaged_record_is_replaced(mesh, tmp_path):
    cache = Cache(tmp_path / "cache")
    cache.folder.mkdir()
    found = trend(mesh, cache=cache)
    for record in cache.folder.iterdir():
        cache.write(record.stem, {"errors": -1, "warnings": "2", "notices": 0})
    assert trend(mesh, cache=cache) == found


def test_settings_are_part_of_a_record(mesh, tmp_path):
    """After a change of the settings, no earlier count is shown."""
    cache = Cache(tmp_path / "cache")
    cache.folder.mkdir()
    trend(mesh, cache=cache)
    before = len(list(cache.folder.iterdir()))
    settings = mesh / "governance/mesh.yaml"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(
        "apiVersion: meshwright/v1\nkind: Mesh\nname: changed\nproperties: {}\n", encoding="utf-8"
    )
    trend(mesh, cache=cache)
    assert len(list(cache.folder.iterdir())) == 2 * before
