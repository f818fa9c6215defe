"""The files, options and names that hand-written pages state exist."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path, PurePath

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "benchmarks/README.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "governance/decisions").glob("*.md"))),
)
FOLDERS = ("", "src/meshwright/", "tests/", "benchmarks/", ".github/workflows/")
"""Paths in pages are relative to one of these."""
ELSEWHERE = {
    "build/docs": "made by `make docs`",
    "build/site": "made by `catalog build`",
    "llms.txt": "in a built site",
    "mkdocs.py": "a trap in a hostile repository",
    "mkdocs.yml": "in the `site` folder of any mesh",
    "payments/royalties": "an address",
    "plays/isrc": "an address",
    "product.json": "in a built site",
    "site/overrides/": "in any mesh",
    "sitecustomize.py": "a trap in a hostile repository",
    ".meshwright/": "in a hostile repository",
    ".yaml.txt": "an ending",
}
"""Names that look like paths of this repository, and are something else."""


@cache
def paths() -> tuple[frozenset[str], frozenset[str]]:
    """Return the files of the repository with their folders, and the bare names of modules."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [each for each in listed.stdout.splitlines() if (ROOT / each).exists()]
    folders = {str(parent) for each in files for parent in PurePath(each).parents}
    return frozenset([*files, *folders]), frozenset(
        PurePath(each).name for each in files if each.startswith("src/")
    )


def exists(name: str, page: str) -> bool:
    """Return whether a path in a page exists; a bare name of a module follows the path of its neighbour."""
    known, modules = paths()
    found = {f"{folder}{name}".rstrip("/") for folder in FOLDERS}
    if known & found or (page == "ARCHITECTURE.md" and name in modules):
        return True
    return "*" in name and any(PurePath(each).match(pattern) for each in known for pattern in found)


@pytest.mark.parametrize("page", PAGES)
def test_paths_in_pages_exist(page: str) -> None:
    """Names in code fences are not compared: they are files of the reader."""
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    named = re.findall(
        r"`([\w./*-]+\.(?:py|md|yml|yaml|toml|svg|txt|jsonl|json|sh)|\.?[\w-]+/[\w/.-]*)`", text
    )

    assert [each for each in named if each not in ELSEWHERE and not exists(each, page)] == []


def test_targets_of_make_in_pages_exist() -> None:
    """A renamed target is also renamed in the pages."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [*PAGES, *(path.as_posix() for path in sorted((ROOT / "docs/pages").rglob("*.md")))]
    named = {
        name
        for page in pages
        for name in re.findall(r"`make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"))
    }

    assert named <= targets


def test_the_install_section_lists_every_extra() -> None:
    """A reader finds there what a message about a missing extra means."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    section = (ROOT / "docs/pages/index.md").read_text(encoding="utf-8").partition("\nThe extras are ")[2]

    assert set(re.findall(r"`([a-z]+)` \(", section)) == set(extras)


def test_the_page_on_ci_lists_inputs_outputs_and_templates() -> None:
    """The Action and the templates have no other documentation."""
    page = (ROOT / "docs/pages/how-to/ci.md").read_text(encoding="utf-8")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.yml")}

    assert {*action["inputs"], *action["outputs"], *templates} <= set(re.findall(r"`([^`\n]+)`", page))


def test_the_page_on_settings_lists_every_environment_variable() -> None:
    """Those of Meshwright itself."""
    page = (ROOT / "docs/pages/reference/settings.md").read_text(encoding="utf-8")
    read = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(
            r"\b(MESHWRIGHT_[A-Z]+_?|NO_COLOR|FORCE_COLOR)", path.read_text(encoding="utf-8")
        )
    }

    assert {name for name in read if f"`{name}" not in page and f", `{name}" not in page} == set()


def test_the_page_on_postgresql_lists_every_kind_of_drift() -> None:
    """The table explains the first word of each line that `access drift` prints."""
    source = (ROOT / "src/meshwright/enforcement/postgresql/drift.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r'Drift\(\s*"([a-z-]+)"', source))
    page = (ROOT / "docs/pages/how-to/grant.md").read_text(encoding="utf-8")
    table = page.partition("| finding | meaning |")[2].partition("\n\n")[0]
    listed = {
        name for row in table.splitlines() for name in re.findall(r"`([a-z-]+)`", row[1:].partition("|")[0])
    }

    assert len(kinds) > 10
    assert listed == kinds
