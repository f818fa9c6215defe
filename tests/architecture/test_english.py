"""Retired phrases stay away: all texts are in plain English (see CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "action.yml",
    "benchmarks",
    "templates",
    "governance/decisions",
    "docs",
    "site/content",
    "src/meshwright/catalog",
)
ASSETS = ("*.html", "*.js", "*.css")
"""Templates, scripts and styles of the catalog, read line by line with their comments and labels."""
PHRASES = {
    "contractions: write `cannot`, `is not`, `does not`": (r"\b[a-z]+n't\b(?! start new thread)", 0),
    "somebody, nobody: name the consumer, the owner or the team": (r"\b(?:some|no|any|every)body\b", 1),
    "tell, told: findings are reported": (r"\b(?:tells?|told) (?:of|that|elsewhere|here)\b", 0),
    "stands, stood: write is": (r"\b(?:stands?|stood)\b", 0),
    "told apart: write distinguished": (r"\b(?:tells?|told|telling) (?:\w+ )?apart\b", 0),
    "mend: write fix": (r"\bmend(?:s|ed|ing)?\b", 0),
    "anew: write again": (r"\banew\b", 0),
    "no more, any more: write no longer": (r"\b(?:no|any) more\b(?! than)", 0),
    "would do, will do: say what to use": (r"\b(?:would|will) do\b(?=[`,;.\"]|$| it\b)", 0),
    "is no X: write is not an X": (
        r"(?<![Tt]here )\b(?:is|are) no (?!longer\b|more\b|such\b|reason\b|need\b)(?=[a-z])",
        0,
    ),
    "is hit: write is affected": (r"\b(?:is|are|be) hit\b", 0),
    "must be asked: write consult": (r"\b(?:must|has to|have to) be asked\b", 0),
    "another one: name the thing": (r"\banother one\b", 0),
    "was skipped: write was skipped": (r"\b(?:could not|nothing to) look\b", 0),
    "in clear: write in the clear": (r"\bin clear\b(?! text)", 0),
    "invalid, illegal, please": (
        r"\b(?:[Ii]nvalid|[Ii]llegal|[Pp]lease)\b(?![-/])(?! product products)",
        1,
    ),
    "Give, Say, Tell, Look: begin docstrings with Return, Yield, Report, Check": (
        r'^\s*"""(?:Give|Say|Tell|Look) ',
        0,
    ),
    "What, Who, Where, How as a noun: begin docstrings with the name of the thing": (
        r'^\s*"""(?:What|Who|Whom|Where|How|Why|When) ',
        0,
    ),
    "Return what: name what is returned": (
        r'^\s*"""(?:Return|Yield) (?:what|who|whom|where|how|why|when)\b',
        0,
    ),
    "What, Who, Where, How in assets: begin comments with the name of the thing": (
        r"(?:^\s*(?://|/?\*)|\{#)\s*(?:[Ww]hat|[Ww]hom?|[Ww]here|[Hh]ow)\b",
        0,
    ),
    "look as a noun: write observation": (
        r"\b(?:[Ss]everal|[Mm]any|earlier|last|a single|of) looks?\b(?! (?:like|for|up|at)\b)",
        0,
    ),
    "says nothing of, whichever way: say what is missing, and in which case": (
        r"\b(?:says? nothing of|whichever way)\b",
        0,
    ),
    "Declare what a command takes: declare its arguments": (r'^\s*"""Declare what\b', 0),
    "None where there is none: write if": (
        r"\b(?:None|[Ee]mpty|[Nn]othing) where (?:there|it|that|none|nothing|no)\b",
        0,
    ),
    "Does not: VERB: write a sentence without a colon": (r"\b[Dd]oes not:", 0),
    "Knows, Does not: write `This module knows`, `It does not`": (
        r'^(?:\s*""")?(?:Knows|Does not) |[.;:] (?:Knows|Does not) ',
        0,
    ),
}
"""Retired phrases, and how often each still occurs: a number may only fall."""
IN_TESTS = (
    "somebody, nobody: name the consumer, the owner or the team",
    "tell, told: findings are reported",
    "stands, stood: write is",
    "mend: write fix",
    "anew: write again",
    "no more, any more: write no longer",
    "would do, will do: say what to use",
    "is no X: write is not an X",
    "is hit: write is affected",
    "Give, Say, Tell, Look: begin docstrings with Return, Yield, Report, Check",
    "Does not: VERB: write a sentence without a colon",
)
"""The phrases that also stay away from names and docstrings of tests, where `invalid` and `what` have uses."""


@lru_cache(maxsize=1)
def texts() -> tuple[tuple[str, str], ...]:
    """Return the texts of sources and pages with their locations; read once."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    """Yield the texts with their locations: strings and comments of sources, line by line, and the lines of pages."""
    for path in sorted((ROOT / "src/meshwright").rglob("*.py")):
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
            if token.type in (tokenize.STRING, tokenize.COMMENT):
                for number, line in enumerate(token.string.splitlines(), token.start[0]):
                    yield f"{path.relative_to(ROOT)}:{number}", line
    for page in PAGES:
        found = [ROOT / page] if page.endswith(".md") else sorted((ROOT / page).rglob("*.md"))
        found += [
            each for suffix in ASSETS for each in sorted((ROOT / page).rglob(suffix)) if "catalog" in page
        ]
        for path in found:
            for number, line in enumerate(path.read_text().splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("advice", PHRASES)
def test_retired_phrases_stay_away(advice: str) -> None:
    """Each has a plainer word, which the message names."""
    pattern, most = PHRASES[advice]
    found = [f"{place}: {line.strip()}" for place, line in texts() if re.search(pattern, line)]

    assert len(found) <= most, "\n".join([advice, *found])


def _of_tests() -> Iterator[tuple[str, str]]:
    """Yield the names of tests and their helpers, as words, and their docstrings, line by line."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        place = path.relative_to(ROOT)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield f"{place}:{node.lineno}", node.name.replace("_", " ")
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                for number, line in enumerate((ast.get_docstring(node) or "").splitlines()):
                    yield f"{place}:{getattr(node, 'lineno', 1)}", line if number else f'"""{line}'


def test_retired_phrases_stay_away_from_tests() -> None:
    """A name is subject, verb and condition; a docstring gives the reason."""
    patterns = {advice: re.compile(PHRASES[advice][0]) for advice in IN_TESTS}
    found = [
        f"{place}: {text.strip()} ({advice})"
        for place, text in _of_tests()
        for advice, pattern in patterns.items()
        if pattern.search(text)
    ]

    assert found == []
