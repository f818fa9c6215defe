"""What the catalog is written in cannot be talked into running anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CATALOG = Path(__file__).parents[2] / "src/meshwright/catalog"
TEMPLATES = sorted([*CATALOG.rglob("templates/**/*.html"), *CATALOG.rglob("theme/**/*.html")])
SCRIPTS = sorted(CATALOG.rglob("*.js"))
MODULES = sorted(CATALOG.rglob("*.py"))
IN_CODE = re.compile(r"\bMarkup\((?!\))|\|\s*safe\b|autoescape=False|\.unescape\(")
IN_TEMPLATES = re.compile(
    r"\|\s*safe\b|Markup|autoescape|javascript:|\bon[a-z]+\s*=|\bstyle\s*=|<style|<script(?![^>]*\bsrc=)"
)
IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe|document\.write"
    r"|\beval\b|new Function|setAttribute\(\s*[\"'](?:on|style|srcdoc)|\.srcdoc|javascript:"
    r"|\bset(?:Timeout|Interval)\(\s*[\"'`]|https?://(?!www\.w3\.org/)"
)


def name(path: Path) -> str:
    """Name a file by its place in the catalog."""
    return path.relative_to(CATALOG).as_posix()


def found(pattern: re.Pattern[str], path: Path) -> list[str]:
    """Return the lines that a pattern finds."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if pattern.search(line)]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_two_modules_declare_text_to_be_markup(path) -> None:
    """Where it is made safe, and where it is rendered."""
    lines = found(IN_CODE, path)

    assert lines == [] or name(path) in ("text.py", "html/rendering.py")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_escape_everything_and_hold_neither_script_nor_style(path) -> None:
    """The policy would stop both, and the escaping is never turned off."""
    assert found(IN_TEMPLATES, path) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_make_text_and_elements_and_no_html(path) -> None:
    """Nor do they run text, or speak to another host."""
    assert found(IN_SCRIPTS, path) == []


def test_there_is_something_to_look_at() -> None:
    """The folders are where they are thought to be."""
    assert TEMPLATES
    assert SCRIPTS
    assert MODULES
