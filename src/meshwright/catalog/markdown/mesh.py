"""The pages about the mesh as a whole, as Markdown: home, map, changes and unreadable files."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from meshwright.catalog import routes, text
from meshwright.catalog.markdown.entity import listed_entities
from meshwright.catalog.markdown.marks import code, facts, items, link, message, page, plain, prose, section
from meshwright.catalog.markdown.parts import (
    change_line,
    commit_of,
    consumers_of,
    counted,
    effect_of,
    noted,
    sourced,
    versions_of,
)
from meshwright.catalog.markdown.register import endings, listed_domains
from meshwright.catalog.same_changes import days_of

if TYPE_CHECKING:
    from meshwright.catalog.documents.mesh import (
        Changes,
        CommitChanges,
        Index,
        Lineage,
        News,
        ProductChange,
        Unreadable,
    )
    from meshwright.catalog.documents.register import Summary
    from meshwright.catalog.same_changes import SameChange

_SINGULAR = {"entities": "entity"}


def home_markdown(index: Index) -> str:
    """Return the home page as Markdown: the products, by domain and by entity."""
    figures = ", ".join(
        text.counted(count, _SINGULAR.get(name, name.removesuffix("s")), name)
        for name, count in asdict(index.figures).items()
    )
    return page(
        index.title,
        prose(index.description),
        facts(
            (
                ("holds", figures),
                ("score", f"{index.score} of 100" if index.score is not None else ""),
                ("as of", index.day.isoformat()),
                ("commit", code(index.commit)),
                ("published at", plain(index.url)),
                ("addresses begin with", code(f"mesh://{index.mesh}/") if index.mesh else ""),
                ("findings", counted(index.diagnostics)),
            )
        ),
        section("Domains", listed_domains(index.domains, routes.HOME)),
        section("Entities", listed_entities(index.entities, routes.HOME)),
        section("Most used", items(_used(each) for each in index.most_used)),
        section("Changes for consumers", items(map(_news, index.news))),
        section("Recently changed", items(map(_recent, index.recent)), plain(index.history_note)),
        section("Ending soon", endings(index.endings, routes.HOME)),
        section("Cannot be read", items(map(_unreadable, index.unreadable))),
        section(
            "More", items(link(each, routes.HOME, each) for each in ("governance", "rules", "map", "changes"))
        ),
    )


def changes_markdown(changes: Changes) -> str:
    """Return the mesh's changes by day and by effect on consumers as Markdown."""
    days = (
        section(each.day.isoformat(), items(map(_same, (*each.notable, *each.texts))))
        for each in days_of(changes)
    )
    ending = section("Ending ports", endings(changes.endings, "changes"))
    return page("Changes", ending, *days, plain(changes.history_note))


def map_markdown(lineage: Lineage) -> str:
    """Return the map as Markdown: one line for each product that has sources, with a list of its sources."""
    read: dict[int, list[str]] = {}

    def linked(number: int) -> str:
        address = lineage.products[number]
        return link(code(address), "map", routes.product(address))

    for (source, target), ports in zip(lineage.edges, lineage.ports, strict=True):
        read.setdefault(target, []).append(f"{linked(source)} ({', '.join(map(code, ports))})")
    lines = (f"{linked(target)} reads {', '.join(own)}" for target, own in sorted(read.items()))
    return page("Map", items(lines))


def unreadable_markdown(found: Unreadable) -> str:
    """Return the placeholder page for an unreadable file as Markdown."""
    lines = (
        f"line {each.line}: {message(each.finding.message)} ({code(each.finding.rule)}, {noted(each.finding)})"
        for each in found.faults
    )
    return page(
        found.title,
        f"This document cannot be read: {sourced(found.file, found.source)}",
        section("Findings", items(lines)),
    )


def _used(product: Summary) -> str:
    linked = link(plain(product.title), routes.HOME, routes.product(product.address))
    return f"{linked} ({text.counted(product.consumers, 'consumer')})"


def _news(each: News) -> str:
    linked = link(plain(f"{each.product.title} {each.place}"), routes.HOME, each.product.route)
    consumers = text.counted(each.consumers, "consumer")
    return f"{plain(each.kind)}: {linked}, {message(each.words)} {each.day or ''} ({consumers})"


def _recent(commit: CommitChanges) -> str:
    products = [_linked(each, routes.HOME) for each in commit.products if each.product]
    breaking = " (breaking)" if commit.is_breaking else ""
    more = commit.count - len(products)
    named = ", ".join((*products, *((f"{more} more",) if more > 0 else ())))
    said = f"{plain(commit.subject)} ({named})" if commit.subject else named
    return f"{commit.when:%Y-%m-%d}{breaking}: {said}"


def _unreadable(each: Unreadable) -> str:
    route = each.page.rpartition("/")[0]
    faults = text.counted(len(each.faults), "finding")
    return f"{link(plain(each.title), routes.HOME, route)}: {sourced(each.file, each.source)}, {faults}"


def _same(same: SameChange) -> str:
    """Return a change as Markdown; if many products share it, its sentences are written once, before the products."""
    if not same.is_shared:
        own = same.of[0]
        return f"{_linked(own, 'changes') or 'products that were not examined'}: {change_line(own.change)}"
    one = same.of[0].change
    is_one_commit = len(same.commits) == 1
    said = "; ".join(message(each.words) for each in same.sentences)
    line = ": ".join(filter(None, (plain(one.subject) if is_one_commit else "", said)))
    notes = "; ".join(filter(None, (commit_of(one) if is_one_commit else "", consumers_of(same.affected))))
    products = "; ".join(_part(each, is_one_commit=is_one_commit) for each in same.of)
    return f"{same.where} ({effect_of(one)}): {line}{f' ({notes})' if notes else ''}: {products}"


def _part(each: ProductChange, *, is_one_commit: bool) -> str:
    """Return a product with a shared change as Markdown: its locations, versions and, if there are several, commit."""
    places = ", ".join(code(said.place) for said in each.change.sentences if said.place)
    own = (
        "" if is_one_commit else ": ".join(filter(None, (plain(each.change.subject), commit_of(each.change))))
    )
    notes = "; ".join(filter(None, (places, versions_of(each.change), own)))
    return f"{_linked(each, 'changes')}{f' ({notes})' if notes else ''}"


def _linked(each: ProductChange, route: str) -> str:
    """Return as Markdown a link to a product, or the product's name if the page no longer exists."""
    if each.product is None:
        return ""
    words = code(each.product.name)
    return link(words, route, each.product.route) if each.product.route else words
