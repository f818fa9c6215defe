"""Units: everything that can be derived from the bytes of one file.

This module does not know paths, registries, configuration or dates. Equal bytes give equal units, so a unit can
be built in another process and cached under the hash of the bytes.
"""

from __future__ import annotations

import marshal
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.records import dataclass
from meshwright.source.place import Lines

if TYPE_CHECKING:
    from meshwright.facts.facts import Fact
    from meshwright.facts.file_links import FileLink
    from meshwright.finding.finding import At, Finding
    from meshwright.source.place import Path
    from meshwright.source.reader import Document
    from meshwright.source.suppression import Suppression

    Refusal = tuple[Path, str, str]
    """A value of the wrong type: its location, and the expected and the actual type in words."""


@dataclass(frozen=True, slots=True)
class LocalFinding:
    """A rule's finding about a file alone."""

    rule: str
    finding: Finding


def as_unread(found: LocalFinding) -> LocalFinding:
    """Mark a finding as the reason why a document was not read."""
    return replace(found, finding=replace(found.finding, is_unread=True))


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that raised an exception or reported that it could not finish."""

    rule: str
    error: str
    """The rule's own message, or the type of the exception; never the exception's text, which may contain a secret."""
    at: At
    is_message: bool = False
    """Whether `error` is the rule's own message."""


@dataclass(frozen=True, slots=True)
class Details:
    """The parts of a unit that only some steps need: the documents' values, their locations, the lines."""

    bodies: tuple[Any, ...]
    """Each document's values: dicts, lists, scalars."""
    offsets: tuple[array[int], ...]
    """Each document's locations, in the layout of `source.reader`."""
    lines: Lines
    refused: tuple[tuple[Refusal, ...], ...] = ()
    """The values in each document whose type differs from the standard's."""


class NotRead(NamedTuple):
    """A document of an unsupported standard or version."""

    document: int
    what: str
    """The standard or version in words: `Data Contract Specification`, `ODCS v2.2.2`."""
    is_foreign: bool
    """Whether it follows another standard."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One file, compiled."""

    facts: tuple[Fact | None, ...]
    """A fact for each YAML document: None for an empty document, `PartialFacts` for an unreadable one."""
    findings: tuple[LocalFinding, ...]
    failures: tuple[Failure, ...]
    packed: bytes
    """The details, packed; see `details`."""
    suppressions: tuple[Suppression, ...] = ()
    """The comments that suppress findings; most files have none."""
    not_read: tuple[NotRead, ...] = ()
    """The documents that are not compared, regardless of their guessed identities; most files have none."""
    links: tuple[FileLink, ...] = ()
    """The links to other files in its documents."""

    def details(self) -> Details:
        """Unpack the details."""
        bodies, offsets, starts, length, refused = marshal.loads(self.packed)  # noqa: S302 - our own bytes, written by `pack`
        lines = Lines(tuple(_array(starts)), length)
        return Details(bodies, tuple(_array(each) for each in offsets), lines, refused)


_WITHOUT_REFERENCES = 2
"""The last version of the marshal format without reference marks, which differ between processes."""


def pack(
    documents: tuple[Document, ...], lines: Lines, refused: tuple[tuple[Refusal, ...], ...] = ()
) -> bytes:
    """Pack the details of a file."""
    bodies = tuple(document.value for document in documents)
    offsets = tuple(document.offsets.tobytes() for document in documents)
    kept = (bodies, offsets, array("I", lines.starts).tobytes(), lines.length, refused)
    return marshal.dumps(kept, _WITHOUT_REFERENCES)


def _array(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data)
    return numbers
