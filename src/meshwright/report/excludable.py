"""Files and folders that are probably not part of the mesh, suggested for the `exclude` setting."""

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
"""Folder names that usually indicate examples or third-party documents."""
MOST_PLACES = 10
_TEMPLATE = re.compile(r"_?(?:template|example)\.|.*\.template\.", re.IGNORECASE)
"""Prefixes of file names that indicate templates."""
_SPECIAL = re.compile(r"[*?\[\]\\]")
"""Characters with a special meaning in patterns as in .gitignore."""


def excludable(report: Report, exclusion: Exclusion) -> Iterator[str]:
    """Yield a suggestion to exclude the files and folders that are probably not part of the mesh.

    There is no suggestion if it would exclude all files.
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
    """Return the outermost folder in a path that is probably not part of the mesh, with a trailing `/`.

    If there is none, return the file if it is probably not part of the mesh, or else an empty string.
    """
    *steps, name = path.split("/")
    for number, step in enumerate(steps, 1):
        if step.casefold() in ASIDE:
            return "/".join(steps[:number]) + "/"
    return path if _TEMPLATE.match(name) else ""
