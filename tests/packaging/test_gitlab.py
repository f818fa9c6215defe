"""The GitLab templates, run like GitLab's runner does: line after line, until one fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from meshwright.catalog.history import OpenRequest
from meshwright.report.review_markdown import MARKER
from meshwright.workspace.pull_requests import open_requests_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

TEMPLATES = Path(__file__).parents[2] / "templates/gitlab"
CHECK = yaml.safe_load((TEMPLATES / "mesh.gitlab-ci.yml").read_text())
PAGES = yaml.safe_load((TEMPLATES / "mesh-pages.gitlab-ci.yml").read_text())["pages"]
NOTES = "/projects/9/merge_requests/12/notes"


@pytest.fixture
def run_job(tmp_path: Path) -> Run:
    """Return a function that runs a job's script, or the given lines, in a folder, with our program first in the path."""

    def run(job: str | list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        script = tmp_path / "script"
        script.write_text("\n".join(CHECK[job]["script"] if isinstance(job, str) else job))
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        command = ["bash", "-eo", "pipefail", str(script)]
        environment = {**os.environ, "PATH": path, "no_proxy": "127.0.0.1", **variables}
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("name", ["CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA"])
def test_breaking_merge_request_fails(name: str, run_job: Run, changed: tuple[Path, str]) -> None:
    """The log states why, and the files for the widget and the note are written."""
    mesh, base = changed
    others = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "gone", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": ""}
    ran = run_job("mesh", mesh, **{**others, name: base})
    quality = json.loads((mesh / "meshwright.json").read_text())
    report = (mesh / "meshwright.md").read_text()

    assert (ran.returncode, ran.stderr) == (1, "")
    assert "error[unknown-contract-version]" in ran.stdout
    assert "unknown-contract-version" in {each["check_name"] for each in quality}
    assert report.startswith(f"{MARKER}\n")


def test_a_merge_request_that_changes_nothing_passes(run_job: Run, changed: tuple[Path, str]) -> None:
    """Earlier findings do not count."""
    ran = run_job("mesh", changed[0], CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads((changed[0] / "meshwright.json").read_text()) == []


def test_missing_base_fails_with_exit_code_2(run_job: Run, changed: tuple[Path, str]) -> None:
    ran = run_job("mesh", changed[0], CI_MERGE_REQUEST_DIFF_BASE_SHA="gone")

    assert (ran.returncode, ran.stdout) == (2, "")


@pytest.mark.parametrize(
    ("notes", "written"),
    [
        ([], f"POST {NOTES}"),
        ([{"id": 1, "author": {"id": 8}, "body": MARKER}], f"POST {NOTES}"),
        ([{"id": 1, "author": {"id": 7}, "body": f"as {MARKER} says"}], f"POST {NOTES}"),
        ([{"id": 1, "author": {"id": 7}, "body": f"{MARKER}\nold"}], f"PUT {NOTES}/1"),
    ],
)
def test_one_note_is_kept(
    notes: list[dict[str, Any]], written: str, run_job: Run, forge: Any, tmp_path: Path
) -> None:
    """The note is recognised by its author and its first line."""
    report = f"{MARKER}\n\nnothing — breaks\n"
    (tmp_path / "meshwright.md").write_text(report, encoding="utf-8")
    many = 100 * [{"id": 2, "author": {"id": 8}, "body": ""}]
    forge.answers.update(
        {
            "GET /user": {"id": 7},
            f"GET {NOTES}?per_page=100&page=1": many,
            f"GET {NOTES}?per_page=100&page=2": notes,
            written: {},
        }
    )
    variables = {"CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "9", "CI_MERGE_REQUEST_IID": "12"}
    ran = run_job("mesh-note", tmp_path, **variables, MESHWRIGHT_TOKEN="hush")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert forge.writes == [(written, {"body": report})]


def test_without_report_no_note_is_written(run_job: Run, forge: Any, tmp_path: Path) -> None:
    """A failed check produces an empty file."""
    (tmp_path / "meshwright.md").write_text("")
    variables = {"CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "9", "CI_MERGE_REQUEST_IID": "12"}
    ran = run_job("mesh-note", tmp_path, **variables, MESHWRIGHT_TOKEN="hush")

    assert (ran.returncode, ran.stderr) == (1, "nothing to write: the check produced no report\n")
    assert forge.trusted == []


def test_only_the_note_uses_the_token() -> None:
    """The job that has it fetches nothing from the repository, and the others do not name it."""
    using = {
        name
        for name, job in CHECK.items()
        if "MESHWRIGHT_TOKEN" in json.dumps([job["script"], job.get("rules")])
    }

    assert using == {"mesh-note", "mesh-reviews"}
    assert all(CHECK[name]["variables"] == {"GIT_STRATEGY": "none"} for name in using)


@pytest.mark.parametrize(
    ("approving", "code"), [([], 1), (["pia"], 0), (["gil"], 1), (["stranger"], 1), (["author"], 1)]
)
@pytest.mark.slow
def test_a_forged_approval_of_a_waiver_fails(
    approving: list[str], code: int, run_job: Run, forge: Any, waived: tuple[Path, str]
) -> None:
    """It passes once a member of the team that the waiver names has approved, according to the base."""
    mesh, base = waived
    request = "/projects/9/merge_requests/12"
    forge.answers[f"GET {request}"] = {"author": {"username": "author"}}
    forge.answers[f"GET {request}/approvals"] = {
        "approved_by": [{"user": {"username": name}} for name in approving]
    }
    variables = {"CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "9", "CI_MERGE_REQUEST_IID": "12"}
    asked = run_job("mesh-reviews", mesh, **variables)
    held = run_job("mesh-approvals", mesh, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)

    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "", "")
    assert (held.returncode, held.stderr) == (code, "")
    assert f"{'missing' if code else 'approved'}: `privacy` (claimed by the waiver): " in held.stdout


@pytest.mark.parametrize("last", [0, 1])
def test_lead_times_come_from_all_merge_requests(last: int, run_job: Run, forge: Any, tmp_path: Path) -> None:
    """The forge returns a hundred at a time; the build gets the required keys of each."""
    one = {"merge_commit_sha": "a", "squash_commit_sha": None, "created_at": "x", "merged_at": "y"}
    asked = "GET /projects/9/merge_requests?state=merged&per_page=100&page={}"
    forge.answers.update({asked.format(1): 100 * [one | {"title": "t"}], asked.format(2): last * [one]})
    forge.answers["GET /projects/9/merge_requests?state=opened&per_page=100&page=1"] = []
    variables = {"CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "9"}
    ran = run_job([*PAGES["script"][:2], 'echo "$@"'], tmp_path, **variables)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "--pull-requests meshwright-requests.json\n", "")
    assert PAGES["script"][2] == 'meshwright catalog build "$@"'
    assert json.loads((tmp_path / "meshwright-requests.json").read_text()) == (100 + last) * [one]


def test_open_merge_requests_have_their_files(run_job: Run, forge: Any, tmp_path: Path) -> None:
    """The digest reads them from the same file; if the forge returns no files, there are still lead times."""
    merged = {"merge_commit_sha": "a", "squash_commit_sha": None, "created_at": "x", "merged_at": "y"}
    waiting = {
        "iid": 7,
        "state": "opened",
        "title": "Read plays",
        "web_url": "https://forge.example/7",
        "created_at": "2026-11-20T09:00:00Z",
    }
    requests = "GET /projects/9/merge_requests"
    forge.answers[f"{requests}?state=merged&per_page=100&page=1"] = [merged]
    forge.answers[f"{requests}?state=opened&per_page=100&page=1"] = [waiting | {"draft": False}]
    variables = {"CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "9"}
    ran = run_job([*PAGES["script"][:2], 'echo "$@"'], tmp_path, **variables)
    export = tmp_path / "meshwright-requests.json"

    assert json.loads(export.read_text()) == [merged]
    assert ran.stderr == "the digests do not list open requests: the forge answers 404 for their files\n"

    forge.answers[f"{requests}/7/diffs?per_page=100&page=1"] = [
        {"old_path": "a.yaml", "new_path": "b.yaml", "diff": ""}
    ]
    ran = run_job([*PAGES["script"][:2], 'echo "$@"'], tmp_path, **variables)

    assert (ran.returncode, ran.stderr) == (0, "")
    opened = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert open_requests_of(export) == (
        OpenRequest(opened, "7", "Read plays", "https://forge.example/7", ("b.yaml", "a.yaml")),
    )


def test_catalog_is_built_without_merge_requests(run_job: Run, forge: Any, tmp_path: Path) -> None:
    """A private project answers nothing without a token; the log states the consequence."""
    variables = {"CI_API_V4_URL": forge.url, "CI_PROJECT_ID": "9"}
    ran = run_job([*PAGES["script"][:2], 'echo "$@"'], tmp_path, **variables)

    assert (ran.returncode, ran.stdout) == (0, "\n")
    assert ran.stderr == "lead times come only from commits: the forge answers 404 for merge requests\n"


def test_package_must_be_stated() -> None:
    """Anyone could register an unregistered name on a package index. The pip of Python itself is used."""
    (line,) = CHECK["mesh"]["before_script"]
    ran = subprocess.run(["bash", "-ec", line], capture_output=True, text=True, check=False, env={})

    assert PAGES["before_script"] == [line]
    assert line.startswith("python3 -I -m pip install ")
    assert ran.returncode != 0
    assert "MESHWRIGHT: set it to the package for pip" in ran.stderr
