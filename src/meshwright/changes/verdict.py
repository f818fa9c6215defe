"""The meaning of a change: the affected side, the kind of promise, and the required version."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.changes.approval import Approver
    from meshwright.quantities.version import Version


class Bump(IntEnum):
    """The size of a version bump."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


class CompatibilityLevel(IntEnum):
    """The promises to consumers; the gravest to break is the greatest."""

    PROMISE = 1
    """Freshness, retention or terms became weaker."""
    MEANING = 2
    """A query runs, but returns something else."""
    QUERY = 3
    """A query fails."""

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of a change."""

    words: str
    """A description for people."""
    bump: Bump
    row: str = ""
    """The rule that reports it; empty if there is nothing to report."""
    readers: bool | None = False
    """Whether it breaks consumers, whose guarantees it removes; None if that is undetermined."""
    writers: bool | None = False
    """Whether it breaks writers, whose data may fail now; None if that is undetermined."""
    promise: CompatibilityLevel | None = None
    """The promise to readers that is broken."""
    needs: str = ""
    """Further requirements, such as a review."""
    is_exempt: bool = False
    """Whether nothing was promised yet, because the item is proposed or a draft."""
    is_unpromised: bool = False
    """Whether it takes something from readers that was never promised to them."""
    notifies: bool = False
    """Whether consumers must be notified although no consumer breaks."""
    approvers: tuple[Approver, ...] = ()
    """Its approvers."""
    failure: str = ""
    """The type of the exception, if it could not be assessed at all."""

    @property
    def direction(self) -> str:
        """Its effect on the set of permitted data."""
        if self.readers is None or self.writers is None:
            return "undetermined"
        return {
            (True, True): "both",
            (True, False): "loosens",
            (False, True): "tightens",
            (False, False): "none",
        }[self.readers, self.writers]

    @property
    def exempted(self) -> Verdict:
        """Its meaning if nothing was promised yet."""
        return replace(
            self,
            bump=Bump.NONE,
            row="",
            readers=False,
            writers=False,
            promise=None,
            is_exempt=True,
            notifies=False,
        )

    def unpromised(self, kept: CompatibilityLevel) -> Verdict:
        """Return the verdict if consumers were promised only a lower level: they are notified, and nothing
        breaks.
        """
        return replace(
            self,
            words=f"{self.words} (only `{kept}` is promised)",
            bump=min(self.bump, Bump.MINOR),
            readers=False,
            promise=None,
            is_unpromised=True,
            notifies=True,
        )

    @property
    def doubtless(self) -> Verdict:
        """Its meaning if a doubt counts as a breaking change."""
        return replace(self, bump=Bump.MAJOR, readers=True)


INCOMPARABLE = "incomparable-change"
"""The row of changes that cannot be compared, because they cannot be read or assessed."""


def undetermined(words: str, needs: str = "", *, failure: str = "") -> Verdict:
    """Return an unknown verdict: consumers may break, and the required version is unknown."""
    return Verdict(
        words,
        Bump.NONE,
        INCOMPARABLE,
        readers=None,
        writers=None,
        promise=CompatibilityLevel.QUERY,
        needs=needs,
        failure=failure,
    )


def failed(error: str) -> Verdict:
    """Return the verdict of a change whose assessment raised an exception of a type."""
    return undetermined(f"cannot verify the change: comparing failed with {error}", failure=error)


def moved(before: Version, after: Version) -> Bump:
    """Return the size of a version's move, even backwards."""
    if before.major != after.major:
        return Bump.MAJOR
    if before.minor != after.minor:
        return Bump.MINOR
    return Bump.PATCH if before.patch != after.patch else Bump.NONE


def needed(bump: Bump, version: Version) -> Bump:
    """Return the bump that is enough at a version: below 1.0.0, minor plays major's part."""
    return Bump(bump - 1) if version.major == 0 and bump > Bump.PATCH else bump


def bumped(version: Version, bump: Bump) -> str:
    """Return the lowest version after such a bump."""
    if bump is Bump.MAJOR:
        return f"{version.major + 1}.0.0"
    if bump is Bump.MINOR:
        return f"{version.major}.{version.minor + 1}.0"
    return f"{version.major}.{version.minor}.{version.patch + 1}"
