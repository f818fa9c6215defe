"""Pull or merge requests from a forge's JSON export: when they were proposed and merged, who reviewed them, and which
are open.

The export has one request per line, or lists of requests. Dates and commits have the same keys in exports of GitHub
and GitLab; numbers, authors and reviews are accepted in both forms. This module does not contact a forge.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from meshwright.catalog.history import OpenRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

T = TypeVar("T")
MOST_BYTES = 64 * 1024 * 1024
_BLANK = re.compile(r"\s*+")
_COMMITS = ("merge_commit_sha", "squash_commit_sha")
_WAITING = frozenset({"open", "opened"})
"""The states of open requests: `OPEN` or `open` in exports of GitHub, `opened` in those of GitLab."""
_PATHS = ("path", "filename", "previous_filename", "new_path", "old_path")
_DECISIONS = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
"""The review states that replace an earlier review by the same account; a comment does not."""


class PullRequestsError(Exception):
    """The file cannot be read; the message states the reason."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull or merge request."""

    opened: datetime
    merged: datetime
    number: str = ""
    author: str = ""
    """The author's account; empty if the export does not contain it."""
    reviewers: tuple[str, ...] | None = None
    """The accounts that approved the request, except the author; None if the export does not contain them."""


def pull_requests_of(path: Path) -> Mapping[str, PullRequest]:
    """Read the merged requests, by merge commit; raises PullRequestsError."""
    return _read(path, lambda values: dict(_merged(values)))


def open_requests_of(path: Path) -> tuple[OpenRequest, ...] | None:
    """Read the open requests, oldest first; raises PullRequestsError.

    Returns None if the export contains no open request, or one without its files or opening time, because it is then
    unknown which requests are waiting.
    """
    found = _read(path, lambda values: tuple(_open(values)))
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    return tuple(sorted(known, key=lambda each: (each.opened, each.number)))


def _read(path: Path, found: Callable[[Iterator[Any]], T]) -> T:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PullRequestsError(f"`{path}` cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise PullRequestsError(f"`{path}` is larger than {MOST_BYTES // 2**20} MiB")
    try:
        return found(_values(data.decode()))
    except (ValueError, RecursionError) as error:
        raise PullRequestsError(f"`{path}` is not a list of pull requests as JSON") from error


def _values(text: str) -> Iterator[Any]:
    """Yield the consecutive JSON values in an export."""
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
        author = _account(each)
        request = PullRequest(opened, merged, _number(each), author, _reviewers(each, author))
        for key in _COMMITS:
            if isinstance(each.get(key), str):
                yield each[key], request


def _open(values: Iterator[Any]) -> Iterator[OpenRequest | None]:
    """Yield the open requests, with None for each request whose changed files or opening time is unknown."""
    for each in values:
        if not isinstance(each, dict):
            raise ValueError("not a pull request")  # noqa: TRY004 - the caller has one message for all faults
        if str(each.get("state")).casefold() in _WAITING:
            opened = _moment(each.get("created_at") or each.get("createdAt"))
            files = _files(each)
            title, url = (_first(each, keys) for keys in (("title",), ("html_url", "web_url", "url")))
            if opened is None or files is None:
                yield None
            else:
                yield OpenRequest(opened, _number(each), title, url, files)


def _files(request: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the old and new paths of the changed files; None if they are missing.

    GitHub calls the files `files`, and GitLab calls them `changes`.
    """
    found = next((request[key] for key in ("files", "changes") if isinstance(request.get(key), list)), None)
    if found is None:
        return None
    files = [each for each in found if isinstance(each, dict)]
    names = (each.get(key) for each in files for key in _PATHS)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


def _first(request: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((found for key in keys if isinstance(found := request.get(key), str)), "")


def _number(request: Mapping[str, Any]) -> str:
    found = (request.get(key) for key in ("iid", "number"))
    return next((str(each) for each in found if isinstance(each, int) and not isinstance(each, bool)), "")


def _account(item: Mapping[str, Any]) -> str:
    """Return the account of an author or reviewer: `login` or `username` of `user` or `author`."""
    for key in ("user", "author"):
        person = item.get(key)
        if isinstance(person, dict):
            for name in ("login", "username"):
                if isinstance(person.get(name), str):
                    return str(person[name])
    return ""


def _reviewers(request: Mapping[str, Any], author: str) -> tuple[str, ...] | None:
    """Return a request's approvers, from `reviews` in GitHub (each account's last review) or from `approved_by`."""
    reviews, approvals = request.get("reviews"), request.get("approved_by")
    if not isinstance(reviews, list) and not isinstance(approvals, list):
        return None
    states: dict[str, str] = {}
    given = [each for each in reviews or () if isinstance(each, dict)] if isinstance(reviews, list) else []
    for each in sorted(
        given, key=lambda each: str(each.get("submitted_at") or each.get("submittedAt") or "")
    ):
        if each.get("state") in _DECISIONS:
            states[_account(each)] = each["state"]
    found = {account for account, state in states.items() if state == "APPROVED"}
    if isinstance(approvals, list):
        found |= {_account(each) for each in approvals if isinstance(each, dict)}
    return tuple(sorted(found - {author, ""}))


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
