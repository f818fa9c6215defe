"""Open pull and merge requests, from exports of a forge."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.history import OpenRequest
from meshwright.workspace.catalog_run import _ours
from meshwright.workspace.pull_requests import PullRequestsError, open_requests_of, pull_requests_of

if TYPE_CHECKING:
    from pathlib import Path

GITHUB = {
    "number": 7,
    "state": "OPEN",
    "title": "Let charts read",
    "createdAt": "2026-11-20T10:00:00Z",
    "url": "https://github.com/example/mesh/pull/7",
    "files": [{"path": "a.yaml", "additions": 1}],
}
GITLAB = {
    "iid": 8,
    "state": "opened",
    "created_at": "2026-11-19T10:00:00.000Z",
    "changes": [{"old_path": "a.yaml", "new_path": "b.yaml"}, {"old_path": "c.yaml", "new_path": "c.yaml"}],
}
MERGED = {
    "state": "closed",
    "merge_commit_sha": "a" * 40,
    "created_at": "2026-11-01T10:00:00Z",
    "merged_at": "2026-11-02T10:00:00Z",
}


def exported(folder: Path, *requests: object) -> Path:
    path = folder / "pulls.json"
    path.write_text("\n".join(map(json.dumps, requests)))
    return path


def test_open_requests_of_github_and_gitlab_are_read(tmp_path: Path) -> None:
    """Merged requests are unchanged."""
    export = exported(tmp_path, MERGED, [GITHUB], GITLAB)
    found = open_requests_of(export)

    assert [(each.number, each.title, each.files) for each in found] == [
        ("8", "", ("b.yaml", "a.yaml", "c.yaml")),
        ("7", "Let charts read", ("a.yaml",)),
    ]
    assert found[1].url == GITHUB["url"]
    assert list(pull_requests_of(export)) == ["a" * 40]


@pytest.mark.parametrize(
    "requests",
    [
        (),
        (MERGED,),
        (MERGED | {"files": [{"path": "a.yaml"}]},),
        (GITHUB, GITHUB | {"files": None}),
        (GITHUB, GITHUB | {"createdAt": "yesterday"}),
    ],
    ids=["empty", "merged", "merged with files", "without files", "without a time"],
)
def test_missing_export_means_unknown_requests(requests: tuple[object, ...], tmp_path: Path) -> None:
    assert open_requests_of(exported(tmp_path, *requests)) is None


def test_only_files_of_the_mesh_count_and_secrets_are_blanked() -> None:
    """The mesh may be in a folder of the repository."""
    opened = datetime(2026, 11, 20, tzinfo=UTC)
    requests = (
        OpenRequest(opened, "1", "a secret", "", ("mesh/products/a.yaml", "app/a.yaml")),
        OpenRequest(opened, "2", "other", "", ("app/a.yaml",)),
    )
    (found,) = _ours(requests, "mesh/", lambda text: text.replace("secret", "…"))

    assert (found.number, found.title, found.files) == ("1", "a …", ("products/a.yaml",))


def test_an_export_that_is_not_a_list_of_requests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PullRequestsError, match="is not a list of pull requests"):
        open_requests_of(exported(tmp_path, [1]))
