"""Folders and files that are probably not part of the mesh, suggested for `exclude` with the exact setting."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from meshwright.report.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.report.formats import Exclusion
    from meshwright.rulekit.diagnostic import Report

ASIDE = frozenset(
    {
        "__tests__",
        "demo",
        "demos",
        "example",
        "examples",
        "fixture",
        "fixtures",
        "mock",
        "mocks",
        "node_modules",
        "site-packages",
        "snippets",
        "template",
        "templates",
        "test",
        "test-data",
        "test_data",
        "testdata",
        "tests",
        "third-party",
        "third_party",
        "vendor",
        "venv",
    }
)
"""Names of folders whose documents are usually examples, or belong to others."""
MOST_PLACES = 10
_TEMPLATE = re.compile(r"_?(?:template|example)\.|.*\.template\.", re.IGNORECASE)
"""The beginnings of names of files that serve as templates."""
_SPECIAL = re.compile(r"[*?\[\]\\]")
"""Characters that a pattern as in .gitignore would not take literally."""


def excludable(report: Report, exclusion: Exclusion) -> Iterator[str]:
    """Yield a line on folders and files with findings that are probably not part of the mesh; none if that is
    all of it.
    """
    found = Counter(
        place
        for each in report.diagnostics
        if each.counts and each.range is not None and (place := aside(each.range.path))
    )
    if not found or all(map(aside, report.files)):
        return
    places = sorted(found)[:MOST_PLACES]
    named = ", ".join(f"`{place}` ({counted(found[place], 'finding')})" for place in places)
    more = f" and {len(found) - len(places)} more" if len(found) > len(places) else ""
    patterns = [*exclusion.patterns, *(_SPECIAL.sub(r"\\\g<0>", f"/{place}") for place in places)]
    written = ", ".join(json.dumps(each, ensure_ascii=False) for each in patterns)
    yield f"not part of the mesh? {named}{more}; to exclude: `exclude{exclusion.sign}[{written}]` in {exclusion.where}"


def aside(path: str) -> str:
    """Return the outermost folder of a path that looks like that, with a `/` at its end, or else the file;
    empty if none does.
    """
    *steps, name = path.split("/")
    for number, step in enumerate(steps, 1):
        if step.casefold() in ASIDE:
            return "/".join(steps[:number]) + "/"
    return path if _TEMPLATE.match(name) else ""
