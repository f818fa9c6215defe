"""Parts of documents as Markdown: descriptions, references, channels, changes, findings, values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.catalog import routes, text
from meshwright.catalog.markdown.marks import code, items, link, message, plain, prose, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.documents.parts import (
        Change,
        ChangeSentence,
        Description,
        Diagnostics,
        External,
        Finding,
        Named,
        Score,
        Support,
    )
    from meshwright.catalog.documents.product import Join


def value(stated: object) -> str:
    """Return a YAML value as text."""
    return stated if isinstance(stated, str) else json.dumps(stated, ensure_ascii=False, default=str)


def named(each: Named | None, route: str) -> str:
    """Return the name of an item as Markdown, with a link if it has a page."""
    if each is None:
        return ""
    words = plain(each.title or each.name)
    return link(words, route, each.route) if each.route and words else words


def addressed(address: str, route: str) -> str:
    """Return a link to an addressed item as Markdown."""
    return link(code(address), route, routes.anchored(address)[0])


def described(description: Description) -> str:
    """Return an item's purpose and limitations as Markdown."""
    parts = [prose(description.purpose)]
    parts += (
        f"**{name}:** {prose(text)}"
        for name, text in (("Limitations", description.limitations), ("Usage", description.usage))
        if text
    )
    return "\n\n".join(filter(None, parts))


def supported(support: Iterable[Support]) -> str:
    """Return the support channels as Markdown."""
    return items(map(_channel, support))


def referred(references: Iterable[External]) -> str:
    """Return links to further reading as Markdown."""
    return items(
        " ".join(
            filter(None, (plain(each.title), plain(each.url), plain(f"({each.type})" if each.type else "")))
        )
        for each in references
    )


def sourced(file: str, source: str) -> str:
    """Return the path of a file as Markdown, with a link to the forge."""
    return f"{code(file)}{f' ({plain(source)})' if source else ''}"


def changes(entries: Iterable[Change]) -> str:
    """Return changes as Markdown, one line for each commit."""
    return items(map(change_line, entries))


def found(findings: Iterable[Finding], route: str) -> Iterator[tuple[str, ...]]:
    """Yield one table row for each finding."""
    for each in findings:
        rule = link(code(each.rule), route, routes.rule(each.rule))
        yield message(each.message), rule, plain(each.level), plain(each.note)


def _channel(each: Support) -> str:
    more = ", ".join(filter(None, (plain(each.url), plain(each.tool), plain(each.scope))))
    words = plain(each.description)
    return f"{plain(each.channel)}{f' ({more})' if more else ''}{f': {words}' if words else ''}"


def change_line(change: Change) -> str:
    """Return as Markdown the changes that a commit made to a product."""
    said = "; ".join(_sentence(each) for each in change.sentences)
    more = f", and {change.more} more" if change.more else ""
    unread = "" if change.is_read else "not compared"
    notes = "; ".join(
        filter(None, (commit_of(change), versions_of(change), unread, consumers_of(change.affected)))
    )
    line = ": ".join(filter(None, (plain(change.subject), said)))
    return f"{change.when:%Y-%m-%d} ({effect_of(change)}): {line}{more} ({notes})"


def effect_of(change: Change) -> str:
    """Return as Markdown a change's effect on consumers and the required version bump, unless the bump is a patch."""
    return ", ".join((change.effect, *((change.worst,) if change.worst not in ("none", "patch") else ())))


def commit_of(change: Change) -> str:
    """Return a commit with a link to the forge as Markdown."""
    return f"{code(change.commit[:8])}{f' {plain(change.url)}' if change.url else ''}"


def versions_of(change: Change) -> str:
    """Return the version changes as Markdown."""
    moved = (f"{each.place} {each.before} → {each.after}".strip() for each in change.versions)
    return plain(", ".join(moved))


def consumers_of(affected: Iterable[Named]) -> str:
    """Return as Markdown the current consumers that a change affects."""
    names = ", ".join(plain(each.title or each.name) for each in affected)
    return f"consumers today: {names}" if names else ""


def _sentence(each: ChangeSentence) -> str:
    return f"{message(each.sentence)}{f' ({each.effect})' if each.effect != 'text' else ''}"


def joined(each: Join, route: str) -> tuple[str, ...]:
    """Return a table row for a join of two ports."""
    product = named(each.product, route)
    hops = (
        f"{code(', '.join(hop.left))} of {code(hop.left_port)} = "
        f"{code(', '.join(hop.right))} of {code(hop.right_port)} ({plain(hop.scheme)}, {plain(hop.fan_out)})"
        for hop in each.hops
    )
    through = f"through {', '.join(map(code, each.through))}" if each.through else ""
    notes = (
        message(each.reason),
        message(each.caution),
        *(f"{plain(sense.domain)} means {plain(sense.means)}" for sense in each.senses),
        *map(message, each.remedies),
        *map(code, each.choices),
    )
    return (
        product,
        link(code(each.entity), route, routes.entity(each.entity)),
        f"{code(each.port)} with {code(each.other)}",
        each.verdict,
        "; ".join(filter(None, (*hops, through))),
        "; ".join(filter(None, notes)),
    )


def noted(finding: Finding) -> str:
    """Return as Markdown the severity of a finding and, if it is excluded, the reason."""
    return ", ".join(filter(None, (finding.level, plain(finding.note))))


def counted(found: Diagnostics) -> str:
    """Return the number of findings by severity as Markdown."""
    counts = (
        text.counted(found.errors, "error"),
        text.counted(found.warnings, "warning"),
        text.counted(found.notices, "notice"),
        f"{found.pardoned:,} pardoned",
    )
    return ", ".join(counts)


def scored(scores: Iterable[Score]) -> str:
    """Return the scores for all qualities as Markdown."""
    return table(
        ("quality", "score", "products"),
        ((each.name, "" if each.score is None else str(each.score), str(each.products)) for each in scores),
    )
