"""The nightly workflow: one issue, kept up to date, closed when nothing is left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

TEMPLATE = Path(__file__).parents[2] / "templates/github/mesh-schedule.yml"
STEP = yaml.safe_load(TEMPLATE.read_text())["jobs"]["issue"]["steps"][1]
API = "/repos/water/garden/issues"
LIST = f"GET {API}?state=open&per_page=100&creator=github-actions%5Bbot%5D"
MARKER = "<!-- meshwright schedule -->"
TITLE = "Tasks for the mesh"
FOUND = "**1 error**\n\n### <code>player-squad</code> (1)\n\n| a |\n"
CLEAN = "**nothing found**\n"
OPEN = [{"number": 3, "body": "another of the same author's"}, {"number": 4, "body": f"{MARKER}\n\nold"}]


@pytest.fixture
def update_issue(forge: Any, run_step: Run, tmp_path: Path) -> Run:
    """Return a function that runs the step on a report, while some issues are open."""

    def run(report: str, opened: list[dict[str, object]]) -> Any:
        folder = tmp_path / "temporary/mesh-teams"
        folder.mkdir(parents=True)
        (folder / "meshwright.md").write_text(report)
        forge.answers.update({LIST: opened, f"POST {API}": {}, f"PATCH {API}/4": {}})
        environment = {
            "GITHUB_API_URL": forge.url,
            "GITHUB_REPOSITORY": "water/garden",
            "GITHUB_SERVER_URL": "https://forge.example",
            "GITHUB_RUN_ID": "5",
        }
        return run_step(STEP, tmp_path, **{"github.token": "hush"}, **environment)

    return run


def body(report: str) -> str:
    """Return the body of an issue."""
    return f"{MARKER}\n\n{report}\n[The run](https://forge.example/water/garden/actions/runs/5)\n"


@pytest.mark.parametrize(
    ("report", "opened", "writes"),
    [
        (FOUND, [], [(f"POST {API}", {"title": TITLE, "body": body(FOUND)})]),
        (FOUND, OPEN[:1], [(f"POST {API}", {"title": TITLE, "body": body(FOUND)})]),
        (FOUND, OPEN, [(f"PATCH {API}/4", {"title": TITLE, "body": body(FOUND), "state": "open"})]),
        (CLEAN, OPEN, [(f"PATCH {API}/4", {"title": TITLE, "body": body(CLEAN), "state": "closed"})]),
        (CLEAN, [], []),
    ],
)
def test_issue_is_open_while_there_are_tasks(
    report: str, opened: list[dict[str, object]], writes: list[object], update_issue: Run, forge: Any
) -> None:
    """Our issue is recognised by its first line."""
    ran = update_issue(report, opened)

    assert (ran.code, ran.stdout, ran.stderr) == (0, "", "")
    assert forge.writes == writes


def test_long_report_is_cut_at_a_line(update_issue: Run, forge: Any) -> None:
    """An issue has at most 65,536 characters."""
    row = "| " + 96 * "x" + " |\n"
    ran = update_issue(FOUND + 1_000 * row, [])
    ((_, content),) = forge.writes

    assert ran.code == 0
    assert len(content["body"]) < 61_000
    assert content["body"].count(row) == (60_000 - len(FOUND)) // len(row)
    assert f"{row}\n… more in the summary of the run\n" in content["body"]
