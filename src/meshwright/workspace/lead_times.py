"""Lead times computed from commits: from a product's scaffold to its active status, and from an access request
to its grant.

Reads only the required lines of product documents; uncertain cases are omitted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog.history import DomainLeadTimes, LeadTime
from meshwright.source import git, history, limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from meshwright.mesh.mesh import Mesh
    from meshwright.source.history import Commit
    from meshwright.workspace.pull_requests import PullRequest

_DAY = 86_400
_PRODUCTS = (".odps.yaml", ".odps.yml")
_STATED = re.compile(rb"""^(id|status):[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)
Span = tuple[str, float]
"""A domain, and a number of days."""


def leads(
    root: Path, commits: Sequence[Commit], mesh: Mesh, proposed: Mapping[str, PullRequest] | None = None
) -> dict[str, DomainLeadTimes]:
    """Return the lead times of each domain that has any. Raises GitError.

    `proposed` maps merge commits to their pull requests, if these were exported from a forge.
    """
    proposed = proposed or {}
    active = _grouped(_to_active(root, commits, mesh, proposed))
    access = _grouped(_to_access(root, commits, mesh, proposed)) if mesh.agreements else {}
    return {
        domain: DomainLeadTimes(active.get(domain), access.get(domain))
        for domain in sorted({*active, *access})
    }


def _grouped(spans: Iterable[Span]) -> dict[str, LeadTime]:
    found: dict[str, list[float]] = defaultdict(list)
    for domain, days in spans:
        found[domain].append(days)
    return {domain: LeadTime(median(days), len(days)) for domain, days in found.items()}


def _to_active(
    root: Path, commits: Sequence[Commit], mesh: Mesh, proposed: Mapping[str, PullRequest]
) -> Iterator[Span]:
    """Yield the lead times of products that were scaffolded here and became active later, starting at the pull
    request if it is known.

    If it is unknown, a product that was active in its first commit is omitted, because it was added in its final state.
    """
    files = {product.home.file for product in mesh.products}
    edits = [
        (
            commit,
            [edit for edit in commit.edits if edit.path in files or edit.path.lower().endswith(_PRODUCTS)],
        )
        for commit in reversed(commits)
    ]
    stated = _stated(root, {blob for _, each in edits for edit in each for blob in edit[1:] if blob})
    began: dict[str, datetime | None] = {}
    active: dict[str, datetime] = {}
    for commit, each in edits:
        request = proposed.get(commit.name)
        opened, merged = (request.opened, request.merged) if request else (commit.when, commit.when)
        for edit in each:
            if edit.old in stated:
                began.setdefault(stated[edit.old][0], None)  # older than the first known commit
        for edit in each:
            if edit.new in stated:
                identity, status = stated[edit.new]
                began.setdefault(identity, opened)
                if status == "active":
                    active.setdefault(identity, merged)
    for product in mesh.products:
        first, then = began.get(product.fact.id), active.get(product.fact.id)
        if product.fact.domain and first and then and then > first:
            yield product.fact.domain, (then - first).total_seconds() / _DAY


def _stated(root: Path, blobs: set[str]) -> dict[str, tuple[str, str]]:
    """Map blobs to their top-level id and status; blobs without an id are omitted."""
    wanted = sorted(blobs)
    found = {}
    for blob, data in zip(wanted, git.contents(root, wanted, limits.FILE_BYTES), strict=True):
        stated = {key.decode(): value.decode("utf-8", "replace") for key, value in _STATED.findall(data)}
        if "id" in stated:
            found[blob] = (stated["id"], stated.get("status", ""))
    return found


def _to_access(
    root: Path, commits: Iterable[Commit], mesh: Mesh, proposed: Mapping[str, PullRequest]
) -> Iterator[Span]:
    """Yield the lead times of current agreements, from the request that they declare, or else from the pull request.

    If neither is known, the time starts at the first commit. An agreement that was written and merged in the same
    second is omitted, because it was squashed or never proposed.
    """
    written = history.added(root)
    brought = dict(_brought(commits, {each.home.file for each in mesh.agreements}))
    for agreement in mesh.agreements:
        port = mesh.ports.get(agreement.port)
        product = mesh.product_of.get(port.product) if port else None
        came = brought.get(agreement.home.file)
        if not came or not product or not product.fact.domain:
            continue
        request = proposed.get(came.commit)
        if agreement.requested is not None:
            days = ((request.merged if request else came.when).date() - agreement.requested).days
            if days >= 0:
                yield product.fact.domain, float(days)
        elif request is not None:
            yield product.fact.domain, (request.merged - request.opened).total_seconds() / _DAY
        elif came.path in written and (waited := (came.when - written[came.path]).total_seconds()) > 0:
            yield product.fact.domain, waited / _DAY


class _Brought(NamedTuple):
    path: str
    """The path of the file when it was added."""
    when: datetime
    commit: str


def _brought(commits: Iterable[Commit], files: Iterable[str]) -> Iterator[tuple[str, _Brought]]:
    """Yield each file with the commit that added it to the main line; for a moved file, the commit that added its
    first path.
    """
    followed = {file: file for file in files}
    for commit in commits:
        gone = {edit.old: edit.path for edit in commit.edits if edit.new is None}
        for edit in commit.edits:
            if edit.old is None and edit.path in followed:
                file = followed.pop(edit.path)
                if edit.new in gone:
                    followed[gone[edit.new]] = file
                else:
                    yield file, _Brought(edit.path, commit.when, commit.name)
