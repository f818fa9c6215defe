"""Rows and words of pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from filled import Filler

from meshwright.catalog.documents.contract import Contract, ServiceLevel
from meshwright.catalog.documents.parts import Change, ChangeSentence, Finding, VersionBump
from meshwright.catalog.documents.product import EntityReference, Port
from meshwright.catalog.html.wording import (
    by_effect,
    by_finding,
    by_level,
    effect_word,
    entity_title,
    lacks_version,
)

if TYPE_CHECKING:
    from meshwright.catalog.documents.parts import Effect


def finding(level: str, message: str, port: str = "") -> Finding:
    return Finding(rule="a-rule", level=level, message=message, port=port)


def change(*words: str, effect: Effect = "new", versions: int = 0) -> Change:
    """Return a change of a product with one effect."""
    return replace(
        Filler({}).document(Change),
        effect=effect,
        sentences=tuple(ChangeSentence(words=each, effect=effect) for each in words),
        versions=(VersionBump(place="", before="1.0.0", after="2.0.0"),) * versions,
    )


def test_only_what_is_added_is_new() -> None:
    """A tightened service level is a change; names in backticks do not count."""
    added, tightened = change("server `sample` added", "x"), change("`added` changed from 2 h to 1 h")

    assert effect_word("new", added.sentences) == "new"
    assert effect_word("new", tightened.sentences) == "changed"
    assert effect_word("breaking", tightened.sentences) == "breaking"
    assert by_effect([tightened, added, change("t", effect="text"), added]) == [
        ("new", 2, "good"),
        ("changed", 1, "good"),
        ("without effect", 1, ""),
    ]


def test_breaking_change_without_a_version_bump_is_known() -> None:
    """A reader cannot see in which version it came."""
    assert lacks_version(change("field removed", effect="breaking"))
    assert not lacks_version(change("field removed", effect="breaking", versions=1))
    assert not lacks_version(change("field added"))


def test_equal_findings_name_their_ports() -> None:
    """Each port once; a finding about the product has none."""
    found = [finding("error", "a", port) for port in ("daily@1", "live@1", "daily@1")]

    ((_, times, ports),) = by_finding(found)
    assert (times, ports) == (3, ["daily@1", "live@1"])
    assert by_finding([finding("error", "b")])[0][1:] == (1, [])


def test_equal_findings_share_a_row_and_errors_come_first() -> None:
    """Findings that do not count come last; otherwise, the order is kept."""
    found = [
        finding("waived", "w"),
        finding("warning", "b"),
        finding("error", "c"),
        finding("warning", "a"),
        finding("warning", "b"),
    ]

    assert [(each.message, times) for each, times, _ in by_finding(found)] == [
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
