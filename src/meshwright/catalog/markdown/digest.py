"""A team's weekly digest as Markdown: a section of its page, and the text of an issue or an email."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.markdown.marks import code, items, message, page, plain
from meshwright.catalog.markdown.parts import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.documents.register import Digest, Team

QUIET = "There are no new or former consumers, nothing ends within 30 days, and no finding is open."
UNKNOWN = (
    "The requests waiting for approval are unknown. A full catalog lists them if it is built with an export "
    "of the open requests and their files (`--pull-requests`)."
)


def digest_page(team: Team) -> str:
    """Return a team's digest as a separate Markdown page."""
    return page(f"{team.title}: week from {team.digest.since}", digest_lines(team))


def digest_lines(team: Team) -> str:
    """Return a team's digest as a Markdown list."""
    said = items(_lines(team.digest, routes.team(team.name))) or QUIET
    return said if team.digest.knows_requests else f"{said}\n\n{UNKNOWN}"


def _lines(digest: Digest, route: str) -> Iterator[str]:
    for use in digest.uses:
        verb = "began" if use.began else "stopped"
        yield f"{named(use.consumer, route)} {verb} reading {named(use.port, route)} (since {digest.since})"
    for request in digest.requests:
        kind = "request for access" if request.is_access else "change"
        to = " and ".join(named(each, route) for each in request.products)
        said = "".join(f": {plain(each)}" for each in (request.title, request.url) if each)
        number = f" {plain(request.number)}" if request.number else ""
        yield f"{kind}{number} to {to} has been waiting for approval since {request.opened}{said}"
    for end in digest.ends:
        yield f"{plain(end.what)} {named(end.name, route)} ends on {end.day}"
    if digest.worst:
        worst = digest.worst
        finding = f"{code(worst.product)}: {message(worst.finding.message)} ({code(worst.finding.rule)}"
        note = f"; {plain(worst.finding.note)}" if worst.finding.note else ""
        yield f"fix first: {finding}, {plain(worst.finding.level)}{note}); {code(digest.command)}"
