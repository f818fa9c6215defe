"""Findings of rules, with their symbolic locations and fixes.

A location is a document and a path in it, which `locations` resolves to a span once, at the end.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

from meshwright.records import dataclass
from meshwright.source.place import Part, Path, Span, Step
from meshwright.source.scalars import written


class Severity(IntEnum):
    """The severity of a finding; greater is worse."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class At:
    """A location: a part of the item at a path in a document, or a span of the file's text.

    `file` is relative to the mesh's root; empty means the file that is being compiled.
    """

    path: Path = ()
    part: Part = Part.VALUE
    document: int = 0
    file: str = ""
    span: Span | None = None
    in_base: bool = False
    """Whether the location is in the base revision instead of the checked revision."""
    words: tuple[str, ...] = ()
    """The words to underline in a block scalar, such as SQL of many lines; their first occurrence counts."""

    def __truediv__(self, step: Step) -> At:
        return At((*self.path, step), self.part, self.document, self.file, in_base=self.in_base)

    def key(self) -> At:
        """Return the location of the item's key instead of its value."""
        return At(self.path, Part.KEY, self.document, self.file, in_base=self.in_base)

    def name(self) -> At:
        """Return the location of the item's name, for findings about something that the item lacks."""
        return At(self.path, Part.NAME, self.document, self.file, in_base=self.in_base)


@dataclass(frozen=True, slots=True)
class Related:
    """Another location that explains a finding, with a label for it."""

    message: str
    at: At


@dataclass(frozen=True, slots=True)
class Replace:
    """An edit: the text at a location is replaced with new text."""

    at: At
    text: str
    keeps_quotes: bool = False
    """Whether to keep the quotes around the old text; only for text without special characters."""


@dataclass(frozen=True, slots=True)
class Insert:
    """An edit: a key and its value (YAML text) become the last entry of the mapping at a location."""

    at: At
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Append:
    """An edit: an item (YAML text) becomes the last one of the list at a location."""

    at: At
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """An edit: the entry or item at a location is removed."""

    at: At


Edit = Replace | Insert | Append | Delete


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that would remove a finding.

    A safe fix preserves the meaning of everything else; a fix that guesses the intent is unsafe.
    """

    edits: tuple[Edit, ...]
    safe: bool = True
    title: str = ""
    """The effect of the fix in words: `replace with player-squad`."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A missing part at a location: `of` has no `what`."""

    what: str
    """The missing part: `purpose`, or a key in backticks."""
    of: str
    """The item that lacks it: `the product`, `a server of type kafka`."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An error, at a location or below it, that could cause a finding."""

    at: At
    rule: str = ""
    """The rule that reports the error; empty for any."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding: a rule's message about a location."""

    message: str
    at: At
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    discriminator: str = ""
    """The part of the fingerprint that distinguishes findings of one rule at one location; never message text or line
    numbers.
    """
    former: tuple[str, ...] = ()
    """The discriminators from earlier releases: baselines contain fingerprints based on them."""
    subject: str = ""
    """The part of the item that the finding is about, such as a column that a role may read; waivers may name it."""
    severity: Severity | None = None
    """The severity, if it differs from the rule's default."""
    is_secret: bool = False
    """Whether the text at the location must never be shown, in this or any other finding."""
    is_withheld: bool = False
    """Whether a reported error may have caused the finding; if so, the finding is not reported, and its waivers count
    as used.
    """
    is_unread: bool = False
    """Whether all or part of a document was not read; such an error is never masked."""
    lack: Lack | None = None
    """The missing part, for rules about missing parts; several findings at one location can be shown as one entry."""
    gist: str = ""
    """The statement that all findings of a rule share, if it should be shown once per repository instead of once per
    file.
    """
    causes: tuple[Cause, ...] = ()
    """Possible causes. While a finding at one of them is reported, it masks this finding; see `rulekit/masking.py`.
    """
    hides: tuple[At, ...] = ()
    """Other locations whose values the finding makes unknown: for a misspelt key, the location of the correct key.
    """


FORMERLY_OF_ALL = ("",)
"""The discriminator that earlier releases used for findings about several fields. It belongs to the field that the
message named (the worst or the first), so an old baseline covers only that field.
"""


def in_document(finding: Finding, document: int) -> Finding:
    """Move a location from a file's first document to its n-th document (from 0)."""
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
    """Return the fix that writes the intended name as YAML; None if no name is similar."""
    return (
        Fix((Replace(at, written(near)),), safe=False, title=f"replace with `{near}`")
        if near is not None
        else None
    )


def did_you_mean(near: str | None) -> str:
    """Return the end of a message that suggests the intended name."""
    return f"; did you mean `{near}`?" if near is not None else ""
