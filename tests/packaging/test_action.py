"""The Action, run like GitHub's runner does; and the workflow of a pull request around it."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from traps import booby_trapped

from meshwright.report.review_markdown import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
INSTALL, CHECK = ACTION["runs"]["steps"]
DEFAULTS = {f"inputs.{name}": declared["default"] for name, declared in ACTION["inputs"].items()}
GATHER = yaml.safe_load((ROOT / "templates/github/mesh-check.yml").read_text())["jobs"]["check"]["steps"][3]
REVIEWS = yaml.safe_load((ROOT / "templates/github/mesh-check.yml").read_text())["jobs"]["check"]["steps"][0]


@pytest.fixture
def check(run_step: Run, tmp_path: Path) -> Run:
    """Return a function that runs the action's check in a folder, as if it had installed the program."""
    programs = tmp_path / "temporary/meshwright/bin"
    programs.mkdir(parents=True)
    for name in ("meshwright", "python"):
        (programs / name).symlink_to(Path(sys.executable).parent / name)

    def run(folder: Path, **inputs: str) -> Any:
        given = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        return run_step(CHECK, folder, **(DEFAULTS | given))

    return run


def test_breaking_change_fails(check: Run, changed: tuple[Path, str]) -> None:
    """The log has annotations, the summary the report; outputs state the counts and paths."""
    mesh, base = changed
    ran = check(mesh, base=base)
    outputs = dict(ran.outputs)
    report, sarif = Path(outputs.pop("report")).read_text(), Path(outputs.pop("sarif")).read_text()

    assert (ran.code, ran.stderr) == (1, "")
    assert "::error file=products/player/play-events/contracts/daily.v1.odcs.yaml," in ran.stdout
    assert outputs == {
        "errors": str(ran.stdout.count("::error ")),
        "warnings": str(ran.stdout.count("::warning ")),
        "exit-code": "1",
    }
    assert report == ran.summary
    assert report.startswith(f"{MARKER}\n")
    assert '"version":"2.1.0"' in sarif.replace(" ", "")


def test_without_base_all_findings_count_and_are_grouped_by_team(
    check: Run, changed: tuple[Path, str]
) -> None:
    """This checks a main branch."""
    ran = check(changed[0], format="text")

    assert (ran.code, ran.outputs["exit-code"]) == (1, "1")
    assert ran.outputs["errors"] == str(ran.stdout.count("error["))
    assert "\n### <code>player-squad</code> (1)\n" in ran.summary


def test_a_clean_change_passes(check: Run, changed: tuple[Path, str]) -> None:
    """A commit compared with itself introduces nothing."""
    ran = check(changed[0], base="HEAD")
    counts = {name: ran.outputs[name] for name in ("errors", "warnings", "exit-code")}

    assert (ran.code, ran.stderr) == (0, "")
    assert counts == {"errors": "0", "warnings": "0", "exit-code": "0"}


@pytest.mark.parametrize(
    "inputs",
    [
        {"base": "--output=x"},
        {"base": "$(touch x)"},
        {"path": "; touch x\n"},
        {"fail_on": "error'; touch x; '", "format": "text $(touch x)"},
    ],
)
def test_wrong_input_fails_with_exit_code_2(
    inputs: dict[str, str], check: Run, changed: tuple[Path, str]
) -> None:
    """An input is one argument of the program, whatever it contains; nothing in it is run or written."""
    ran = check(changed[0], **inputs)

    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")
    assert not (changed[0] / "x").exists()


