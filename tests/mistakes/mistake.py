"""A mistake as people make it: the edits of the example's files, and the expected finding.

Locations are found by their text and never by line, so that the example can be edited. `one…two` is the first `two`
after the first `one`; `»` precedes the marked character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Change(Protocol):
    """A change of the files of a mesh."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the files that are changed, created or deleted."""
        ...

    def apply(self, mesh: Path) -> None:
        """Apply the change to the mesh in a folder."""


class Edit(NamedTuple):
    """The replacement of a text, once."""

    path: str
    old: str
    new: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Replace the text; raises ValueError if it is missing."""
        target = mesh / self.path
        text = target.read_text(encoding="utf-8")
        start = found(text, self.old)
        end = start + len(self.old.rpartition("…")[2])
        target.write_text(text[:start] + self.new + text[end:], encoding="utf-8")


class Added(NamedTuple):
    """A new file."""

    path: str
    text: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Write the file."""
        target = mesh / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.text, encoding="utf-8")


class Copied(NamedTuple):
    """A copy of a file of the example under another name."""

    path: str
    to: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the new file."""
        return (self.to,)

    def apply(self, mesh: Path) -> None:
        """Copy the file."""
        target = mesh / self.to
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((mesh / self.path).read_bytes())


class Moved(NamedTuple):
    """A moved file of the example."""

    path: str
    to: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the old and the new file."""
        return (self.path, self.to)

    def apply(self, mesh: Path) -> None:
        """Move the file."""
        Copied(self.path, self.to).apply(mesh)
        (mesh / self.path).unlink()


class Removed(NamedTuple):
    """A deleted file of the example."""

    path: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Delete the file."""
        (mesh / self.path).unlink()


class Encoded(NamedTuple):
    """A file of the example in an encoding other than UTF-8."""

    path: str
    encoding: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Write the same text in another encoding."""
        target = mesh / self.path
        target.write_bytes(target.read_text(encoding="utf-8").encode(self.encoding))


class Mistake(NamedTuple):
    """An edit, with the rule that must report it and the location."""

    rule: str
    story: str
    changes: tuple[Change, ...]
    path: str
    at: str


def found(text: str, what: str) -> int:
    """Return the offset of a text after the texts that lead to it; raises ValueError if one is missing."""
    *anchors, last = what.split("…")
    start = 0
    for anchor in anchors:
        start = text.index(anchor, start) + len(anchor)
    return text.index(last, start)


def place(text: str, at: str) -> tuple[int, int]:
    """Return line and column of a location, from 1."""
    offset = found(text, at.replace("»", "")) + at.rpartition("…")[2].index("»")
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
