"""Front matter of hand-written pages: allowed keys are read here and rewritten for the site generator.

The theme inserts these values into HTML, so they are escaped. Keys that load, include or run something raise an error;
other unknown keys are omitted with a notice. This module does not read the content of a page.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.catalog.text import line
from meshwright.source.place import WIDTH
from meshwright.source.tree import parse
from meshwright.workspace.site_files import SiteError, visible

if TYPE_CHECKING:
    from meshwright.source.reader import Document

KEYS = ("title", "description", "hide", "search")
HIDDEN = ("navigation", "toc", "path", "footer", "feedback", "tags")
"""The parts of a page that the theme can hide."""
RUN = ("template", "hooks", "render_macros", "extra_css", "extra_javascript", "scripts", "handwritten")
"""Keys that make a site generator load, include or run something; this site does not support them."""
LONGEST = 1_000
"""The maximum length of a title or description."""
MOST_BOOST = 1_000
_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class SafePage(NamedTuple):
    """A page that is safe to render."""

    text: str
    notices: tuple[str, ...]
    """The omitted keys of the front matter, with file and line."""


def with_safe_front_matter(text: str, name: str) -> SafePage:
    """Return a page whose front matter is safe to render; raises SiteError with file, line and key.

    Every page gets front matter; otherwise MkDocs would read a `key: value` at the start of the text as MultiMarkdown
    metadata.
    """
    found = _BLOCK.match(text)
    entries, body = ([], text) if found is None else (_entries(found[1], name), text[found.end() :])
    if entries is None:  # two `---` lines with only comments between them
        entries, body = [], text
    safe: dict[str, Any] = {}
    notices = []
    for key, value, place in entries:
        taken, left_out = _taken(key, value, place)
        if taken is not None:
            safe[key] = taken
        notices += [f"`{place}`: unsupported front matter {each}, left out" for each in left_out]
    said = {key: safe[key] for key in KEYS if key in safe} | {"handwritten": True}
    return SafePage(f"---\n{json.dumps(said, ensure_ascii=False)}\n---\n\n{body}", tuple(notices))


def without_front_matter(text: str) -> str:
    """Return the text of a page below its front matter."""
    found = _BLOCK.match(text)
    return text[found.end() :] if found else text


def _entries(block: str, name: str) -> list[tuple[str, Any, str]] | None:
    """Return keys and values, each with file and line; None if there are only comments."""
    tree = parse(block)
    if tree.problems:
        span = tree.problems[0].span
        place = f"{name}:{_line(block, span.start)}" if span else name
        raise SiteError(f"`{place}`: front matter is not plain YAML; write `key: value` lines")
    document = tree.documents[0] if tree.documents else None
    if document is None or document.value is None:
        return None if block.strip() else []
    if len(tree.documents) > 1 or not isinstance(document.value, dict):
        raise SiteError(f"`{name}:2`: front matter is not one YAML mapping; write `key: value` lines")
    starts = _starts(document)
    return [
        (key, _as_written(value, block, start), f"{name}:{_line(block, start)}")
        for (key, value), start in zip(document.value.items(), starts, strict=True)
    ]


def _as_written(value: Any, block: str, start: int) -> Any:  # noqa: ANN401 - a YAML value
    """Return the source text of a plain scalar that is not a string; return other values unchanged.

    The source text is needed because a title can be `2026` or `1.10`.
    """
    if value is None or isinstance(value, str | dict | list | tuple):
        return value
    is_own_line = start == 0 or block[start - 1] == "\n"
    written = block[start:].partition("\n")[0].partition(":")[2].partition(" #")[0].strip()
    return written if written and is_own_line else str(value)


def _taken(key: str, value: object, place: str) -> tuple[Any, list[str]]:
    """Return the accepted part of an entry (None if there is none) and the omitted parts; raises SiteError."""
    if key in RUN:
        raise SiteError(
            f"`{place}`: front matter key `{key}` runs or loads something; remove it and write Markdown"
        )
    if key not in KEYS:
        return None, [f"key `{visible(key)[:80]}`"]
    if key == "hide":
        return _hidden(value, place)
    if key == "search":
        return _search(value, place)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
        raise _unsupported(key, f"text of at most {LONGEST:,} characters", place)
    return line(value), []


def _hidden(value: object, place: str) -> tuple[Any, list[str]]:
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(each, str) for each in parts):
        raise _unsupported("hide", f"a list of {', '.join(f'`{each}`' for each in HIDDEN)}", place)
    unknown = [f"value `{visible(each)[:80]}` of `hide`" for each in parts if each not in HIDDEN]
    return [each for each in parts if each in HIDDEN] or None, unknown


def _search(value: object, place: str) -> tuple[Any, list[str]]:
    if not isinstance(value, dict):
        raise _unsupported("search", "`exclude: true` or `boost: 2` in it", place)
    found: dict[str, Any] = {}
    left_out = []
    for key, each in value.items():
        is_number = isinstance(each, int | float) and not isinstance(each, bool)
        is_right = {"exclude": isinstance(each, bool), "boost": is_number and 0 < each <= MOST_BOOST}.get(key)
        if is_right:
            found[key] = each
        elif is_right is not None:
            expected = "true or false" if key == "exclude" else f"a number up to {MOST_BOOST:,}"
            raise _unsupported(f"search.{key}", expected, place)
        else:
            left_out.append(f"key `{visible(str(key))[:80]}` of `search`")
    return found or None, left_out


def _unsupported(key: str, expected: str, place: str) -> SiteError:
    return SiteError(f"`{place}`: unsupported value of front matter key `{key}`; expected {expected}")


def _starts(document: Document) -> list[int]:
    """Return the start positions of the top-level keys, in order."""
    starts, node = [], WIDTH
    while node < len(document.offsets):
        starts.append(document.offsets[node])
        node += WIDTH * (1 + document.offsets[node + 4])
    return starts


def _line(block: str, offset: int) -> int:
    return 2 + block.count("\n", 0, offset)
