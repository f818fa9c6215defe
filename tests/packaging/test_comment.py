"""The workflow that comments: whatever a stranger's run produces, it writes reports only on their own pull request."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from meshwright.report.review_markdown import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

TEMPLATES = Path(__file__).parents[2] / "templates/github"
WORKFLOW = yaml.safe_load((TEMPLATES / "mesh-comment.yml").read_text())
(STEP,) = WORKFLOW["jobs"]["comment"]["steps"]
REPORT = f"{MARKER}\n\n**nothing breaks**\n"
API = "/repos/water/garden"
LIST = f"GET {API}/actions/runs/5/artifacts?name=mesh-comment"
ZIP = f"GET {API}/actions/artifacts/7/zip"
COMMENTS = f"GET {API}/issues/12/comments?per_page=100&page="
OURS = {"login": "github-actions[bot]"}
EVENT = {
    "github.token": "hush",
    "github.event.workflow_run.id": "5",
    "github.event.workflow_run.head_sha": "abc",
    "github.event.workflow_run.head_branch": "topic",
    "github.event.workflow_run.head_repository.full_name": "fork/garden",
}


def pull(**different: object) -> dict[str, object]:
    """Return a pull request from a fork."""
    head = {"sha": "abc", "ref": "topic", "repo": {"full_name": "fork/garden"}}
    state = different.pop("state", "open")
    return {"state": state, "head": {**head, **different}}


def artifact(report: bytes | str = REPORT, number: str = "12\n") -> bytes:
    """Zip the files that a run produces."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("number", number)
        archive.writestr("report.md", report)
    return data.getvalue()


@pytest.fixture
def comment(forge: Any, run_step: Run, tmp_path: Path) -> Run:
    """Return a function that runs the step on an artifact, with some answers of the forge replaced."""

    def run(data: bytes, size: int | None = None, **different: object) -> Any:
        usual = {
            LIST: {"artifacts": [{"id": 7, "size_in_bytes": len(data) if size is None else size}]},
            ZIP: f"{forge.url}/elsewhere",
            "GET /elsewhere": data,
            f"GET {API}/pulls/12": pull(),
            f"{COMMENTS}1": [],
            f"POST {API}/issues/12/comments": {},
        }
        forge.answers.update(usual | different)
        return run_step(STEP, tmp_path, **EVENT, GITHUB_API_URL=forge.url, GITHUB_REPOSITORY="water/garden")

    return run


def test_first_report_becomes_a_comment(comment: Run, forge: Any) -> None:
    """Only the forge gets the token, not the host of its artifacts."""
    ran = comment(artifact())

    assert (ran.code, ran.stdout, ran.stderr) == (0, "", "")
    assert forge.writes == [(f"POST {API}/issues/12/comments", {"body": REPORT})]
    assert forge.trusted == [
        LIST,
        ZIP,
        f"GET {API}/pulls/12",
        f"{COMMENTS}1",
        f"POST {API}/issues/12/comments",
    ]


def test_later_report_replaces_the_first(comment: Run, forge: Any) -> None:
    """The comment is recognised by its author and first line; others may write that line, and the author other comments."""
    others = [
        {"id": 1, "user": {"login": "stranger"}, "body": REPORT},
        {"id": 2, "user": OURS, "body": f"as {MARKER} says"},
        {"id": 3, "user": None, "body": None},
    ]
    pages = {
        f"{COMMENTS}1": others + 97 * others[:1],
        f"{COMMENTS}2": [{"id": 4, "user": OURS, "body": REPORT}],
    }
    ran = comment(artifact(), **pages, **{f"PATCH {API}/issues/comments/4": {}})

    assert (ran.code, ran.stderr) == (0, "")
    assert forge.writes == [(f"PATCH {API}/issues/comments/4", {"body": REPORT})]


