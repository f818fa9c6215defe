"""
A description only repeats the name.

"Played at." for `played_at` is not a description: it omits the time zone, the exact meaning and the exceptions.

```yaml bad contract
schema:
  - name: plays
    description: The plays table.
#                ^^^^^^^^^^^^^^^^ 2 descriptions repeat the name; describe what the name does not say
    properties:
      - name: play_id
        logicalType: string
        description: The ID of the play.
```
```yaml good contract
description:
  usage: Read whole days.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.standards.block import Block
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odps.product import DataProduct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.schema import SchemaProperty

_WORD = re.compile(r"[a-z]+|[0-9]+|[^\W\d_]+")
_SHORT = 3
_LONGEST = 40
"""A description with more characters than the name and this number together is not checked."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@rule("thin-description", on=Block, severity=Severity.WARNING, since="0.1", preset="strict")
def thin_description(document: Block) -> Iterator[Finding]:
    """Check purposes, objects and fields; yield one finding for each document."""
    if not isinstance(document, DataContract | DataProduct):
        return
    thin = [At(path) for path, name, text in _described(document) if _is_thin(name, text)]
    if thin:
        many = f"{len(thin)} descriptions repeat" if len(thin) > 1 else "the description repeats"
        related = tuple(Related("this one too", at) for at in thin[1:])
        yield Finding(f"{many} the name; describe what the name does not say", thin[0], related)


def _described(document: DataContract | DataProduct) -> Iterator[tuple[Path, str, str | None]]:
    """Yield the location and text of each description, with the name that it describes."""
    purpose = document.description.purpose if document.description else None
    yield ("description", "purpose"), f"{document.name} {document.id}", purpose
    if isinstance(document, DataContract):
        for position, schema in enumerate(document.schema_):
            path: Path = ("schema", position)
            yield (*path, "description"), schema.name, schema.description
            yield from _fields(schema.properties, path, schema.name)


def _fields(
    properties: Iterable[SchemaProperty], path: Path, owner: str
) -> Iterator[tuple[Path, str, str | None]]:
    for position, field in enumerate(properties):
        here = (*path, "properties", position)
        yield (*here, "description"), f"{owner} {field.name}", field.description
        yield from _fields(field.properties, here, field.name)


def _is_thin(name: str, text: str | None) -> bool:
    """Return whether a description contains only the words of the name; descriptions in other scripts are ignored."""
    if not text or len(text) > len(name) + _LONGEST:
        return False
    letters = name.casefold()
    names: frozenset[str] | None = None
    for word in _each_word(text):
        if word in _EMPTY_WORDS:
            continue
        if word not in letters:  # no word in a name is this long, so most descriptions end here
            return False
        names = _words(name) if names is None else names
        if word not in names:
            return False
    return names is not None or any(True for _ in _each_word(text))


def _words(text: str) -> frozenset[str]:
    """Return the words of a description, in the singular."""
    return frozenset(_each_word(text))


def _each_word(text: str) -> Iterator[str]:
    spaced = text if text[1:].islower() else _HUMP.sub(" ", text)
    for found in _WORD.finditer(spaced.casefold()):
        yield found[0].removesuffix("s") if len(found[0]) > _SHORT else found[0]


_EMPTY_WORDS = _words(
    "a an all and are attribute column contain contract data dataset describe dimension entity field "
    "file for from "
    "give hold in is it its list number object of on or per product property record represent row "
    "specify store "
    "stream table that the this to topic type value view which"
)
"""Words that only name the kind of item described."""
