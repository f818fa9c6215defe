"""Releases: reproducible bytes, a test of each extra, and one way to install."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from runpy import run_path

import pytest
import yaml

from requires import requires

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PARTS = ("src", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md")
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
MINIMAL = ROOT / "tests/meshes/minimal"
PORT = ["new", "port", "player/play-events/more", "--diff", "--from"]
TRIED = {
    "": ["check"],
    "catalog": ["catalog", "build"],
    "completion": ["completion", "bash"],
    "data": [*PORT, "rows.csv"],
    "init": ["new", "--help"],
    "measure": ["doctor"],
    "schemas": ["check"],
    "watch": ["check"],
}
"""A command for each extra that needs it; exit code 1 of `--diff` means that there is something to write."""
PACKAGES = {
    "": "sqlglot",
    "init": "questionary",
    "measure": "duckdb",
    "schemas": "jsonschema_rs",
    "watch": "watchfiles",
}
"""A package of the extra, if its command would also succeed without it."""


def built(folder: Path, moment: int) -> dict[str, bytes]:
    """Build a copy of the sources with another modification time; return the distributions by name."""
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(
            source,
            folder / part,
            **({"ignore": shutil.ignore_patterns("__pycache__")} if source.is_dir() else {}),
        )
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))
        path.chmod(0o755 if path.is_dir() else 0o600 + moment % 0o100)
    command = [sys.executable, "-m", "hatchling", "build"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


@pytest.mark.slow
def test_two_builds_produce_the_same_bytes(tmp_path: Path) -> None:
    """The time of the checkout does not matter, for the wheel and the sources."""
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    one, other = (
        built(folder, moment) for folder, moment in zip(folders, (1_600_000_000, 1_650_000_036), strict=True)
    )

    assert sorted(name.rpartition(".")[2] for name in one) == ["gz", "whl"]
    assert one == other


@pytest.mark.slow
@pytest.mark.parametrize("extra", TRIED, ids=lambda extra: extra or "core")
def test_the_wheel_works_with_each_extra(extra: str, wheel: Path, tmp_path: Path) -> None:
    """In an environment without anything else."""
    uv, home = requires("uv"), tmp_path / "home"
    program = home / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, home], check=True)
    wanted = f"{wheel}[{extra}]" if extra else str(wheel)
    command = [uv, "pip", "install", "--quiet", "--python", program / "python", wanted]
    subprocess.run(command, check=True)
    mesh = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    (mesh / "rows.csv").write_text("a,b\n1,x\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    ran = subprocess.run(
        [program / "meshwright", *TRIED[extra]],
        cwd=mesh,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    package = PACKAGES.get(extra, "meshwright")
    found = subprocess.run([program / "python", "-I", "-c", f"import {package}"], check=False)

    assert (ran.returncode, ran.stderr) == (1 if extra == "data" else 0, "")
    assert found.returncode == 0


def test_every_extra_has_a_command() -> None:
    """The extras of engines have their own tests, by `.ci/engines`."""
    assert {each for each in TRIED if each} | {"postgresql", "spark"} == PROJECT["project"][
        "optional-dependencies"
    ].keys()


INSTALL = re.compile(r"pip3? install\s+(?!-)\S.*")
LINES = {
    "pip install 'meshwright @ git+<url of the Meshwright repository>@<a release>'",
    "pip install 'meshwright[catalog,data] @ git+<url of the Meshwright repository>@<a release>'  # with extras",
}


def test_there_is_one_way_to_install() -> None:
    """A URL, because the package is on no index: on the first page of the documentation and at the top of the README."""
    folders = ("src", "docs/pages", "templates", "action.yml", "README.md", "CONTRIBUTING.md", "SECURITY.md")
    paths = [
        path
        for each in folders
        for path in ([ROOT / each] if (ROOT / each).is_file() else (ROOT / each).rglob("*"))
    ]
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in paths
        if path.suffix in {".py", ".md", ".yml", ".yaml", ".html"}
        and (lines := {line.strip() for line in path.read_text().splitlines() if INSTALL.search(line)})
    }

    assert found.keys() == {"README.md", "docs/pages/index.md"}
    assert found["docs/pages/index.md"] == LINES
    assert found["README.md"] < LINES


def test_messages_name_existing_extras() -> None:
    """Messages name them as `the extra x`."""
    text = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    named = set(re.findall(r"\bextra `(\w+)`", text))

    assert named <= PROJECT["project"]["optional-dependencies"].keys()
    assert {"catalog", "completion", "data"} <= named


def test_containerfile_passes_the_linter() -> None:
    """The release workflow builds and tests the image."""
    done = subprocess.run(
        [requires("hadolint"), str(ROOT / "Containerfile")], capture_output=True, text=True, check=False
    )
    text = (ROOT / "Containerfile").read_text()

    assert (done.returncode, done.stdout) == (0, "")
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE) == ["10001"]
    assert "--require-hashes" in text


def test_image_has_the_locked_packages() -> None:
    """They have the same versions as in all other tests."""
    pins = re.compile(r"^([\w.-]+==[^\s;]+)", re.MULTILINE)
    image, dev, engines = (
        set(pins.findall((ROOT / f"requirements/{name}.txt").read_text()))
        for name in ("image", "dev", "engines")
    )

    assert image <= dev | engines
    assert not any(each.startswith(("pytest==", "ruff==")) for each in image)


@pytest.mark.parametrize(
    ("tag", "changelog", "words"),
    [
        ("v0.1.0", "## 0.1.0\n\n- x\n", ""),
        ("v0.1.0", "## 0.1.0 (unreleased)\n", "the first section of CHANGELOG.md is not `## 0.1.0`"),
        ("v0.1.0", "## 0.2.0\n\n## 0.1.0\n", "the first section of CHANGELOG.md is not `## 0.1.0`"),
        ("v0.1.0", "", "the first section of CHANGELOG.md is not `## 0.1.0`"),
        ("v0.2.0", "## 0.2.0\n", "the tag is v0.2.0, and the version is 0.1.0"),
        ("0.1.0", "## 0.1.0\n", "the tag is 0.1.0, and the version is 0.1.0"),
    ],
)
def test_tag_must_match_version_and_changelog(tmp_path: Path, tag: str, changelog: str, words: str) -> None:
    """If it does not, the workflow stops before it builds."""
    (tmp_path / ".ci").mkdir()
    script = shutil.copyfile(ROOT / ".ci/release", tmp_path / ".ci/release")
    (tmp_path / "src/meshwright").mkdir(parents=True)
    (tmp_path / "src/meshwright/__init__.py").write_text('"""Words."""\n\n__version__ = "0.1.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{changelog}")

    assert run_path(str(script))["fault"](tag) == words


def test_published_files_are_the_tested_ones() -> None:
    """The job that may publish gets the distributions of the previous job, and runs nothing but the upload."""
    build, publish = WORKFLOW["jobs"]["build"], WORKFLOW["jobs"]["publish"]

    assert WORKFLOW[True] == {"push": {"tags": ["v*"]}}
    assert publish["needs"] == "build"
    assert publish["permissions"] == {"id-token": "write"}
    assert "permissions" not in build
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]
    assert publish["steps"][1]["with"] == {"attestations": True}
