"""Rows and words of pages."""

from __future__ import annotations

from dataclasses import replace

from filled import Filler

from meshwright.catalog.documents.contract import Contract, ServiceLevel
from meshwright.catalog.documents.parts import Finding
from meshwright.catalog.documents.product import EntityReference, Port
from meshwright.catalog.html.wording import by_finding, by_level, entity_title


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


def port(name: str, *levels: ServiceLevel) -> Port:
    return Port(
        name=name,
        address=f"a/b/{name}@1",
        href="",
        is_deprecated=False,
        contract=replace(Filler({}).document(Contract), promises=levels),
    )


def test_ports_with_equal_service_levels_share_a_row() -> None:
    """Other values of the service level come next; a port without a contract has no row."""
    hour, day = (ServiceLevel(property="freshness", name="latency", value=value) for value in (1, 24))
    kept = ServiceLevel(property="retention", value=3)
    missing = replace(port("missing"), contract=None)
    ports = [port("one", hour, kept), port("two", day), port("three", replace(hour)), missing]

    assert [(level, [each.name for each in sharing]) for level, sharing in by_level(ports)] == [
        (hour, ["one", "three"]),
        (day, ["two"]),
        (kept, ["one"]),
    ]
