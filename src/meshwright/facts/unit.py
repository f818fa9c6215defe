"""A unit: all that is known of one file from its bytes alone.

It knows no path, no register, no configuration and no date, so that equal bytes give equal units:
it can be made in another process, and kept under the hash of the bytes.
"""

from __future__ import annotations

import marshal
from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.source.place import Lines

if TYPE_CHECKING:
    from meshwright.facts.facts import Fact
    from meshwright.facts.file_links import FileLink
    from meshwright.finding.finding import At, Finding
    from meshwright.source.place import Path
    from meshwright.source.reader import Document
    from meshwright.source.suppression import Suppression

    Refusal = tuple[Path, str, str]
    """Where a value of the wrong type is, what is expected there, and what was found, in words."""


@dataclass(frozen=True, slots=True)
class LocalFinding:
    """What a rule says of a file from looking at that file alone."""

    rule: str
    finding: Finding


def as_unread(found: LocalFinding) -> LocalFinding:
    """Return a finding as one because of which a document is not read."""
    return replace(found, finding=replace(found.finding, is_unread=True))


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that threw while it looked at something."""

    rule: str
    error: str
    """The name of the exception's type: never its text, which may quote a secret."""
    at: At


@dataclass(frozen=True, slots=True)
class Details:
    """The parts of a unit that only some need: the documents' values, their places, the lines."""

    bodies: tuple[Any, ...]
    """Each document's values: dicts, lists, scalars."""
    offsets: tuple[array[int], ...]
    """Each document's places, as `source.reader` lays them."""
    lines: Lines
    refused: tuple[tuple[Refusal, ...], ...] = ()
    """The values of each document that are of another type than the standard has there."""


class NotRead(NamedTuple):
    """A document of a standard, or of a version of one, that is not read."""

    document: int
    what: str
    """In words: `Data Contract Specification`, `ODCS v2.2.2`."""
    is_foreign: bool
    """Whether it is of another standard altogether."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One file, compiled."""

    facts: tuple[Fact | None, ...]
    """A fact for each YAML document: None for an empty one, a `Sketch` where there is none to be had."""
    findings: tuple[LocalFinding, ...]
    failures: tuple[Failure, ...]
    packed: bytes
    """The details, packed; see `details`."""
    suppressions: tuple[Suppression, ...] = ()
    """The comments that suppress findings; most files have none."""
    not_read: tuple[NotRead, ...] = ()
    """The documents that are not compared, whatever could be guessed of them; most files have none."""
    links: tuple[FileLink, ...] = ()
    """The links to other files that its documents state."""

    def details(self) -> Details:
        """Unpack what was put aside."""
        bodies, offsets, starts, length, refused = marshal.loads(self.packed)  # noqa: S302 - our own bytes, made by `pack`
        lines = Lines(tuple(_array(starts)), length)
        return Details(bodies, tuple(_array(each) for each in offsets), lines, refused)


_WITHOUT_REFERENCES = 2
"""The version of marshal before it marked what is referred to twice, which differs from one process to the next."""


def pack(
    documents: tuple[Document, ...], lines: Lines, refused: tuple[tuple[Refusal, ...], ...] = ()
) -> bytes:
    """Put the details of a file aside."""
    bodies = tuple(document.value for document in documents)
    offsets = tuple(document.offsets.tobytes() for document in documents)
    kept = (bodies, offsets, array("I", lines.starts).tobytes(), lines.length, refused)
    return marshal.dumps(kept, _WITHOUT_REFERENCES)


def _array(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data)
    return numbers