def test_newest_of_several_attempts_counts(comment: Run, forge: Any) -> None:
    """A repeated run produces another report."""
    attempts = [{"id": each, "size_in_bytes": 1} for each in (6, 7, 3)]

    assert comment(artifact(), **{LIST: {"artifacts": attempts}}).code == 0
    assert len(forge.writes) == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (artifact(number="1; rm -rf /"), "refused: the number of the pull request is not a number"),
        (artifact(number="$(id)"), "refused: the number of the pull request is not a number"),
        (artifact(number="../../12"), "refused: the number of the pull request is not a number"),
        (artifact(number="12\n13\n"), "refused: the number of the pull request is not a number"),
        (artifact(number="-12"), "refused: the number of the pull request is not a number"),
        (
            artifact(number="\N{FULLWIDTH DIGIT ONE}2"),
            "refused: the number of the pull request is not a number",
        ),
        (artifact(number=""), "refused: the number of the pull request is not a number"),
        (artifact(number=21 * "1"), "refused: a file is too large"),
        (artifact("**all is well**\n"), "refused: the first line is not that of a report"),
        (artifact(f"\n{REPORT}"), "refused: the first line is not that of a report"),
        (artifact(f"{MARKER} \n"), "refused: the first line is not that of a report"),
        (artifact(""), "refused: the first line is not that of a report"),
        (artifact(REPORT + 65_536 * "é"), "refused: the report is too large for a comment"),
        (artifact(REPORT + 300_000 * "x"), "refused: a file is too large"),
        (artifact(REPORT.encode() + b"\xff"), "UnicodeDecodeError "),
        (b"##[error]no archive", "BadZipFile "),
        (artifact().replace(b"report.md", b"##[error]"), "KeyError "),
        (artifact()[:40] + b"##[error]" + artifact()[49:], "BadZipFile "),
    ],
)
def test_artifact_without_report_is_refused(data: bytes, told: str, comment: Run, forge: Any) -> None:
    """Nothing is written, and the log repeats none of its words, because it would execute some as commands."""
    ran = comment(data)

    assert (ran.code, ran.stdout, ran.stderr) == (1, "", f"{told}\n")
    assert forge.writes == []


def test_oversized_artifact_is_not_read(comment: Run, forge: Any) -> None:
    """The limit applies to the size that the forge states and to the actual size."""
    honest, lying = comment(b"", size=1_000_001), comment(1_000_001 * b"x", size=1)

    assert [honest.stderr, lying.stderr] == 2 * ["refused: the artifact is too large\n"]
    assert forge.trusted == [LIST, LIST, ZIP]


@pytest.mark.parametrize("other", [{"ref": "main"}, {"repo": {"full_name": "water/garden"}}, {"repo": None}])
def test_other_pull_request_is_not_commented_on(other: dict[str, object], comment: Run, forge: Any) -> None:
    """A run names its pull request, and the forge confirms it; the same commit is not enough."""
    ran = comment(artifact(), **{f"GET {API}/pulls/12": pull(**other)})

    assert (ran.code, ran.stderr) == (1, "refused: the pull request is not the one that was checked\n")
    assert forge.writes == []


@pytest.mark.parametrize(
    ("different", "told"),
    [
        ({LIST: {"artifacts": []}}, "the check produced no report"),
        ({f"GET {API}/pulls/12": pull(sha="def")}, "the pull request has a newer commit, or is closed"),
        ({f"GET {API}/pulls/12": pull(state="closed")}, "the pull request has a newer commit, or is closed"),
    ],
)
def test_outdated_or_missing_report_is_not_written(
    different: dict[str, object], told: str, comment: Run, forge: Any
) -> None:
    """A report on an earlier commit would mislead."""
    ran = comment(artifact(), **different)

    assert (ran.code, ran.stdout) == (0, f"nothing to write: {told}\n")
    assert forge.writes == []


def test_error_of_the_forge_is_logged_only_by_its_number(comment: Run) -> None:
    """Its words are as untrusted as any others."""
    ran = comment(artifact(number="13"))

    assert (ran.code, ran.stdout, ran.stderr) == (1, "", "HTTPError 404\n")
