"""Conversion of files in earlier standards to ODCS 3.2: reads the files, and chooses the paths of the results.

This module does not write files or know the command line.
"""

# ruff: noqa: PTH100, PTH112, PTH118 - file names can contain arbitrary bytes; Path adds nothing

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from meshwright.finding.locations import Places
from meshwright.source import limits
from meshwright.source.discovery import FileKind
from meshwright.source.folder import Skipped, read
from meshwright.source.place import Lines, Part, Position
from meshwright.source.problem import AmbiguousScalar, MergeKey
from meshwright.source.snapshot import of_folder
from meshwright.source.suppression import comment_starts
from meshwright.source.text import decode
from meshwright.source.tree import parse, syntax_of
from meshwright.source.yaml_writer import yaml_text
from meshwright.standards.conversion.carrying import Note
from meshwright.standards.conversion.convert import convert
from meshwright.standards.conversion.kinds import WrongKindError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.source.place import Path
    from meshwright.standards.conversion.carrying import Conversion

_HARMLESS = (AmbiguousScalar, MergeKey)
"""The YAML problems that do not make the values in a file ambiguous."""


_SHOWN = 60
"""The maximum length of a listed comment."""


class ConversionError(Exception):
    """A file cannot be converted; the message states the reason."""

    def __init__(self, words: str, *, is_other: bool = False) -> None:
        super().__init__(words)
        self.is_other = is_other
        """Whether the file does not follow a standard that can be converted."""


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note with its location in the source file."""

    note: Note
    position: Position


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """A source file, and its content in ODCS 3.2."""

    path: str
    """The path that the user gave."""
    data: bytes
    """The bytes of the source file."""
    standard: str
    value: dict[str, Any]
    notes: tuple[PlacedNote, ...]
    """Notes on everything that the result omits or changes, in source order, including a note for each comment."""

    def text(self, name: str) -> bytes:
        """Return the result as YAML, or as JSON for a path with the extension `.json`."""
        if syntax_of(name) == "json":
            return (json.dumps(self.value, indent=2, ensure_ascii=False) + "\n").encode()
        return yaml_text(self.value).encode()


def converted(path: str) -> ConvertedFile:
    """Read and convert a file; raises ConversionError."""
    data = _bytes(path)
    decoded = decode(data)
    syntax = syntax_of(path)
    tree = parse(decoded.text, syntax) if not decoded.problems else None
    if tree is None or not tree.is_whole or any(not isinstance(each, _HARMLESS) for each in tree.problems):
        raise ConversionError(f"`{path}` cannot be read unambiguously; `meshwright check` shows why")
    if len(tree.documents) != 1:
        found = "no document" if not tree.documents else f"{len(tree.documents)} documents"
        raise ConversionError(f"`{path}` has {found}; a file to convert must have exactly one")
    (document,) = tree.documents
    places = Places(document.value, document.offsets)

    def written(at: Path) -> str | None:
        if places.number(at) is None:
            return None
        span = places.span(at, Part.VALUE)
        return decoded.text[span.start : span.end]

    try:
        made = convert(document.value, written)
    except limits.TooLargeError as error:
        raise ConversionError(
            f"the result for `{path}` exceeds the limit for {error.what} ({error.limit:,})"
        ) from error
    except WrongKindError as error:
        raise ConversionError(f"in `{path}`, {error}") from error
    if made is None:
        raise ConversionError(_refusal(path, document.value), is_other=True)
    if not _is_read_back(made.document):
        raise ConversionError(f"the result for `{path}` cannot be read as ODCS; it may be nested too deeply")
    lines = Lines.of(decoded.text)
    comments = comment_starts(decoded.text, tree) if syntax == "yaml" else ()
    lost = [PlacedNote(_lost_comment(decoded.text, start), lines.position(start)) for start in comments]
    notes = sorted([*_placed(made, places, lines), *lost], key=lambda each: each.position)
    return ConvertedFile(path, data, made.standard, made.document, tuple(notes))


def files_to_convert(paths: Iterable[str]) -> list[str]:
    """Return the given files, and the convertible files in the given folders, each once."""
    found: dict[str, None] = {}
    for path in paths:
        if not os.path.isdir(path):
            found[path] = None
            continue
        for name in of_folder(FilePath(path)).entries:
            inner = os.path.join(path, os.fsdecode(name.encode("utf-8", "surrogateescape")))
            if _is_convertible(inner):
                found[inner] = None
    return list(found)


def _is_convertible(path: str) -> bool:
    try:
        converted(path)
    except ConversionError as error:
        return not error.is_other
    return True


def _is_read_back(document: dict[str, Any]) -> bool:
    """Return whether a document is unchanged after it is written and read back, and is within the reader's limits."""
    text = yaml_text(document)
    read = parse(text)
    return read.is_whole and len(read.documents) == 1 and yaml_text(read.documents[0].value) == text


def _bytes(path: str) -> bytes:
    folder, name = os.path.split(os.path.abspath(path))
    try:
        found = read(os.path.realpath(folder), name, FileKind.YAML.limit)
    except FileNotFoundError:
        raise ConversionError(f"`{path}` does not exist") from None
    if isinstance(found, Skipped):
        raise ConversionError(f"`{path}` {found.why}")
    if len(found) > FileKind.YAML.limit:
        raise ConversionError(f"`{path}` is larger than {FileKind.YAML.limit // 2**20} MiB")
    return found


def _placed(made: Conversion, places: Places, lines: Lines) -> Iterator[PlacedNote]:
    for note in made.notes:
        start = places.span(note.path, Part.KEY).start if note.path else 0
        yield PlacedNote(note, lines.position(start))


def _lost_comment(text: str, start: int) -> Note:
    words = text[start : start + _SHOWN + 1].splitlines()[0].rstrip()
    cut = f"{words[:_SHOWN]}…" if len(words) > _SHOWN else words
    return Note((), f"comment `{cut}`", is_lost=True)


def _refusal(path: str, value: object) -> str:
    version = value.get("apiVersion") if isinstance(value, dict) else None
    if isinstance(version, str) and version.startswith(("v3.", "3.")):
        return f"`{path}` is already ODCS {version.removeprefix('v')}; no conversion is needed"
    return f"`{path}` is neither Data Contract Specification nor ODCS 2"
