"""What our workflows, and those that we offer, promise of their safety."""

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
"""All that any job may do beyond its workflow's reading."""
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
each_file = pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.stem)


def read(path: Path) -> dict[Any, Any]:
    """Read a workflow or an action."""
    return yaml.safe_load(path.read_text())


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    """Return what runs, by name."""
    content = read(path)
    return content["jobs"] if "jobs" in content else {"": content["runs"]}


def steps(path: Path) -> list[dict[str, Any]]:
    """Return all steps of a file."""
    return [step for job in jobs(path).values() for step in job["steps"]]


@each_file
def test_no_value_is_put_into_a_script(path: Path) -> None:
    """Values come by the environment, where they are text and are not run."""
    assert [step for step in steps(path) if "${{" in step.get("run", "")] == []


@each_file
def test_what_is_used_is_pinned_to_a_commit(path: Path) -> None:
    """A tag may be moved; beside the commit stands the release that it is."""
    used = re.findall(r"uses: (.*)", path.read_text())
    pinned = re.compile(
        r"(?:actions/[\w-]+|pypa/gh-action-pypi-publish)@[0-9a-f]{40} # v\d+\.\d+\.\d+|OWNER/meshwright@0{40}"
    )

    assert [each for each in used if not pinned.fullmatch(each)] == []


def test_one_release_is_pinned_everywhere() -> None:
    """So that a new one is one replacement."""
    texts = [path.read_text() for path in WORKFLOWS]
    pins = {pin for text in texts for pin in re.findall(r"uses: (actions/.*)", text)}

    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@each_file
def test_a_checkout_keeps_no_credentials(path: Path) -> None:
    """Nothing that runs later may push."""
    kept = [
        step
        for step in steps(path)
        if step.get("uses", "").startswith("actions/checkout@")
        and step.get("with", {}).get("persist-credentials") is not False
    ]

    assert kept == []


@each_workflow
def test_a_job_may_only_do_what_it_has_to(path: Path) -> None:
    """A workflow may read at most, and a job that may do more says so itself."""
    allowed = {
        f"{path.stem}/{name}": job["permissions"] for name, job in jobs(path).items() if "permissions" in job
    }

    assert read(path)["permissions"] in ({}, {"contents": "read"})
    assert allowed == {name: what for name, what in WRITES.items() if name.startswith(f"{path.stem}/")}


@each_workflow
def test_no_secret_is_named(path: Path) -> None:
    """And no change of a stranger's runs where there are any."""
    text = path.read_text()

    assert "secrets." not in text
    assert "pull_request_target" not in text


@each_workflow
def test_a_job_ends(path: Path) -> None:
    """Within a time, and under a name."""
    assert [name for name, job in jobs(path).items() if not {"timeout-minutes", "name"} <= job.keys()] == []


def commands(job: dict[str, Any]) -> list[str]:
    """Return the commands of a job."""
    return [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize(
    ("workflow", "name"),
    [("ci", "check"), ("ci", "lowest"), ("ci", "newest"), ("nightly", "nightly")],
)
def test_a_job_installs_what_no_test_may_lack(workflow: str, name: str) -> None:
    """With `CI=true`, a missing program fails a test; `.ci/run` sets it and installs all."""
    job = jobs(ROOT / f".github/workflows/{workflow}.yml")[name]
    ran = commands(job)

    if ran != ["bash .ci/run"]:
        assert job["env"] == {"CI": "true"}
        assert {"bash .ci/browser", "bash .ci/engines"} <= set(ran)
    assert workflow != "nightly" or PROGRAMS["lighthouse"] == f"run `{ran[-2]}`"


def test_a_job_runs_the_two_commands_of_the_readme_without_engines() -> None:
    """As a user does, on a machine with Python, Git and make alone."""
    job = jobs(ROOT / ".github/workflows/ci.yml")["bare"]
    section = (ROOT / "README.md").read_text().partition("## Try it here")[2]
    readme = re.findall(r"^(make\b[ a-z]*?) +#", section, re.MULTILINE)

    assert commands(job)[-2:] == readme == ["make", "make test"]
    assert job["env"] == {"CI": "false"}
    assert not [each for each in commands(job) if ".ci/" in each]
    assert not [step for step in job["steps"] if "actions/setup-" in step.get("uses", "")]


def test_each_job_that_runs_tests_is_one_of_these() -> None:
    """Of our own workflows; the templates run no test of ours."""
    found = {
        f"{path.stem}/{name}"
        for path in WORKFLOWS
        if path.parent != TEMPLATES
        for name, job in jobs(path).items()
        if any(re.search(r"\.ci/run|make .*\b(test|nightly|check)\b", each) for each in commands(job))
    }

    assert found == {"ci/check", "ci/bare", "ci/lowest", "ci/newest", "nightly/nightly"}


def test_what_may_comment_runs_nothing_of_the_change() -> None:
    """It has no checkout, and neither an action nor a program but Python."""
    (step,) = steps(TEMPLATES / "mesh-comment.yml")

    assert step.keys() == {"name", "shell", "env", "run"}
    assert step["shell"] == "python"
    assert not re.search(r"subprocess|system|exec|eval|import_module|__import__|extract", step["run"])


def test_the_workflows_know_each_other_and_the_report() -> None:
    """By the name of the first, the name of what it leaves, and the report's first line."""
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
def test_a_template_asks_the_action_for_what_it_has(path: Path) -> None:
    """Inputs and outputs that are misspelt would be empty, and nobody told."""
    action = read(ACTION)
    given = {
        name for step in steps(path) if "OWNER/" in step.get("uses", "") for name in step.get("with", ())
    }
    taken = set(re.findall(r"steps\.mesh\.outputs\.([\w-]+)", path.read_text()))

    assert given <= action["inputs"].keys()
    assert taken <= action["outputs"].keys()


def test_the_extras_that_are_asked_for_exist() -> None:
    """A package index only warns of one that does not."""
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
    """Run a linter; give its exit code, and what it says if it is not content."""
    done = subprocess.run(list(map(str, command)), input=text, capture_output=True, text=True, check=False)
    return (done.returncode, done.stdout + done.stderr if done.returncode else "")


def test_zizmor_finds_nothing() -> None:
    """Not even as an auditor; what it is told to ignore has its reason beside it."""
    zizmor = requires("zizmor")

    assert output(zizmor, "--offline", "--no-progress", "--persona=auditor", ACTION, *WORKFLOWS) == (0, "")


def test_shellcheck_finds_nothing() -> None:
    """Each script is tried as the shell that runs it."""
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
def test_the_forges_own_schemas_are_kept(schema: str, paths: list[Path]) -> None:
    """As check-jsonschema brings them along."""
    checker = requires("check-jsonschema")

    assert output(checker, "--builtin-schema", f"vendor.{schema}", *paths) == (0, "")
