"""The meaning of a change: the affected side, the broken promise, and the required version bump."""

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
    """The promises to consumers, in ascending order of the severity of breaking them."""

    PROMISE = 1
    """Freshness, retention or terms become weaker."""
    MEANING = 2
    """A query still runs, but its result has a different meaning."""
    QUERY = 3
    """A query fails."""

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of a change."""

    words: str
    """A description of the change."""
    bump: Bump
    row: str = ""
    """The rule that reports the change; empty if none does."""
    readers: bool | None = False
    """Whether the change breaks consumers by removing a guarantee; None if undetermined."""
    writers: bool | None = False
    """Whether the change breaks producers because their data can fail; None if undetermined."""
    promise: CompatibilityLevel | None = None
    """The broken promise to consumers."""
    needs: str = ""
    """An additional requirement, such as an approval."""
    is_exempt: bool = False
    """Whether nothing has been promised yet, because the item is proposed or a draft."""
    is_unpromised: bool = False
    """Whether the change only removes something that was never promised to consumers."""
    notifies: bool = False
    """Whether consumers must be notified although none of them breaks."""
    approvers: tuple[Approver, ...] = ()
    """The required approvers."""
    failure: str = ""
    """The type of the exception, if the assessment failed."""

    @property
    def direction(self) -> str:
        """The effect on the set of allowed data."""
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
        """The verdict for an item that does not promise anything yet."""
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
        """Return the verdict for an item that promises only a lower level: consumers are notified, but nothing breaks."""
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
        """The verdict if uncertain changes are treated as breaking."""
        return replace(self, bump=Bump.MAJOR, readers=True)


INCOMPARABLE = "incomparable-change"
"""The row for changes that cannot be read or assessed."""


def undetermined(words: str, needs: str = "", *, failure: str = "") -> Verdict:
    """Return an uncertain verdict: consumers may break, and the required version is unknown."""
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
    """Return the verdict for a change whose assessment raised an exception of a given type."""
    return undetermined(f"cannot verify the change: the comparison failed with {error}", failure=error)


def moved(before: Version, after: Version) -> Bump:
    """Return the size of the bump between two versions, in either direction."""
    if before.major != after.major:
        return Bump.MAJOR
    if before.minor != after.minor:
        return Bump.MINOR
    return Bump.PATCH if before.patch != after.patch else Bump.NONE


def needed(bump: Bump, version: Version) -> Bump:
    """Return the bump that is sufficient at a version: below 1.0.0, a minor version may contain breaking changes."""
    return Bump(bump - 1) if version.major == 0 and bump > Bump.PATCH else bump


def bumped(version: Version, bump: Bump) -> str:
    """Return the lowest version after a bump."""
    if bump is Bump.MAJOR:
        return f"{version.major + 1}.0.0"
    if bump is Bump.MINOR:
        return f"{version.major}.{version.minor + 1}.0"
    return f"{version.major}.{version.minor}.{version.patch + 1}"
