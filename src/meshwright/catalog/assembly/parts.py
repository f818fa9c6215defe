"""Parts that several documents share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog import routes
from meshwright.catalog.documents.parts import (
    Description,
    Diagnostics,
    External,
    Finding,
    Links,
    Lowering,
    Named,
    Quality,
    Support,
)
from meshwright.catalog.history import LAST
from meshwright.finding.finding import Severity
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.scores.product_score import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.mesh.items import RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.scores.product_score import ProductScore

NO_DOMAIN = "No domain"


def title_of(name: str) -> str:
    """Return a display name: `Play events` for `play-events`."""
    if not name or name != name.casefold():
        return name
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def team(name: str, overview: Overview) -> Named:
    """Return the reference to a team."""
    entry = overview.mesh.teams.get(name)
    title = (text(entry.get("title")) if entry else "") or name
    return Named(name, title, routes.team(name) if name in overview.by_team else "")


def domain(name: str, overview: Overview) -> Named:
    """Return the reference to a domain; an empty name means products without a domain."""
    entry = overview.domains.get(name)
    title = (text(entry.get("title")) if entry else "") or title_of(name) or NO_DOMAIN
    return Named(name, title, routes.domain(name) if name in overview.by_domain else "")


def entity(name: str, overview: Overview) -> Named:
    """Return the reference to an entity."""
    entry = overview.mesh.derived(_entities).get(name)
    title = (text(entry.get("title")) if entry else "") or name
    is_known = name in overview.mesh.derived(vocabulary).entities
    return Named(name, title, routes.entity(name) if is_known else "")


def _entities(mesh: Mesh) -> Mapping[str, RegistryEntry]:
    return {entry.name: entry for entry in reversed(mesh.register("Entity"))}


def description(values: Mapping[str, Any]) -> Description:
    """Return the description in a document."""
    own = mapping(values.get("description"))
    purpose, limitations, usage = (text(own.get(key)) for key in ("purpose", "limitations", "usage"))
    return Description(purpose=purpose, limitations=limitations, usage=usage)


def file_link(file: str, overview: Overview) -> str:
    """Return the link to a file on its forge; empty if there is none."""
    forge = overview.source.forge
    return (forge.file(file) if forge and file else None) or ""


def links(route: str, *, has_feed: bool = False) -> Links:
    """Return the links to a page in all its formats."""
    folder = f"{route}/" if route else ""
    feed = f"{folder}feed.xml" if has_feed else ""
    return Links(page=f"{folder}index.html", markdown=f"{folder}index.md", feed=feed)


def support(values: Mapping[str, Any], responsible: str, overview: Overview) -> Iterator[Support]:
    """Yield the support channels of a document, or else of its team."""
    for each in overview.channels(values, responsible):
        channel, *more = (text(each.get(key)) for key in ("channel", "url", "tool", "scope", "description"))
        url, tool, scope, words = more
        if channel or url:
            yield Support(channel=channel or url, url=url, tool=tool, scope=scope, description=words)


def references_of(entity: str, overview: Overview) -> tuple[External, ...]:
    """Return the links for further reading that a registered entity declares."""
    return tuple(
        External(title=text(each.get("title")), url=text(each.get("url")))
        for entry in overview.mesh.register("Entity")
        if entry.name == entity
        for each in mappings(entry.get("links"))
    )


def qualities(product_score: ProductScore | None) -> tuple[Quality, ...]:
    """Return a product's score for each quality."""
    return tuple(
        Quality(
            name=each.name,
            score=percent(each.score),
            checks=each.checks,
            lowered_by=tuple(Lowering(rule=low.rule, diagnostics=low.diagnostics) for low in each.lowered_by),
        )
        for each in (product_score.qualities if product_score else ())
    )


def counted(found: Iterable[Diagnostic]) -> Diagnostics:
    """Return the numbers of findings by severity, and of those that are waived, suppressed or in a baseline."""
    found = tuple(found)
    counting = [each.severity for each in found if each.counts]
    return Diagnostics(
        errors=counting.count(Severity.ERROR),
        warnings=counting.count(Severity.WARNING),
        notices=counting.count(Severity.NOTICE),
        pardoned=len(found) - len(counting),
    )


def finding(diagnostic: Diagnostic) -> Finding:
    """Return a diagnostic as a document."""
    level, note = str(diagnostic.severity), ""
    if diagnostic.waived is not None:
        until = f" until {diagnostic.waived.expires}" if diagnostic.waived.expires else ""
        level, note = "waived", f"{diagnostic.waived.reason}{until}"
    elif diagnostic.is_suppressed:
        level = "suppressed"
    elif diagnostic.known is not None:
        note = "in the baseline"
    head, at, rest = (diagnostic.address or "").partition("@")
    port = f"{head.rpartition('/')[2]}@{rest.partition('/')[0]}" if at else ""
    return Finding(rule=diagnostic.rule, level=level, message=diagnostic.message, note=note, port=port)


def history_note(overview: Overview, product: str = "") -> str:
    """Return a sentence about the missing history of the mesh or of a product; empty if the history is complete."""
    history = overview.source.history
    if history.why_none:
        return f"No history available: {history.why_none}."
    shallow = "Older changes are not in this copy of the repository." if history.is_shallow else ""
    cut = f"These are the latest {LAST} changes; older ones are in Git." if product in history.cut else ""
    return cut or shallow
