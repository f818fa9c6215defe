"""The table of compatibility: every row is used and unique, and names an existing rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from compatibility_vectors import vectors
from mesh_of import PLACES, scaffold
from meshwright.changes import assessment, rows
from meshwright.changes.assessment import assess
from meshwright.changes.change import CONTRACT, FIELD, OBJECT, PORT, PRODUCT, Change, ChangeKind, ChangeSides
from meshwright.changes.diff import diff
from meshwright.changes.rows import ROWS, by_row
from meshwright.rulekit.registry import all_rules
from revisions import field, fields, replaced, side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from revisions import Files

LEVEL = "customProperties: [{property: compatibility, value: %s}]\n"
SERVER = "servers:\n  - {server: %s, type: s3, location: 's3://a/b'}\n"
PORT_OF = "outputPorts:\n  - {name: daily, version: %s, contractId: play-events.daily}\n"
KEY = "{name: %s, primaryKey: true}"
SOURCES = "transformSourceObjects: [player/play-events/daily@1/plays/%s]"
AT = "servers:\n  - {server: s, type: custom, customProperties: [{property: folder, value: %s}]}\n"
SQL = "transformSourceObjects: [player/play-events/daily@1/plays/play_id], transformLogic: '%s'"
DOCUMENTS = [
    ("product", LEVEL % "query", LEVEL % "meaning"),
    ("product", LEVEL % "meaning", LEVEL % "promise"),
    ("contract", SERVER % "a", SERVER % "b"),
    ("product", PORT_OF % "1.0.0", PORT_OF % "2.0.0"),
    ("contract", field("physicalName: SKIP_REASON"), field()),
    ("contract", field("required: true"), field("quality: [{metric: nullValues, mustBe: 0}]")),
    (
        "contract",
        field("relationships: [{to: plays.play_id}]"),
        field("relationships: [{to: [plays.play_id]}]"),
    ),
    ("contract", field("criticalDataElement: true"), field("criticalDataElement: false")),
    ("contract", field("unique: true"), field("quality: [{metric: duplicateValues, mustBe: 0}]")),
    ("contract", fields(KEY % "skip_reason", KEY % "other"), fields(KEY % "other")),
    ("contract", field(SQL % "sum(play_id)"), field(SQL % "max(play_id)")),
    ("contract", field(SQL % "play_id + 1"), field(SQL % "play_id + 2")),
    ("contract", field(SQL % "play_id"), field(SQL % "play_id (")),
    ("contract", field(SOURCES % "play_id"), field(SOURCES % "skip_reason")),
    ("contract", AT % "/a", AT % "/b"),
]
"""Top-level keys on two sides, compared in both directions."""
OPTION, CUSTOM = "logicalTypeOptions", "customProperties"
VALID = {"name": "q", "metric": "invalidValues", "mustBe": 0, "severity": "warning"}
COUNT = {"name": "q", "metric": "rowCount", "severity": "warning"}
LATENCY = {"property": "latency", "value": 1, "unit": "d"}
BAR = "logicalType"
LINK = {"type": "semanticDefinition", "url": "entity:artist/isni"}
PATTERNS = ("(a)", "ab", "^a", "a+", "^a+$", "^(a|b)$", "(?!a)b")
"""The replacement of `a`."""


def listed(*values: str) -> dict[str, Any]:
    return {**VALID, "arguments": {"validValues": list(values)}}


CHANGES: list[tuple[str, tuple[str, ...], Any, Any]] = [
    (CONTRACT, (), {"id": "a"}, None),
    (CONTRACT, (), None, {"id": "a"}),
    (CONTRACT, ("id",), "a", "b"),
    (CONTRACT, ("price",), 1, 2),
    (CONTRACT, ("version",), "1.0.0", "2.0.0"),
    (CONTRACT, ("version",), "1.1.0", "1.0.0"),
    (CONTRACT, ("version",), "1.0.0", "1.1.0"),
    (CONTRACT, ("status",), "active", "retired"),
    (CONTRACT, ("status",), "deprecated", "retired"),
    (CONTRACT, ("status",), "deprecated", "active"),
    (CONTRACT, ("status",), "active", "draft"),
    (CONTRACT, ("status",), "draft", "proposed"),
    (CONTRACT, ("servers", "a"), {"host": "a"}, None),
    (CONTRACT, ("servers", "a"), {"environment": "dev", "host": "a"}, {"environment": "dev", "host": "b"}),
    (CONTRACT, ("roles", "a"), {"role": "a", "access": "read"}, {"role": "a", "access": "write"}),
    (CONTRACT, ("slaProperties", "a"), LATENCY, {"property": "latency", "value": 24, "unit": "h"}),
    (CONTRACT, ("slaProperties", "a"), LATENCY, {**LATENCY, "schedule": "daily"}),
    (CONTRACT, ("slaProperties", "a"), LATENCY, {**LATENCY, "description": "a"}),
    (CONTRACT, ("slaProperties", "a"), LATENCY, {**LATENCY, "value": "soon"}),
    (CONTRACT, ("slaProperties", "endOfLife"), *({"property": "endOfLife", "value": "2027-01-01"},) * 2),
    (PRODUCT, (), {"id": "a"}, None),
    (PRODUCT, (), None, {"id": "a"}),
    (PRODUCT, ("version",), "1.0.0", "2.0.0"),
    (PRODUCT, ("status",), "draft", "active"),
    (PRODUCT, ("deprecated",), None, True),
    (PRODUCT, ("deprecated",), True, None),
    (PORT, ("name",), "a", "b"),
    (PORT, ("version",), "1.0.0", "2.0.0"),
    (PORT, ("contractId",), None, "a"),
    (PORT, ("contractId",), "a", "b"),
    (PORT, ("type",), "files", "tables"),
    (PORT, ("deprecated",), None, True),
    (PORT, ("deprecated",), True, None),
    (PORT, ("inputContracts", "a"), None, {"id": "a"}),
    (FIELD, ("physicalName",), "a", "b"),
    (OBJECT, ("physicalType",), "table", "blob"),
    (OBJECT, ("physicalType",), "topic", None),
    (OBJECT, ("primaryKey",), ["a", "b"], ["b", "a"]),
    (FIELD, ("type",), {BAR: "string"}, {BAR: "string", "physicalType": "text"}),
    (FIELD, ("type",), {BAR: "string", "physicalType": "text"}, {BAR: "string"}),
    (FIELD, ("type",), {BAR: "string"}, {"physicalType": "geography"}),
    (FIELD, ("classification",), None, "a"),
    (FIELD, ("classification",), "a", "b"),
    (FIELD, ("classification",), "a", None),
    (FIELD, ("authoritativeDefinitions", "a"), None, LINK),
    (FIELD, ("authoritativeDefinitions", "a"), LINK, None),
    (FIELD, ("deprecated",), True, None),
    (FIELD, (CUSTOM, "unit"), None, {"property": "unit", "value": "s"}),
    (FIELD, ("primaryKey",), None, True),
    (FIELD, ("primaryKey",), True, None),
    (FIELD, ("criticalDataElement",), None, True),
    (FIELD, ("encryptedName",), None, "a"),
    (FIELD, (OPTION, "required", "a"), None, "a"),
    (FIELD, (OPTION, "required", "a"), "a", None),
    (FIELD, (OPTION, "format"), "i8", "i08"),
    (FIELD, (OPTION, "maximum"), 1, "a"),
    (FIELD, (OPTION, "maximum"), {BAR: "number", "maximum": 1}, {BAR: "number", "maximum": "a"}),
    *((FIELD, (OPTION, "pattern"), "a", after) for after in PATTERNS),
    (FIELD, ("enum",), [{"value": "a"}, {"value": "b"}], [{"value": "b"}, {"value": "a"}]),
    (FIELD, ("enum",), ["a"], ["a", "b"]),
    (FIELD, ("enum",), ["a", "b"], ["a"]),
    (FIELD, ("enum",), ["a", "b"], ["c"]),
    (FIELD, ("enum",), ["a"], 1),
    (FIELD, ("quality", "q"), listed("a", "b"), listed("a")),
    (FIELD, ("quality", "q"), listed("a", "b"), listed("c")),
    (FIELD, ("quality", "q"), {**COUNT, "mustBeLessThan": 5}, {**COUNT, "mustBeLessThan": 6}),
    (FIELD, ("quality", "q"), {**COUNT, "mustBeLessThan": 5}, {**COUNT, "mustBeLessThan": 4}),
    (FIELD, ("quality", "q"), {**COUNT, "mustBe": 5}, {**COUNT, "mustBe": 4, "severity": "error"}),
    (FIELD, ("quality", "q"), {**COUNT, "mustBe": 5}, {**COUNT, "mustBe": 5, "unit": "percent"}),
    (FIELD, ("quality", "q"), {**COUNT, "mustBe": 5}, {**COUNT, "mustBe": 5, "severity": "low"}),
    (FIELD, ("quality", "q"), {**COUNT, "mustBe": 5}, {**COUNT, "mustBe": 5, "metric": "nullValues"}),
    (FIELD, ("quality", "q"), *({"metric": "rowCount", "mustBe": 5, "unit": each} for each in ("rows", "%"))),
]
"""Single changes: their subject, the keys, and the values before and after."""
RENAMED = [
    (PORT, (), "a", "b"),
    (CONTRACT, ("slaProperties", "a"), LATENCY, {**LATENCY, "property": "throughput"}),
]


def changes() -> Iterator[Change]:
    """Yield the single changes."""
    for thing, aspect, before, after in CHANGES:
        kind = (
            ChangeKind.ADDED
            if before is None
            else ChangeKind.REMOVED
            if after is None
            else ChangeKind.CHANGED
        )
        yield Change(kind, thing, aspect, before, after, None, None)
    for thing, aspect, before, after in RENAMED:
        yield Change(ChangeKind.RENAMED, thing, aspect, before, after, None, None)


def pairs() -> Iterator[tuple[Files, Files]]:
    """Yield all pairs of revisions."""
    yield from ((each.before, each.after) for each in vectors())
    files = scaffold()
    yield files, {path: text for path, text in files.items() if path != PLACES["contract"]}
    for template, *texts in DOCUMENTS:
        before, after = (
            {**files, PLACES[template]: replaced(files[PLACES[template]].decode(), text)} for text in texts
        )
        yield before, after
        yield after, before


def test_every_row_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """An untested row may be wrong."""
    reached = set()
    verdict = rows._verdict

    def spied(row: rows.Row, *arguments: Any) -> Any:
        reached.add((row.aspect, row.event))
        return verdict(row, *arguments)

    monkeypatch.setattr(rows, "_verdict", spied)
    for before, after in pairs():
        old, new = side(before), side(after)
        for revision in diff(old, new):
            for change in revision.changes:
                assert not assess(change, old.mesh, new.mesh).failure
    same = side(scaffold()).mesh
    for change in changes():
        assessment._assessed(change, ChangeSides(same, same, None, None))

    assert {(row.aspect, row.event) for row in ROWS} - reached == set()


def test_row_is_unique() -> None:
    """The table has one opinion about a change."""
    assert [key for key, count in Counter((row.aspect, row.event) for row in ROWS).items() if count > 1] == []


def test_row_names_an_existing_rule() -> None:
    assert {row.rule for row in ROWS} - {rule.name for rule in all_rules()} == {""}


def test_missing_row_is_an_error() -> None:
    """A change without a row does not count as harmless."""
    with pytest.raises(KeyError):
        by_row(Change(ChangeKind.CHANGED, FIELD, ("type",), {}, {}, None, None), "type", "wieder")