@pytest.mark.slow
@pytest.mark.parametrize("inputs", [{}, {"base": "HEAD"}], ids=["all", "change"])
def test_nothing_in_a_hostile_repository_runs(
    inputs: dict[str, str], check: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are named like modules and programs, its Git has commands, and PATH contains its folder."""
    ran = tmp_path / "ran"
    mesh = booby_trapped(tmp_path / "mesh", ran)
    monkeypatch.setenv("PATH", f":{os.environ['PATH']}")
    done = check(mesh, **inputs)

    assert (done.code, done.outputs["exit-code"]) == (0, "0")
    assert list(ran.iterdir()) == []


@pytest.mark.slow
def test_action_installs_itself_and_imports_nothing_from_the_repository(
    run_step: Run, tmp_path: Path
) -> None:
    """A repository may have files that are named like modules of Python."""
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    for name in ("venv", "pip", "json", "yaml", "meshwright", "sitecustomize"):
        (hostile / f"{name}.py").write_text("open('imported', 'w').close()\nraise SystemExit\n")
    tool = tmp_path / "tool"
    tool.mkdir()
    for name in ("src", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tool / name)
    installed = run_step(INSTALL, hostile, **DEFAULTS, **{"github.action_path": str(tool)})
    (hostile / "orders.odcs.yaml").write_text(
        "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\n"
    )
    ran = run_step(CHECK, hostile, **DEFAULTS)

    assert installed.code == 0, installed.stderr
    assert Path(installed.outputs["program"]).is_file()
    assert (ran.code, ran.stderr, ran.outputs["errors"]) == (0, "", "0")
    assert not (hostile / "imported").exists()


def test_installed_version_is_the_commit_of_the_action() -> None:
    """No input can choose another version."""
    assert "version" not in ACTION["inputs"]
    assert re.findall(r'wanted="(.*)"', INSTALL["run"]) == ["$ACTION", "${ACTION}[$EXTRAS]"]


def test_comment_accepts_the_files_of_the_check(
    check: Run, run_step: Run, forge: Any, changed: tuple[Path, str], tmp_path: Path
) -> None:
    """From a change to the comment on it."""
    mesh, base = changed
    outputs = check(mesh, base=base).outputs
    event = {"github.event.pull_request.number": "12", "steps.mesh.outputs.report": outputs["report"]}
    gathered = run_step(GATHER, mesh, **event)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for file in sorted((tmp_path / "temporary/mesh-comment").iterdir()):
            archive.write(file, file.name)
    api = "/repos/water/garden"
    head = {"sha": "abc", "ref": "topic", "repo": {"full_name": "fork/garden"}}
    forge.answers.update(
        {
            f"GET {api}/actions/runs/5/artifacts?name=mesh-comment": {
                "artifacts": [{"id": 7, "size_in_bytes": 9}]
            },
            f"GET {api}/actions/artifacts/7/zip": data.getvalue(),
            f"GET {api}/pulls/12": {"state": "open", "head": head},
            f"GET {api}/issues/12/comments?per_page=100&page=1": [],
            f"POST {api}/issues/12/comments": {},
        }
    )
    workflow = yaml.safe_load((ROOT / "templates/github/mesh-comment.yml").read_text())
    run = "github.event.workflow_run"
    expressions = {
        "github.token": "hush",
        f"{run}.id": "5",
        f"{run}.head_sha": "abc",
        f"{run}.head_branch": "topic",
        f"{run}.head_repository.full_name": "fork/garden",
        "GITHUB_API_URL": forge.url,
        "GITHUB_REPOSITORY": "water/garden",
    }
    commented = run_step(workflow["jobs"]["comment"]["steps"][0], tmp_path, **expressions)

    assert (gathered.code, commented.code, commented.stderr) == (0, 0, "")
    assert forge.writes == [(f"POST {api}/issues/12/comments", {"body": Path(outputs["report"]).read_text()})]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reviews", "code"),
    [
        ([], 1),
        ([("pia", "APPROVED", "abc")], 0),
        ([("pia", "APPROVED", "abc"), ("pia", "COMMENTED", "abc")], 0),
        ([("pia", "APPROVED", "abc"), ("pia", "CHANGES_REQUESTED", "abc")], 1),
        ([("pia", "DISMISSED", "abc")], 1),
        ([("pia", "APPROVED", "older")], 1),
        ([("gil", "APPROVED", "abc")], 1),
        ([("author", "APPROVED", "abc")], 1),
    ],
)
def test_a_forged_approval_of_a_waiver_fails(  # noqa: PLR0917 - what a workflow is made of
    reviews: list[tuple[str, str, str]],
    code: int,
    check: Run,
    run_step: Run,
    forge: Any,
    waived: tuple[Path, str],
) -> None:
    """Only the last review of each reviewer on the newest commit counts, for the teams of the base."""
    mesh, base = waived
    path = "GET /repos/water/garden/pulls/12/reviews?per_page=100&page="
    many = [{"user": {"login": "gil"}, "state": "COMMENTED", "commit_id": "abc"}] * 100
    forge.answers[f"{path}1"] = many
    forge.answers[f"{path}2"] = [
        {"user": {"login": login}, "state": state, "commit_id": commit} for login, state, commit in reviews
    ]
    event = "github.event.pull_request"
    asked = run_step(
        REVIEWS,
        mesh,
        **{
            "github.token": "hush",
            f"{event}.number": "12",
            f"{event}.head.sha": "abc",
            f"{event}.user.login": "author",
            "GITHUB_API_URL": forge.url,
            "GITHUB_REPOSITORY": "water/garden",
        },
    )
    ran = check(mesh, base=base, approvals=asked.outputs["path"])

    assert (asked.code, asked.stdout, asked.stderr) == (0, "", "")
    assert (ran.code, ran.stderr) == (code, "")
    assert ("::error::an approval is missing" in ran.stdout) == bool(code)
    assert ("not approved by" in ran.summary) == bool(code)
