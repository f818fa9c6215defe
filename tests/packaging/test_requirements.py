"""The pinned packages cover everything that pyproject.toml requires."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
ENGINES = ("postgresql", "spark")
"""The extras of engines, which `make test` does not need; their lowest versions are not tested."""
RUNTIME = [
    *PROJECT["project"]["dependencies"],
    *(each for name, extra in EXTRAS.items() if name not in ENGINES for each in extra),
]
PINNED = sorted((ROOT / "requirements").glob("*.txt"))


def pins(path: Path) -> dict[str, set[str]]:
    """Return the pinned versions by package; more than one if they differ by Python version."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        pytest.param("dev.txt", [*RUNTIME, *PROJECT["dependency-groups"]["dev"]], id="dev"),
        pytest.param("lowest.txt", RUNTIME, id="lowest"),
        pytest.param("engines.txt", [each for name in ENGINES for each in EXTRAS[name]], id="engines"),
    ],
)
def test_every_dependency_is_pinned_within_its_range(file: str, asked: list[str]) -> None:
    """`make requirements` resolves again and compares; this test needs no package index."""
    pinned = pins(ROOT / "requirements" / file)
    unmet = [
        each
        for each in map(Requirement, asked)
        if not pinned.get(canonicalize_name(each.name))
        or not all(each.specifier.contains(version) for version in pinned[canonicalize_name(each.name)])
    ]

    assert unmet == []


def test_lowest_pins_the_lowest_version_of_each_range() -> None:
    """An untested lower end of a range is only a claim."""
    pinned = pins(ROOT / "requirements/lowest.txt")
    floors = {
        canonicalize_name(each.name): next(s.version for s in each.specifier if s.operator == ">=")
        for each in map(Requirement, RUNTIME)
    }

    assert {
        name: version
        for name, version in floors.items()
        if not any(
            pin == version or re.fullmatch(re.escape(version) + r"(\.0)*", pin) for pin in pinned[name]
        )
    } == {}


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.stem)
def test_every_pin_has_hashes_and_no_file_names_an_index(path: Path) -> None:
    """`pip install --require-hashes` uses the files; an address would bind them to one machine's index."""
    text = path.read_text()
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)

    assert "//" not in text
    assert [entry.split()[0] for entry in entries if entry and "--hash=sha256:" not in entry] == []


def test_make_and_ci_install_only_what_is_pinned() -> None:
    """No command of the project's own set-up may resolve versions itself."""
    scripts = [ROOT / "Makefile", *sorted((ROOT / ".ci").iterdir())]
    installs = [
        line.strip()
        for path in scripts
        for line in path.read_text().replace("\\\n", " ").splitlines()
        if "pip install" in line and not line.lstrip().startswith("#")
    ]

    assert installs
    assert [
        line for line in installs if "--require-hashes" not in line and "--no-build-isolation" not in line
    ] == []
