"""Examples as patches: a document that says a part of itself, completed by a template.

A mapping gets the keys that it lacks and the template's mapping has, at every depth; a list keeps the items that it
says. Items of two lists are the same thing where they have the same name (`NAMES`); an item that the template does not
name is completed by the part of its list, in `scaffold/parts.yaml`. A comment `# no KEY` in a block mapping leaves the
key out; so does the key in another spelling (`business_name`). Added keys are at the end of their mapping, so that
no line above it moves.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from meshwright.finding.locations import Places
from meshwright.source.place import Part
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.rulekit.examples import ExpectedFinding
    from meshwright.source.place import Path as Way

PARTS = yaml.safe_load((Path(__file__).parent / "scaffold/parts.yaml").read_text())
NAMES = ("name", "property", "server", "role", "scheme", "channel")
_ABSENT = re.compile(r"^( *)# no (\w+)$", re.MULTILINE)


class Insertion(NamedTuple):
    """A key that a template adds to a mapping so many levels deep."""

    offset: int
    depth: int
    text: str


def completed_by_parts(text: str) -> str:
    """Return a template with all that the parts of its lists, and of its kind, have as well."""
    if "---" in text.splitlines():
        return text
    document = parse(text).documents[0].value
    added = inserted(text, insertions(text, "{}"))
    new = {key: value for key, value in PARTS.get(document["kind"], {}).items() if key not in document}
    return added + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in new.items())


def inserted(text: str, added: list[Insertion]) -> str:
    """Return a text with insertions made."""
    for each in sorted(added, key=lambda each: (-each.offset, each.depth)):
        text = text[: each.offset] + each.text + text[each.offset :]
    return text


def moved(mark: ExpectedFinding, text: str, added: list[Insertion]) -> ExpectedFinding:
    """Return a mark where insertions have moved it to."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    start, end = starts[mark.line - 1] + mark.column - 1, starts[mark.line - 1] + mark.end_column - 1
    lines = sum(each.text.count("\n") for each in added if each.offset <= start)
    here = [each for each in added if "\n" not in each.text and starts[mark.line - 1] <= each.offset]
    before = sum(len(each.text) for each in here if each.offset <= start)
    within = sum(len(each.text) for each in here if start < each.offset < end)
    return replace(
        mark,
        line=mark.line + lines,
        column=mark.column + before,
        end_column=mark.end_column + before + within,
    )


def insertions(text: str, template: str) -> list[Insertion]:
    """Return what a template adds below the top level; nothing to a text that cannot be read."""
    tree, supply = parse(text), parse(template)
    if not tree.is_whole or len(tree.documents) != 1:
        return []
    document = tree.documents[0]
    if not isinstance(document.value, dict):
        return []
    places = Places(document.value, document.offsets)
    patch = _Patch(text, places, _absent(text, places))
    return list(patch.of_mapping((), supply.documents[0].value))


class _Patch(NamedTuple):
    """A text that says a part of a document."""

    text: str
    places: Places
    absent: set[tuple[Way, str]]
    """The keys that are left out, with their mappings."""

    def of_mapping(self, path: Way, supply: dict[str, Any]) -> Iterator[Insertion]:
        own = self.places.at(path)
        if path:
            spelt = {_plain(key) for key in own}
            new = [
                (key, value)
                for key, value in supply.items()
                if _plain(key) not in spelt and (path, key) not in self.absent
            ]
            yield from self.added(path, new)
        for key, value in own.items():
            yield from self.of_value((*path, key), value, supply.get(key))

    def of_value(self, path: Way, own: Any, supply: Any) -> Iterator[Insertion]:
        if isinstance(own, dict) and isinstance(supply, dict):
            yield from self.of_mapping(path, supply)
        elif isinstance(own, list):
            items = [each for each in supply if isinstance(each, dict)] if isinstance(supply, list) else []
            for number, item in enumerate(own):
                if isinstance(item, dict):
                    usual = PARTS.get(path[-1], {}) if _name(item) else {}
                    found = (each for each in items if _name(each) and _name(each) == _name(item))
                    yield from self.of_mapping((*path, number), next(found, usual))

    def added(self, path: Way, new: list[tuple[str, Any]]) -> Iterator[Insertion]:
        text = self.text
        start, end = self.places.span(path, Part.VALUE)
        for key, value in reversed(new):
            written = f"{key}: {json.dumps(value, ensure_ascii=False)}"
            if text[start] == "{":
                comma = ", " if text[start + 1 : end - 1].strip() else ""
                yield Insertion(end - 1, len(path), comma + written)
            else:
                column = start - (text.rfind("\n", 0, start) + 1)
                line_end = text.find("\n", max(start, end - 1))
                offset = len(text) if line_end < 0 else line_end + 1
                yield Insertion(offset, len(path), f"{' ' * column}{written}\n")


def absent_at_top(text: str) -> set[str]:
    """Return the keys that comments leave out of a document's top level."""
    return {found[2] for found in _ABSENT.finditer(text) if not found[1]}


def _plain(key: object) -> str:
    return str(key).replace("_", "").casefold()


def _name(item: dict[str, Any]) -> tuple[str, Any] | None:
    return next(((key, item[key]) for key in NAMES if isinstance(item.get(key), str)), None)


def _absent(text: str, places: Places) -> set[tuple[Way, str]]:
    """Return the keys that comments leave out, each with the mapping that the comment's column is of."""
    found = set()
    mappings = list(_mappings(text, places, ()))
    for comment in _ABSENT.finditer(text):
        column = len(comment[1])
        above = [(start, path) for start, at, path in mappings if at == column and start < comment.start()]
        if not above:
            raise ValueError(f"`{comment[0].strip()}` is in no mapping")
        found.add((max(above)[1], comment[2]))
    return found


def _mappings(text: str, places: Places, path: Way) -> Iterator[tuple[int, int, Way]]:
    own = places.at(path)
    if isinstance(own, dict):
        start = places.span(path, Part.VALUE).start
        if own and text[start] != "{":
            yield start, start - (text.rfind("\n", 0, start) + 1), path
        for key in own:
            yield from _mappings(text, places, (*path, key))
    elif isinstance(own, list):
        for number in range(len(own)):
            yield from _mappings(text, places, (*path, number))
