"""One mistake as people make them: what they do to the example's files, and what they should be told, where.

Texts are found by what stands in them and never by their line, so that the example can be edited.
`one…two` is the first `two` that follows the first `one`; `»` in a place stands before the character that is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Change(Protocol):
    """Something done to the files of a mesh."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the files that are changed, made or deleted."""
        ...

    def apply(self, mesh: Path) -> None:
        """Do it to the mesh in a folder."""


class Edit(NamedTuple):
    """A text put in place of another one, once."""

    path: str
    old: str
    new: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Replace the text; raises ValueError where it is not there."""
        target = mesh / self.path
        text = target.read_text(encoding="utf-8")
        start = found(text, self.old)
        end = start + len(self.old.rpartition("…")[2])
        target.write_text(text[:start] + self.new + text[end:], encoding="utf-8")


class Added(NamedTuple):
    """A file that the example does not have."""

    path: str
    text: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Write the file."""
        target = mesh / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.text, encoding="utf-8")


class Copied(NamedTuple):
    """A file of the example once more, under another name."""

    path: str
    to: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the file that is made."""
        return (self.to,)

    def apply(self, mesh: Path) -> None:
        """Copy the file."""
        target = mesh / self.to
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((mesh / self.path).read_bytes())


class Moved(NamedTuple):
    """A file of the example elsewhere."""

    path: str
    to: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the file that goes and the one that comes."""
        return (self.path, self.to)

    def apply(self, mesh: Path) -> None:
        """Move the file."""
        Copied(self.path, self.to).apply(mesh)
        (mesh / self.path).unlink()


class Removed(NamedTuple):
    """A file of the example deleted."""

    path: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Delete the file."""
        (mesh / self.path).unlink()


class Encoded(NamedTuple):
    """A file of the example saved by an editor that knows no UTF-8."""

    path: str
    encoding: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the file."""
        return (self.path,)

    def apply(self, mesh: Path) -> None:
        """Write the same text in other bytes."""
        target = mesh / self.path
        target.write_bytes(target.read_text(encoding="utf-8").encode(self.encoding))


class Mistake(NamedTuple):
    """What somebody did, and the rule that should tell of it at a place."""

    rule: str
    story: str
    changes: tuple[Change, ...]
    path: str
    at: str


def found(text: str, what: str) -> int:
    """Return the offset of a text, after the texts that lead to it; raises ValueError where one is not there."""
    *anchors, last = what.split("…")
    start = 0
    for anchor in anchors:
        start = text.index(anchor, start) + len(anchor)
    return text.index(last, start)


def place(text: str, at: str) -> tuple[int, int]:
    """Give line and column of a place, from 1."""
    offset = found(text, at.replace("»", "")) + at.rpartition("…")[2].index("»")
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
