"""Problems of single files, as plain values.

A problem has a location and the values found there. Severity, page and message come from the file of the same name
in `rules/structure`.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from meshwright.records import dataclass, field
from meshwright.source.place import Part, Path, Span


def code(name: str, *values: object) -> str:
    """Return a stable code for fingerprints: a name and values from the file, but no message text."""
    return " ".join((name, *map(str, values)))


class Unread(Enum):
    """The condition under which a problem means that its document was not read and its content is uncertain."""

    NEVER = "never"
    WITHOUT_FACTS = "without facts"
    """The document is treated as unread only if none of its facts are left."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem at a location: a span of the text, or a path and part in a document.

    A span takes precedence over a path. `document` counts the file's YAML documents from 0.
    """

    unread: ClassVar[Unread] = Unread.NEVER
    """Whether this kind of problem means that the document was not read; a baseline never contains such a finding."""
    path: Path = ()
    part: Part = Part.VALUE
    span: Span | None = None
    document: int = 0

    def is_unread(self, *, has_facts: bool) -> bool:
        """Return whether the problem means that its document was not read.

        `has_facts` is whether any of the document's facts are left.
        """
        return self.unread is Unread.ALWAYS or (self.unread is Unread.WITHOUT_FACTS and not has_facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlSyntax(Problem):
    """The text is not YAML, or not in the supported subset of YAML."""

    unread = Unread.WITHOUT_FACTS

    what: str
    context: str = ""
    """libyaml's description of the context: `while parsing a block mapping`."""
    context_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSyntax(Problem):
    """The text of a JSON file is not JSON."""

    unread = Unread.WITHOUT_FACTS

    what: str
    began: Span | None = None
    """The opening bracket of the enclosing value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUtf8(Problem):
    """The bytes are not UTF-8."""

    unread = Unread.WITHOUT_FACTS

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateKey(Problem):
    """A mapping has a key twice; the first occurrence is used."""

    key: str
    first: Span
    item_key: str = ""
    """The first key of the enclosing list item if the item has that key twice, perhaps because a dash is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeKey(Problem):
    """A mapping merges another by `<<`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousScalar(Problem):
    """A plain scalar that means different values in YAML 1.1 and 1.2."""

    text: str
    reading_11: str
    """The meaning of the scalar in YAML 1.1: `false`, `a date`, `the number 1000`."""
    reading_12: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverLimit(Problem):
    """Something exceeds the documented limits."""

    unread = Unread.ALWAYS

    what: str
    """The limited measure: `depth`, `file size`, …"""
    limit: int
    found: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusableCharacter(Problem):
    """An invisible character, or a character that looks like another character."""

    character: str
    looks_like: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownKey(Problem):
    """A key that the standard does not define at this location."""

    key: str
    owner: str
    """The owner of the keys, in words: `a schema property`, `an output port`."""
    known: tuple[str, ...] = ()
    """The possible keys, in the standard's order."""
    near: str | None = None
    """The known key that was probably intended."""
    home: str | None = None
    """The block in which the standard defines such a key, if not in this block: `a server`."""
    since: str | None = None
    """The version of the standard that added the key, if that version is newer than the file's."""
    value: str | bool | None = None
    """The value of the key if it is a string or a boolean, because it may reveal the intended key."""
    beside: tuple[str, ...] = ()
    """The known keys in the same mapping."""


@dataclass(frozen=True, slots=True)
class Former:
    """The name that a key had in older versions."""

    key: str
    since: str
    """The version that renamed it."""
    value: str | None
    """The current name of the key's value; None if it is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingKey(Problem):
    """A required key is absent; the location is the item that lacks it (`Part.NAME`)."""

    unread = Unread.WITHOUT_FACTS

    key: str
    owner: str
    why: str = ""
    """The condition under which the key is required: `a server of type kafka`; empty if the key is always required."""
    former: Former | None = None
    """The key under its former name, if present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongType(Problem):
    """A value whose type is not the one that the standard requires."""

    unread = Unread.WITHOUT_FACTS

    expected: str
    """The required type in words: `a string`, `a list of output ports`, `true or false`."""
    found: str
    """The actual value in words: `the number 1.0`, `a mapping`, `nothing`."""
    rewrite: str | None = None
    """Correct YAML that certainly has the same meaning: `"1.0"` for `1.0`."""
    is_removable: bool = False
    """Whether the value belongs to an optional key that could be removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownValue(Problem):
    """A value of the right type that the standard does not allow."""

    unread = Unread.WITHOUT_FACTS

    found: str
    expected: str = ""
    """The allowed values in words, if they cannot be listed: `at least 0`, `an https URL`."""
    is_counted: bool = False
    """Whether `found` is the length of a list instead of a value."""
    known: tuple[str, ...] = field(default=())
    near: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedVersion(Problem):
    """`apiVersion` is not a supported version of the standard."""

    unread = Unread.ALWAYS

    found: str
    standard: str
    known: tuple[str, ...]
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Novelty:
    """Something that the declared version lacks or still requires, unlike newer versions."""

    what: str
    """The feature in words: `` `timestamp` as `logicalType` `` or, for an absent key, `` `version` of an input port ``."""
    since: str
    """The version that added the feature, or no longer requires it."""
    path: Path
    part: Part
    is_absent: bool
    """Whether the feature is a missing key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerThanVersion(Problem):
    """The document does not conform to the declared version but to a newer one."""

    declared: str
    accepted_by: str
    novelties: tuple[Novelty, ...]
    """The differences between the versions that matter for this document, in the document's order."""
    is_gain: bool = True
    """Whether the newer version accepts everything that the declared one accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldVersion(Problem):
    """The declared version is interpreted as a newer version."""

    found: str
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFormat(Problem):
    """The document follows another standard that looks similar."""

    unread = Unread.ALWAYS

    name: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRefusal(Problem):
    """A custom JSON Schema of the organisation rejects a value, or is unreadable itself."""

    what: str
    schema: str
    """The path of the schema's file; empty if the problem is in that file itself."""
    code: str = ""
    """A stable code for the violated constraint, used in the fingerprint; it contains no message text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableFile(Problem):
    """A file with the name of a mesh document is unreadable."""

    unread = Unread.ALWAYS

    why: str
    """The reason in words: `it is a link that leaves the repository`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRows(Problem):
    """Rows of a sample are unreadable, all for the same reason."""

    what: str
    """The reason in words: `the row has 5 cells, but the header has 6`."""
    code: str
    """A stable code for the reason, used in the fingerprint: a name and values from the file, but no message text."""
    also: tuple[Span, ...] = ()
    """The locations of the next few rows."""
    count: int = 1
