"""The page on what was changed, over the whole mesh."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.product import history_note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from meshwright.catalog.history import Entry
    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview

ROUTE = "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit made of all products."""

    subject: str
    when: datetime
    entries: tuple[Entry, ...]

    @property
    def is_breaking(self) -> bool:
        """Whether it breaks readers of any product, as far as that is known."""
        return any(each.is_breaking for each in self.entries)

    @property
    def products(self) -> int:
        """How many products it changed."""
        return sum(1 if each.address else each.more for each in self.entries)


def changes_of(entries: Iterable[Entry]) -> tuple[Change, ...]:
    """Give what entries tell by commit, in their order."""
    grouped = (tuple(group) for _, group in groupby(entries, lambda each: each.commit))
    return tuple(Change(group[0].subject, group[0].when, group) for group in grouped)


def changes_page(overview: Overview, renderer: Renderer) -> Page:
    """Give the page on what was changed."""
    changes = changes_of(overview.source.history.recent)
    days = [(day.isoformat(), list(group)) for day, group in groupby(changes, lambda each: each.when.date())]
    html = renderer.html(
        "changes.html",
        ROUTE,
        days=days,
        known=frozenset(overview.cards),
        note=history_note(overview),
    )
    return Page(
        ROUTE, "Changes", (Section(html),), "What was changed of which data product.", has_contents=False
    )
