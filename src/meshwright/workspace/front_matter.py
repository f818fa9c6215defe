"""Front matter of hand-written pages: a closed list of keys, read here and written anew for the site generator.

The theme prints these values as HTML, so they are escaped; keys that load, include or run something are refused.
Does not: know what the page says below.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from meshwright.catalog.text import line
from meshwright.source.place import WIDTH
from meshwright.source.tree import parse
from meshwright.workspace.site_files import SiteError, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.source.reader import Document

KEYS = ("title", "description", "hide", "search")
HIDDEN = ("navigation", "toc")
LONGEST = 1_000
"""Characters of a title or a description."""
_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def with_safe_front_matter(text: str, name: str) -> str:
    """Return a page whose front matter is safe to render; raises SiteError with file, line and key.

    The page always gets front matter, so that MkDocs takes no `key: value` at its start for MultiMarkdown's.
    """
    found = _BLOCK.match(text)
    values, body = ({}, text) if found is None else (_values(found[1], name), text[found.end() :])
    if values is None:  # two rules with nothing but comments between them
        values, body = {}, text
    safe = {
        "title": line(values["title"]) if "title" in values else None,
        "description": line(values["description"]) if "description" in values else None,
        "hide": values.get("hide"),
        "search": values.get("search"),
        "handwritten": True,
    }
    said = {key: value for key, value in safe.items() if value is not None}
    return f"---\n{json.dumps(said, ensure_ascii=False)}\n---\n\n{body}"


def _values(block: str, name: str) -> Mapping[str, Any] | None:
    tree = parse(block)
    if tree.problems:
        span = tree.problems[0].span
        place = f"{name}:{_line(block, span.start)}" if span else name
        raise SiteError(f"`{place}`: front matter is not plain YAML; write `key: value` lines")
    document = tree.documents[0] if tree.documents else None
    if document is None or document.value is None:
        return None if block.strip() else {}
    if len(tree.documents) > 1 or not isinstance(document.value, dict):
        raise SiteError(f"`{name}:2`: front matter is not one YAML mapping; write `key: value` lines")
    for (key, value), start in zip(document.value.items(), _starts(document), strict=True):
        if wrong := _wrong(key, value):
            raise SiteError(f"`{name}:{_line(block, start)}`: {wrong}")
    return document.value


def _wrong(key: str, value: object) -> str:
    """Return what is wrong with an entry; empty if nothing is."""
    if key not in KEYS:
        supported = ", ".join(f"`{each}`" for each in KEYS)
        return f"unknown front matter key `{visible(key)[:80]}`; supported: {supported}"
    if key == "hide":
        is_right = isinstance(value, list) and all(each in HIDDEN for each in value)
        expected = f"a list of {' and '.join(f'`{each}`' for each in HIDDEN)}"
    elif key == "search":
        is_right = (
            isinstance(value, dict) and value.keys() == {"exclude"} and isinstance(value["exclude"], bool)
        )
        expected = "`exclude: true` or `exclude: false` in it"
    else:
        is_right = isinstance(value, str) and 0 < len(value.strip()) <= LONGEST
        expected = f"text of at most {LONGEST:,} characters"
    return "" if is_right else f"unsupported value of front matter key `{key}`; expected {expected}"


def _starts(document: Document) -> list[int]:
    """Return where the keys of the outermost mapping start, in order."""
    starts, node = [], WIDTH
    while node < len(document.offsets):
        starts.append(document.offsets[node])
        node += WIDTH * (1 + document.offsets[node + 4])
    return starts


def _line(block: str, offset: int) -> int:
    return 2 + block.count("\n", 0, offset)
