"""The catalog's sources cannot run foreign code."""

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
    r"\|\s*safe\b|Markup|autoescape|javascript:|\bon[a-z]+\s*=|\bstyle\s*=|<style"
    r"|<script(?![^>]*(?:\bsrc=|\btype=\"application/json\"))"
)
IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe|document\.write"
    r"|\beval\b|new Function|setAttribute\(\s*[\"'](?:on|style|srcdoc)|\.srcdoc|javascript:"
    r"|\bset(?:Timeout|Interval)\(\s*[\"'`]|https?://(?!www\.w3\.org/)"
)


def name(path: Path) -> str:
    """Return the path of a file in the catalog."""
    return path.relative_to(CATALOG).as_posix()


def found(pattern: re.Pattern[str], path: Path) -> list[str]:
    """Return the lines that match a pattern."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if pattern.search(line)]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_two_modules_declare_text_to_be_markup(path) -> None:
    """The one that makes it safe, and the one that renders."""
    lines = found(IN_CODE, path)

    assert lines == [] or name(path) in ("text.py", "html/rendering.py")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_escape_everything_and_contain_neither_script_nor_style(path) -> None:
    """The policy would block both, and the escaping is never turned off."""
    assert found(IN_TEMPLATES, path) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_create_text_and_elements_but_no_html(path) -> None:
    """Nor do they run text, or contact another host."""
    assert found(IN_SCRIPTS, path) == []


def test_searched_folders_are_not_empty() -> None:
    assert TEMPLATES
    assert SCRIPTS
    assert MODULES
