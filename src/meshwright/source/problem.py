"""What can be wrong with one file, as plain values.

A problem says what was found and where; it has no level, no page and no sentence:
those are given by the file in `rules/structure` that is called like it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from meshwright.source.place import Part, Path, Span


def code(name: str, *values: object) -> str:
    """Name what is wrong for fingerprints: never in words, which may change; with values of the file."""
    return " ".join((name, *map(str, values)))


class Unread(Enum):
    """When a problem means that a document was not read, so that nothing else is known to be right in it."""

    NEVER = "never"
    WITHOUT_FACTS = "without facts"
    """If nothing of the document is left."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong at a place: a span of the text, or a path and part in a document.

    A span wins over a path. `document` counts the file's YAML documents from 0.
    """

    unread: ClassVar[Unread] = Unread.NEVER
    """No baseline takes a finding of what was not read."""
    path: Path = ()
    part: Part = Part.VALUE
    span: Span | None = None
    document: int = 0

    def is_unread(self, *, has_facts: bool) -> bool:
        """Return whether the problem means that its document was not read; `has_facts`: something is left of it."""
        return self.unread is Unread.ALWAYS or (self.unread is Unread.WITHOUT_FACTS and not has_facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlSyntax(Problem):
    """The text is not YAML, or not the part of YAML that contracts may use."""

    unread = Unread.WITHOUT_FACTS

    what: str
    context: str = ""
    """Where libyaml was when it happened: `while parsing a block mapping`."""
    context_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSyntax(Problem):
    """The text of a JSON file is not JSON."""

    unread = Unread.WITHOUT_FACTS

    what: str
    began: Span | None = None
    """The bracket that opens what it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUtf8(Problem):
    """The bytes are in another encoding, or in none."""

    unread = Unread.WITHOUT_FACTS

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateKey(Problem):
    """A mapping has a key twice; the first one counts."""

    key: str
    first: Span
    item_key: str = ""
    """The first key of an item of a list that has it twice, from this key on or above: a dash may be missing there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeKey(Problem):
    """A mapping merges another one by `<<`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousScalar(Problem):
    """A plain scalar that YAML 1.1 and 1.2 readers read differently."""

    text: str
    reading_11: str
    """What a YAML 1.1 reader makes of it: `false`, `a date`, `the number 1000`."""
    reading_12: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverLimit(Problem):
    """Something is larger than the documented limits."""

    unread = Unread.ALWAYS

    what: str
    """The thing that is limited: `depth`, `file size`, …"""
    limit: int
    found: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusableCharacter(Problem):
    """A character that looks like another one, or like none."""

    character: str
    looks_like: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownKey(Problem):
    """A key that the standard does not have at this place."""

    key: str
    owner: str
    """What the keys belong to, in words: `a schema property`, `an output port`."""
    known: tuple[str, ...] = ()
    """The keys that would be possible, in the standard's order."""
    near: str | None = None
    """The known key that is probably meant."""
    home: str | None = None
    """Where the standard has such a key, when it is elsewhere: `a server`."""
    since: str | None = None
    """The version of the standard that brought the key, when the file's is older."""
    value: str | bool | None = None
    """What it says, where that is text or a truth: what is meant may follow from it."""
    beside: tuple[str, ...] = ()
    """Those of the known keys that the same mapping has."""


@dataclass(frozen=True, slots=True)
class Former:
    """A key that states the same under the name that it had in older versions."""

    key: str
    since: str
    """The version that renamed it."""
    value: str | None
    """What its value is called now; None where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingKey(Problem):
    """A key that the standard requires is absent; the place is what lacks it (`Part.NAME`)."""

    unread = Unread.WITHOUT_FACTS

    key: str
    owner: str
    why: str = ""
    """The condition, where it is required under one only: `a server of type kafka`."""
    former: Former | None = None
    """What is stated in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongType(Problem):
    """A value of another type than the standard has there."""

    unread = Unread.WITHOUT_FACTS

    expected: str
    """In words: `a string`, `a list of output ports`, `true or false`."""
    found: str
    """In words: `the number 1.0`, `a mapping`, `nothing`."""
    rewrite: str | None = None
    """YAML that would do and surely means the same: `"1.0"` for `1.0`."""
    is_removable: bool = False
    """Whether it is a key without a value that the standard does not need there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownValue(Problem):
    """A value of the right type that the standard does not allow."""

    unread = Unread.WITHOUT_FACTS

    found: str
    expected: str = ""
    """What would do, in words, where it can't be listed: `at least 0`, `an https URL`."""
    is_counted: bool = False
    """Whether `found` says how long a list is, and not what stands there."""
    known: tuple[str, ...] = field(default=())
    near: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedVersion(Problem):
    """`apiVersion` names no version of the standard that is read."""

    unread = Unread.ALWAYS

    found: str
    standard: str
    known: tuple[str, ...]
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Novelty:
    """Something that the version a document names does not have yet, or does not do without yet."""

    what: str
    """In words: `` `timestamp` as `logicalType` ``, or for an absent key `` `version` of an input port ``."""
    since: str
    """The version that has it, or requires it no longer."""
    path: Path
    part: Part
    is_absent: bool
    """Whether it is a key that is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerThanVersion(Problem):
    """The document has what the version it names refuses and a newer one accepts."""

    declared: str
    accepted_by: str
    novelties: tuple[Novelty, ...]
    """What the declared version lacks, in the document's order."""
    is_gain: bool = True
    """Whether the newer version refuses nothing that the declared one accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldVersion(Problem):
    """The version is read as a newer one."""

    found: str
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFormat(Problem):
    """The document is of another standard that looks alike."""

    unread = Unread.ALWAYS

    name: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRefusal(Problem):
    """A JSON Schema of the organisation's own does not accept a value, or can't be read itself."""

    what: str
    schema: str
    """The path of the schema's file; empty where the problem is the file's own."""
    code: str = ""
    """Which of its demands that is, for the fingerprint: never in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableFile(Problem):
    """A file that is ours by its name can't be read at all."""

    unread = Unread.ALWAYS

    why: str
    """In words: `it is a link that leaves the repository`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRows(Problem):
    """Rows of a sample can't be read, all for the same reason."""

    what: str
    """In words: `the row has 5 cells, the header 6`."""
    code: str
    """The same for the fingerprint, whatever the words: a name, and values of the file."""
    also: tuple[Span, ...] = ()
    """Where the next ones are, a few of them."""
    count: int = 1
