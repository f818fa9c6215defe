"""The Git history of a mesh: the commits of the main line with the files that they changed, and their dates.

This module knows paths and blobs. It does not know their content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from meshwright.source import git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

COMMITS = 20_000
"""The maximum number of commits of the main line to read."""
GENERATED = ("Merge pull request ", "Merge branch ", "Merge remote-tracking ")
"""The beginnings of merge messages that Git or a forge generates."""
_FILES = ("--", "*.yaml", "*.yml", "*.json")
_DIFFERENCES = (
    *("--root", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative"),
    *("--no-color", "--no-ext-diff", "--no-show-signature", "--encoding=UTF-8"),
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = int((datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())


class Edit(NamedTuple):
    """A file that a commit changed, with its content before and after; a rename is a removal and an addition."""

    path: str
    old: str | None
    """The id of the old content; None if the path was not a file."""
    new: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the main line with the YAML and JSON files that it changed; a merge has those of the merged commits."""

    name: str
    """The full id of the commit."""
    when: datetime
    """The commit date, in UTC."""
    subject: str
    """The first line of the message; for a merge whose first line is generated, the next line."""
    edits: tuple[Edit, ...]
    author: str = ""
    """The author in Git's notation, `name <address>`; for a merge, the account that merged."""
    parents: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The previous commit on the main line; None for the first."""
        return self.parents[0] if self.parents else None


@dataclass(frozen=True, slots=True)
class CommitLog:
    """The available commits of the main line, newest first."""

    commits: tuple[Commit, ...]
    is_shallow: bool
    """Whether the clone lacks older commits; the oldest commit is then omitted, because its changes are unknown."""
    is_cut: bool = False
    """Whether there are more commits than are read."""


def past(root: Path, *also: str) -> CommitLog:
    """Read the main line, which is the head and its first parents. Raises GitError.

    `also` names further files below `root` whose changes are included.
    """
    is_shallow = git.ask(root, "rev-parse", "--is-shallow-repository") == "true\n"
    text = git.ask(
        root,
        "log",
        "-m",
        "--first-parent",
        f"--max-count={COMMITS}",
        *_DIFFERENCES,
        "--format=%H%n%ct%n%P%n%an <%ae>%n%B",
        *_FILES,
        *also,
    )
    commits = []
    records = list(_records(text))
    for head, edits in records:
        name, when, parents, author, message = (*head.split("\n", 4), "", "", "", "")[:5]
        if parents or not is_shallow:
            moment, subject = _moment(when), _subject(message)
            commits.append(Commit(name, moment, subject, edits, author, tuple(parents.split())))
    return CommitLog(tuple(commits), is_shallow, len(records) == COMMITS)


class CommitDate(NamedTuple):
    """A commit of the main line, regardless of its changes."""

    name: str
    """The full id of the commit."""
    day: date
    """The day of the commit date, in UTC."""


def main_line(root: Path) -> tuple[tuple[CommitDate, ...], bool]:
    """Return the commits of the main line, newest first, and whether older ones are missing. Raises GitError."""
    is_shallow = git.ask(root, "rev-parse", "--is-shallow-repository") == "true\n"
    text = git.ask(
        root, "log", "--first-parent", f"--max-count={COMMITS}", "--no-show-signature", "--format=%H %ct"
    )
    lines = (line.partition(" ") for line in text.splitlines())
    commits = tuple(CommitDate(name, _moment(when).date()) for name, _, when in lines)
    return commits, is_shallow or len(commits) == COMMITS


def authors(root: Path, commit: Commit) -> tuple[str, ...]:
    """Return the authors of a commit; for a merge, those of the commits that it merged. Raises GitError."""
    if len(commit.parents) < 2:
        return (commit.author,)
    text = git.ask(
        root,
        *("log", "-z", f"--max-count={COMMITS}", "--encoding=UTF-8", "--no-show-signature"),
        *("--format=%an <%ae>", f"{commit.parent}..{commit.name}", "--no-merges"),
    )
    return tuple(sorted({each for each in text.split("\0") if each})) or (commit.author,)


def added(root: Path) -> dict[str, datetime]:
    """Return the time at which each file was added, on any branch; for a file added several times, the latest.

    Raises GitError.
    """
    text = git.ask(
        root,
        *("log", "--full-history", "--no-merges", "--diff-filter=A", f"--max-count={COMMITS}"),
        *_DIFFERENCES,
        "--format=%at",
        *_FILES,
    )
    found: dict[str, datetime] = {}
    for when, edits in _records(text):
        for edit in edits:
            found.setdefault(edit.path, _moment(when))
    return found


def _records(text: str) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    """Parse the output of `git log --raw -z`: a header, then a line and a path for each file."""
    head: str | None = None
    edits: list[Edit] = []
    parts = iter(text.split("\0"))
    for part in parts:
        line = part.removeprefix("\n")
        if head is not None and line.startswith(":"):
            old_mode, new_mode, old, new, _ = line.removeprefix(":").split(" ")
            path = next(parts)
            edits.append(Edit(path, _blob(old_mode, old), _blob(new_mode, new)))
        elif part:
            if head is not None:
                yield head, tuple(edits)
            head, edits = part, []
    if head is not None:
        yield head, tuple(edits)


def _blob(mode: str, blob: str) -> str | None:
    return blob if mode.startswith("100") else None


def _moment(seconds: str) -> datetime:
    """Convert a time from Git, even if it is implausible."""
    try:
        return _EPOCH + timedelta(seconds=max(0, min(int(seconds), _LAST_SECOND)))
    except ValueError:
        return _EPOCH


def _subject(message: str) -> str:
    lines = [line.strip() for line in message.split("\n", 20)[:20]]
    said = [line for line in lines if line]
    if len(said) > 1 and said[0].startswith(GENERATED):
        return said[1]
    return said[0] if said else ""
