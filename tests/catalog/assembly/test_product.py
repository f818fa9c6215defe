"""Ending ports, promises and changes on a product's page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.api.writing import json_of
from meshwright.catalog.assembly.mesh import documents
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.assembly.service_levels import said
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.history import History, HistoryEntry
from meshwright.catalog.html.mesh import changes_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.markdown.mesh import changes_markdown
from meshwright.quantities.service_level import duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.catalog.assembly.overview import Overview

PORT = "  - {{name: {0}, version: 1.0.0, contractId: {0}}}\n"
CONTRACT = "apiVersion: v3.1.0\nkind: DataContract\nid: {}\nversion: 1.0.0\nstatus: {}\n"
FOLLOWS = "  - {type: successor, url: %s}\n"


def test_ending_port_comes_last_and_names_each_successor_once(overview_of: Callable[..., Overview]) -> None:
    """By its address in any notation; an address outside the mesh is unchanged."""
    definitions = "authoritativeDefinitions:\n" + "".join(
        FOLLOWS % url for url in ("mesh://x/a/b/new@1", "a/b/new@1", "https://elsewhere.example")
    )
    product = (
        "apiVersion: v1.0.0\nkind: DataProduct\nid: b\nname: b\nversion: 1.0.0\nstatus: active\ndomain: a\n"
    )
    overview = overview_of(
        {
            "governance/mesh.yaml": b"apiVersion: meshwright/v1\nkind: Mesh\nname: x\n",
            "products/a/b/product.odps.yaml": f"{product}outputPorts:\n{PORT.format('old')}{PORT.format('new')}".encode(),
            "products/a/b/old.odcs.yaml": CONTRACT.format("old", "deprecated").encode()
            + definitions.encode(),
            "products/a/b/new.odcs.yaml": CONTRACT.format("new", "active").encode(),
        }
    )
    ports = product_document(overview.cards["a/b"], overview).ports
    assert [(port.title, port.successors) for port in ports] == [
        ("new@1", ()),
        (
            "old@1",
            (
                Named("a/b/new@1", "a/b/new@1", "products/a/b"),
                Named("https://elsewhere.example", "https://elsewhere.example"),
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(10, "y", "10 years"), (1, "mo", "1 month"), (365, "d", "365 d"), (26, "h", "26 h")],
)
def test_months_and_years_are_written_as_a_number(value: int, unit: str, words: str) -> None:
    """They have no fixed length; everything else has."""
    stated = duration(value, unit)
    assert stated is not None
    assert said(stated) == words


def test_changes_are_grouped_by_commit(overview_of: Callable[..., Overview]) -> None:
    """A commit that was not compared counts the products that it names."""
    day = datetime(2026, 11, 22, tzinfo=UTC)
    entries = (
        HistoryEntry("b" * 40, day, "Rename", "a/x", is_breaking=True),
        HistoryEntry("b" * 40, day, "Rename", "a/y"),
        HistoryEntry("a" * 40, day, "Import", "", more=300, is_read=False),
    )
    changes = documents(overview_of({}, history=History(recent=entries))).changes.commits
    assert [(each.subject, each.count, each.is_breaking) for each in changes] == [
        ("Rename", 2, True),
        ("Import", 300, False),
    ]


@pytest.mark.parametrize("is_cut", [False, True])
def test_truncated_list_of_changes_is_marked(overview_of: Callable[..., Overview], is_cut: bool) -> None:
    """The note names the first day from which the list is complete, in HTML, JSON and Markdown."""
    entry = HistoryEntry("b" * 40, datetime(2026, 11, 22, tzinfo=UTC), "Rename", "a/x")
    overview = overview_of({}, history=History(recent=(entry,), is_cut=is_cut))
    made = documents(overview)
    since = f"All changes since {overview.mesh.today - timedelta(days=31)} are listed"
    written = (
        made.changes.history_note,
        changes_page(made.changes, Renderer({})).sections[0].html,
        changes_markdown(made.changes),
        json.dumps(json_of(made.changes, "api/v1/changes.json", "changes")),
    )

    assert [since in each for each in written] == [is_cut] * 4
    assert made.index.history_note == ""


def test_truncated_list_of_a_product_is_marked(overview_of: Callable[..., Overview]) -> None:
    """Only if there are older changes of this product."""
    entry = HistoryEntry("b" * 40, datetime(2026, 11, 22, tzinfo=UTC), "Rename", "a/x")
    files = {
        "products/a/x/product.odps.yaml": b"apiVersion: v1.0.0\nkind: DataProduct\nid: x\nname: x\ndomain: a\n"
    }
    notes = []
    for cut in ((), ("a/y",), ("a/x",)):
        overview = overview_of(files, history=History({"a/x": (entry,) * 10}, cut=frozenset(cut)))
        notes.append(product_document(overview.cards["a/x"], overview).history_note)

    assert notes == ["", "", "These are the latest 10 changes; older ones are in Git."]
