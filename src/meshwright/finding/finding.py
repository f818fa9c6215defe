"""What a rule says, and the symbolic places that it says it of.

A place is a document and a path in it; `places` makes it concrete, once and late.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from meshwright.source.place import Part, Path, Span, Step
from meshwright.source.scalars import written


class Severity(IntEnum):
    """How much a finding weighs; greater is worse."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class At:
    """A place: a part of the thing at a path in a document, or a span of the file's text.

    `file` is relative to the mesh's root; empty means the file that is being compiled.
    """

    path: Path = ()
    part: Part = Part.VALUE
    document: int = 0
    file: str = ""
    span: Span | None = None
    in_base: bool = False
    """Whether it is in the revision that is compared with, and not in the one that is judged."""
    words: tuple[str, ...] = ()
    """Of a block scalar, such as SQL of many lines, the words of which the first in it is meant."""

    def __truediv__(self, step: Step) -> At:
        return At((*self.path, step), self.part, self.document, self.file, in_base=self.in_base)

    def key(self) -> At:
        """The key instead of the value."""
        return At(self.path, Part.KEY, self.document, self.file, in_base=self.in_base)

    def name(self) -> At:
        """What names the thing: the place for what it lacks."""
        return At(self.path, Part.NAME, self.document, self.file, in_base=self.in_base)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding, with a label for it."""

    message: str
    at: At


@dataclass(frozen=True, slots=True)
class Replace:
    """An edit: the text at a place becomes another text."""

    at: At
    text: str
    keeps_quotes: bool = False
    """Whether it stands in the quotes in which the old text did; only for what means itself in any."""


@dataclass(frozen=True, slots=True)
class Insert:
    """An edit: a key and its value (YAML text) join the mapping at a place, as its last entry."""

    at: At
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Append:
    """An edit: an item (YAML text) joins the list at a place, as its last one."""

    at: At
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """An edit: the entry or item at a place goes."""

    at: At


Edit = Replace | Insert | Append | Delete


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that would remove a finding.

    A safe one keeps the meaning of everything else; one that guesses what was meant is unsafe.
    """

    edits: tuple[Edit, ...]
    safe: bool = True
    title: str = ""
    """What it does, for people: `rename it to player-squad`."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What is absent at a place: `of` states no `what`."""

    what: str
    """`purpose`, or a key in backticks."""
    of: str
    """`the product`, `a server of type kafka`."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake that a finding would follow from: one at a place, or in what is there."""

    at: At
    rule: str = ""
    """The rule that reports it; empty for any."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says: a message about a place."""

    message: str
    at: At
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    discriminator: str = ""
    """Tells findings of one rule at one place apart, in the fingerprint; no wording, no line."""
    former: tuple[str, ...] = ()
    """What the discriminator was in earlier releases: baselines hold fingerprints that were made of it."""
    subject: str = ""
    """The part of what is at the place that it is about, such as a column that a role may read: waivers name it, too."""
    severity: Severity | None = None
    """Where it weighs otherwise than its rule says by default."""
    is_secret: bool = False
    """Whether the text at the place must never be shown, in this finding or another."""
    is_withheld: bool = False
    """Whether a mistake that was told elsewhere hides if it is so: not reported, and no exception from it is unused."""
    is_unread: bool = False
    """Whether it means that a document, or a part of it, was not read: an error that nothing hides."""
    lack: Lack | None = None
    """Of a rule of absence, what is absent, so that several at one place can be shown as one entry."""
    gist: str = ""
    """What all findings of a rule have in common, where people need to read it once a repository and not once a file."""
    causes: tuple[Cause, ...] = ()
    """While one of them is reported, this one is masked, and the other weighs as much as it; see `rulekit/masking.py`."""
    hides: tuple[At, ...] = ()
    """Places besides its own whose values it keeps from being known: of a misspelt key, the right one's."""


FORMERLY_OF_ALL = ("",)
"""What the discriminator was of a finding that spoke for several fields at once. It stays with the field that such a
finding was named for, the worst or the first: an old baseline covers that one alone."""


def in_document(finding: Finding, document: int) -> Finding:
    """Place what was said of a file's first document in its n-th one (from 0)."""
    if document == 0:
        return finding
    fix = finding.fix
    return replace(
        finding,
        at=replace(finding.at, document=document),
        related=tuple(replace(each, at=replace(each.at, document=document)) for each in finding.related),
        fix=fix
        and replace(
            fix, edits=tuple(replace(each, at=replace(each.at, document=document)) for each in fix.edits)
        ),
        causes=tuple(replace(each, at=replace(each.at, document=document)) for each in finding.causes),
        hides=tuple(replace(each, document=document) for each in finding.hides),
    )


def meant(at: At, near: str | None) -> Fix | None:
    """Return the fix that writes the name that was probably meant, as YAML; none where none is near."""
    return (
        Fix((Replace(at, written(near)),), safe=False, title=f"write `{near}`") if near is not None else None
    )


def did_you_mean(near: str | None) -> str:
    """End a message with the name that was probably meant."""
    return f"; did you mean `{near}`?" if near is not None else ""
