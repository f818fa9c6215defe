"""Rows and words of pages."""

from __future__ import annotations

from meshwright.catalog.documents.parts import Finding
from meshwright.catalog.documents.product import EntityReference
from meshwright.catalog.html.wording import by_finding, entity_title


def finding(level: str, message: str) -> Finding:
    return Finding(rule="a-rule", level=level, message=message)


def test_equal_findings_share_a_row_and_errors_come_first() -> None:
    """Findings that do not count come last; otherwise, the order is kept."""
    found = [
        finding("waived", "w"),
        finding("warning", "b"),
        finding("error", "c"),
        finding("warning", "a"),
        finding("warning", "b"),
    ]

    assert [(each.message, times) for each, times in by_finding(found)] == [
        ("c", 1),
        ("b", 2),
        ("a", 1),
        ("w", 1),
    ]


def test_entity_has_its_title_or_its_name() -> None:
    known = [EntityReference(name="a", href="a", title="Customer"), EntityReference(name="b", href="b")]

    assert [entity_title(name, known) for name in ("a", "b", "c")] == ["Customer", "b", "c"]
