"""When changes were proposed and merged, as a forge says: JSON of its pull or merge requests, one a line or in lists.

Only three keys of each are read, which GitHub and GitLab call alike. Does not: ask a forge.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_BYTES = 64 * 1024 * 1024
_BLANK = re.compile(r"\s*+")
_COMMITS = ("merge_commit_sha", "squash_commit_sha")


class PullRequestsError(Exception):
    """The file cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The way of a change to the main line."""

    opened: datetime
    merged: datetime


def pull_requests_of(path: Path) -> Mapping[str, PullRequest]:
    """Read the requests that were merged, by the commit that each became; raises PullRequestsError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PullRequestsError(f"`{path}` cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise PullRequestsError(f"`{path}` is larger than {MOST_BYTES // 2**20} MiB")
    try:
        return dict(_merged(_values(data.decode())))
    except (ValueError, RecursionError) as error:
        raise PullRequestsError(f"`{path}` is not a list of pull requests as JSON") from error


def _values(text: str) -> Iterator[Any]:
    """Yield all values of a text that has one after the other."""
    decoder, at = json.JSONDecoder(), _BLANK.match(text).end()  # type: ignore[union-attr] # it matches nothing, too
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield from value if isinstance(value, list) else (value,)
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]


def _merged(values: Iterator[Any]) -> Iterator[tuple[str, PullRequest]]:
    for each in values:
        if not isinstance(each, dict):
            raise ValueError("not a pull request")  # noqa: TRY004 - the caller has one message for all faults
        opened, merged = (_moment(each.get(key)) for key in ("created_at", "merged_at"))
        if opened is None or merged is None or merged < opened:
            continue
        for key in _COMMITS:
            if isinstance(each.get(key), str):
                yield each[key], PullRequest(opened, merged)


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
