"""The safety of our workflows, and of those that we offer."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from meshwright.report.review_markdown import MARKER
from requires import PROGRAMS, requires

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates/github"
WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *TEMPLATES.glob("*.yml")])
ACTION = ROOT / "action.yml"
WRITES = {
    "mesh-check/check": {"contents": "read", "pull-requests": "read"},
    "mesh-comment/comment": {"actions": "read", "pull-requests": "write"},
    "mesh-measure/measure": {"contents": "read"},
    "mesh-measure/keep": {"contents": "write"},
    "mesh-measure/deploy": {"pages": "write", "id-token": "write"},
    "mesh-pages/build": {"contents": "read", "pull-requests": "read"},
    "mesh-pages/deploy": {"pages": "write", "id-token": "write"},
    "mesh-schedule/check": {"contents": "read"},
    "mesh-schedule/issue": {"issues": "write"},
    "release/publish": {"id-token": "write"},
    "pages/build": {"contents": "read", "pages": "read", "pull-requests": "read"},
    "pages/deploy": {"pages": "write", "id-token": "write"},
}
"""The permissions of jobs beyond reading."""
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
each_file = pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.stem)


def read(path: Path) -> dict[Any, Any]:
    """Read a workflow or an action."""
    return yaml.safe_load(path.read_text())


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    """Return the jobs by name."""
    content = read(path)
    return content["jobs"] if "jobs" in content else {"": content["runs"]}


def steps(path: Path) -> list[dict[str, Any]]:
    """Return all steps of a file."""
    return [step for job in jobs(path).values() for step in job["steps"]]


@each_file
def test_no_expression_is_inserted_into_a_script(path: Path) -> None:
    """Values come from the environment, where they are text and are not run."""
    assert [step for step in steps(path) if "${{" in step.get("run", "")] == []


@each_file
def test_actions_are_pinned_to_a_commit(path: Path) -> None:
    """A tag may be moved; a comment next to the commit names its release."""
    used = re.findall(r"uses: (.*)", path.read_text())
    pinned = re.compile(
        r"(?:actions/[\w-]+|pypa/gh-action-pypi-publish)@[0-9a-f]{40} # v\d+\.\d+\.\d+|OWNER/meshwright@0{40}"
    )

    assert [each for each in used if not pinned.fullmatch(each)] == []


def test_one_release_is_pinned_everywhere() -> None:
    """An update is one replacement."""
    texts = [path.read_text() for path in WORKFLOWS]
    pins = {pin for text in texts for pin in re.findall(r"uses: (actions/.*)", text)}

    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@each_file
def test_a_checkout_keeps_no_credentials(path: Path) -> None:
    """No later step may push."""
    kept = [
        step
        for step in steps(path)
        if step.get("uses", "").startswith("actions/checkout@")
        and step.get("with", {}).get("persist-credentials") is not False
    ]

    assert kept == []


@each_workflow
def test_a_job_has_only_the_permissions_that_it_needs(path: Path) -> None:
    """A workflow may at most read, and a job that may do more states it itself."""
    allowed = {
        f"{path.stem}/{name}": job["permissions"] for name, job in jobs(path).items() if "permissions" in job
    }

    assert read(path)["permissions"] in ({}, {"contents": "read"})
    assert allowed == {name: what for name, what in WRITES.items() if name.startswith(f"{path.stem}/")}


@each_workflow
def test_no_secret_is_named(path: Path) -> None:
    """No change from a stranger runs where there are secrets."""
    text = path.read_text()

    assert "secrets." not in text
    assert "pull_request_target" not in text


@each_workflow
def test_every_job_has_a_name_and_a_timeout(path: Path) -> None:
    assert [name for name, job in jobs(path).items() if not {"timeout-minutes", "name"} <= job.keys()] == []


def commands(job: dict[str, Any]) -> list[str]:
    """Return the commands of a job."""
    return [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize(
    ("workflow", "name"),
    [("ci", "check"), ("ci", "lowest"), ("ci", "newest"), ("nightly", "nightly")],
)
def test_jobs_install_what_tests_require(workflow: str, name: str) -> None:
    """With `CI=true`, a missing program fails a test; `.ci/run` sets it and installs everything."""
    job = jobs(ROOT / f".github/workflows/{workflow}.yml")[name]
    ran = commands(job)

    if ran != ["bash .ci/run"]:
        assert job["env"] == {"CI": "true"}
        assert {"bash .ci/browser", "bash .ci/engines"} <= set(ran)
    assert workflow != "nightly" or PROGRAMS["lighthouse"] == f"run `{ran[-2]}`"


def test_a_job_runs_the_two_commands_of_the_readme_without_engines() -> None:
    """It runs them like a user, on a machine with only Python, Git and make."""
    job = jobs(ROOT / ".github/workflows/ci.yml")["bare"]
    section = (ROOT / "README.md").read_text().partition("## Try it here")[2]
    readme = re.findall(r"^(make\b[ a-z]*?) +#", section, re.MULTILINE)

    assert commands(job)[-2:] == readme == ["make", "make test"]
    assert job["env"] == {"CI": "false"}
    assert not [each for each in commands(job) if ".ci/" in each]
    assert not [step for step in job["steps"] if "actions/setup-" in step.get("uses", "")]


def test_every_job_that_runs_tests_is_known() -> None:
    """These are jobs of our own workflows; the templates run no tests of ours."""
    found = {
        f"{path.stem}/{name}"
        for path in WORKFLOWS
        if path.parent != TEMPLATES
        for name, job in jobs(path).items()
        if any(re.search(r"\.ci/run|make .*\b(test|nightly|check)\b", each) for each in commands(job))
    }

    assert found == {"ci/check", "ci/bare", "ci/lowest", "ci/newest", "nightly/nightly"}


def test_commenting_workflow_runs_nothing_from_the_change() -> None:
    """It uses no checkout, no action, and no program but Python."""
    (step,) = steps(TEMPLATES / "mesh-comment.yml")

    assert step.keys() == {"name", "shell", "env", "run"}
    assert step["shell"] == "python"
    assert not re.search(r"subprocess|system|exec|eval|import_module|__import__|extract", step["run"])


def test_check_and_comment_workflows_fit_together() -> None:
    """They agree on the workflow's name, the artifact's name, and the report's first line."""
    check, comment = (read(TEMPLATES / f"mesh-{name}.yml") for name in ("check", "comment"))
    left = [
        step["with"]["name"] for step in check["jobs"]["check"]["steps"] if "upload" in step.get("uses", "")
    ]

    assert comment[True]["workflow_run"]["workflows"] == [check["name"]]  # YAML 1.1 reads `on` as true
    assert left == ["mesh-comment", "mesh-sarif"]
    assert "artifacts?name=mesh-comment" in comment["jobs"]["comment"]["steps"][0]["run"]
    assert f'MARKER = "{MARKER}"' in comment["jobs"]["comment"]["steps"][0]["run"]
    assert set(check[True]) == {"pull_request", "pull_request_review", "merge_group"}


@pytest.mark.parametrize(
    "path", [path for path in WORKFLOWS if path.parent == TEMPLATES], ids=lambda path: path.stem
)
def test_templates_use_only_inputs_and_outputs_of_the_action(path: Path) -> None:
    """Misspelt inputs and outputs would silently be empty."""
    action = read(ACTION)
    given = {
        name for step in steps(path) if "OWNER/" in step.get("uses", "") for name in step.get("with", ())
    }
    taken = set(re.findall(r"steps\.mesh\.outputs\.([\w-]+)", path.read_text()))

    assert given <= action["inputs"].keys()
    assert taken <= action["outputs"].keys()


def test_requested_extras_exist() -> None:
    """A package index only warns of one that does not exist."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {
        step["with"]["extras"]
        for path in WORKFLOWS
        for step in steps(path)
        if "extras" in step.get("with", ())
    }

    assert asked == {"catalog", "catalog,measure"}
    assert {extra for each in asked for extra in each.split(",")} <= project["optional-dependencies"].keys()


def output(*command: object, text: str = "") -> tuple[int, str]:
    """Run a linter; return its exit code, and its output if it fails."""
    done = subprocess.run(list(map(str, command)), input=text, capture_output=True, text=True, check=False)
    return (done.returncode, done.stdout + done.stderr if done.returncode else "")


def test_zizmor_finds_nothing() -> None:
    """Not even in its strictest mode; each ignored finding has a reason next to it."""
    zizmor = requires("zizmor")

    assert output(zizmor, "--offline", "--no-progress", "--persona=auditor", ACTION, *WORKFLOWS) == (0, "")


def test_shellcheck_finds_nothing() -> None:
    """Each script is checked for the shell that runs it."""
    shellcheck = requires("shellcheck")
    scripts = [
        step["run"]
        for path in (ACTION, *WORKFLOWS)
        for step in steps(path)
        if step.get("shell", "bash") == "bash" and "run" in step
    ]

    assert [output(shellcheck, "--shell=bash", "-", text=script) for script in scripts] == [(0, "")] * len(
        scripts
    )


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-actions", [ACTION]),
        ("gitlab-ci", sorted((ROOT / "templates/gitlab").glob("*.yml"))),
    ],
)
def test_workflows_conform_to_the_official_schemas(schema: str, paths: list[Path]) -> None:
    """The schemas come with check-jsonschema."""
    checker = requires("check-jsonschema")

    assert output(checker, "--builtin-schema", f"vendor.{schema}", *paths) == (0, "")
