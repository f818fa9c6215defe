"""Contracts with the same meaning in two notations, as upgrades of ODCS write them, and similar ones that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshwright.changes.assessment import assess
from meshwright.changes.diff import diff
from meshwright.changes.verdict import Bump
from revisions import side

if TYPE_CHECKING:
    from meshwright.changes.verdict import Verdict

LEVELS = (
    "slaProperties: [{property: latency, value: 4, unit: h%s}, {property: availability, value: 99.9%%%s}]"
)
DEFAULT = "slaDefaultElement: orders.placed\n"
ABOUT = ", element: orders.placed"
FIELDS = "{name: id, logicalType: string}, {name: customer, logicalType: string%s}, {name: placed, logicalType: date}"
POSTGRES = "servers: [{server: s, type: postgres, host: h, port: 1, database: d, schema: x}]\n"


def contract(text: str, version: str = "v3.1.0") -> bytes:
    return (
        f"apiVersion: {version}\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n{text}\n".encode()
    )


def schema(fields: str = FIELDS % "", more: str = "") -> str:
    """Return a schema of two objects, the first with some fields and keys."""
    keys = f"{more}, " if more else ""
    return (
        f"schema: [{{name: orders, {keys}properties: [{fields}]}}, "
        "{name: customers, id: customers_obj, properties: "
        "[{name: id, id: customers_id, logicalType: string}, {name: code, logicalType: string}]}]"
    )


def linked(to: str) -> str:
    return schema(FIELDS % f", relationships: [{{to: {to}}}]")


def sourced(source: str) -> str:
    """Return a schema in which a field declares its source."""
    return schema(FIELDS % f", transformSourceObjects: [{source}]")


def from_object(relationship: str) -> str:
    return schema(more=f"relationships: [{relationship}]")


def ruled(rule: str, more: str = "") -> str:
    """Return a field with a quality rule."""
    return schema(f"{{name: code, logicalType: string{more}, quality: [{{{rule}}}]}}")


def typed(logical: str, physical: str = "") -> str:
    more = f", physicalType: {physical}" if physical else ""
    return POSTGRES + schema(f"{{name: placed, logicalType: {logical}{more}}}")


def verdicts(before: bytes, after: bytes) -> list[Verdict]:
    old, new = side({"c.odcs.yaml": before}), side({"c.odcs.yaml": after})
    return [assess(change, old.mesh, new.mesh) for revision in diff(old, new) for change in revision.changes]


SAME = {
    "default element written out": (DEFAULT + LEVELS % ("", ""), LEVELS % (ABOUT, ABOUT)),
    "default element written out where it matters": (DEFAULT + LEVELS % ("", ""), LEVELS % (ABOUT, "")),
    "default element that nothing needs": (DEFAULT + LEVELS % (ABOUT, ABOUT), LEVELS % (ABOUT, ABOUT)),
    "default element that is assumed": (
        "slaDefaultElement: partitionColumn\n" + LEVELS % ("", ""),
        LEVELS % ("", ""),
    ),
    "elements in another order": (
        LEVELS % (", element: 'orders.placed, orders.id'", ""),
        LEVELS % (", element: 'orders.id,orders.placed'", ""),
    ),
    "list of one reference": (
        from_object("{from: orders.customer, to: customers.id}"),
        from_object("{from: [orders.customer], to: [customers.id]}"),
    ),
    "columns of a key in another order": (
        from_object("{from: [orders.id, orders.customer], to: [customers.code, customers.id]}"),
        from_object("{from: [orders.customer, orders.id], to: [customers.id, customers.code]}"),
    ),
    "reference by path": (linked("customers.id"), linked("/schema/customers/properties/id")),
    "reference by ids": (linked("customers.id"), linked("/schema/customers_obj/properties/customers_id")),
    "reference by path that leads nowhere": (linked("gone.id"), linked("#/schema/gone/properties/id")),
    "reference with its file": (
        linked("customers.id"),
        linked("'c.odcs.yaml#/schema/customers/properties/id'"),
    ),
    "relationship moved to the object": (
        linked("customers.id"),
        from_object("{type: foreignKey, from: orders.customer, to: customers.id}"),
    ),
    "two relationships moved": (
        schema(
            FIELDS % ", relationships: [{to: customers.id}]",
            "relationships: [{from: orders.id, to: customers.code}]",
        ),
        from_object(
            "{from: [orders.id], to: [customers.code]}, {from: [orders.customer], to: [customers.id]}"
        ),
    ),
    "source by path": (sourced("customers.code"), sourced("'#/schema/customers/properties/code'")),
    "null check": (ruled("rule: nullCheck"), ruled("metric: nullValues, mustBe: 0")),
    "null check as required": (
        ruled("rule: nullCheck"),
        schema("{name: code, logicalType: string, required: true}"),
    ),
    "null count": (
        ruled("type: library, rule: nullCount, mustBeLessThan: 5"),
        ruled("metric: nullValues, mustBeLessThan: 5"),
    ),
    "placeholders of ODCS 3.0": (
        ruled("type: sql, query: 'SELECT COUNT(*) FROM ${table} WHERE {column} IS NULL', mustBe: 0"),
        ruled("type: sql, query: 'SELECT COUNT(*) FROM {object} WHERE {property} IS NULL', mustBe: 0"),
    ),
    "timestamp in ODCS 3.0": (typed("date", "timestamptz"), typed("timestamp", "timestamp with time zone")),
    "server type with a synonym": (
        POSTGRES + schema(),
        POSTGRES.replace("postgres", "postgresql") + schema(),
    ),
    "number as text": (
        "slaProperties: [{property: rows, value: 1000, unit: rows/s}]",
        "slaProperties: [{property: rows, value: '1000.0', unit: Rows/s}]",
    ),
    "unit behind the number": (
        "slaProperties: [{property: completeness, value: 99%}]",
        "slaProperties: [{property: completeness, value: 99, unit: percent}]",
    ),
    "keys without a value": (
        schema("{name: code, logicalType: string}"),
        schema("{name: code, logicalType: string, description: null, classification: '', required: null}"),
    ),
    "time zone that is assumed": (
        schema("{name: at, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: UTC}}"),
        schema("{name: at, logicalType: timestamp, logicalTypeOptions: {timezone: false}}"),
    ),
    "logical type under a key that the standard does not have": (
        schema("{name: at, physicalType: bigint, type: integer}"),
        schema("{name: at, physicalType: bigint, logicalType: integer}"),
    ),
    "stray type in other words": (
        schema("{name: at, physicalType: bigint, type: integer}"),
        schema("{name: at, physicalType: bigint, type: int}"),
    ),
    "name of a service level in another case": (
        "slaProperties: [{property: throughput, value: 5, unit: MB/s}]",
        "slaProperties: [{property: Throughput, value: 5, unit: MB/s}]",
    ),
    "synonym of a service level that is not parsed": (
        "slaProperties: [{property: throughput, value: 5, unit: MB/s}]",
        "slaProperties: [{property: th, value: 5, unit: MB/s}]",
    ),
    "name of the zone": (
        "slaProperties: [{property: timeOfAvailability, value: '09:00Z'}]",
        "slaProperties: [{property: timeOfAvailability, value: '09:00 UTC'}]",
    ),
    "qualified name of a table": (
        POSTGRES + schema(more="physicalName: orders"),
        POSTGRES + schema(more="physicalName: d.x.orders"),
    ),
    "words about a measure": (
        schema("{name: code, customProperties: [{property: unit, value: eur}]}"),
        schema("{name: code, customProperties: [{property: unit, value: eur, description: Euro}]}"),
    ),
    "words about a quality rule": (
        ruled("metric: nullValues, mustBe: 0, dimension: accuracy"),
        ruled("metric: nullValues, mustBe: 0, dimension: completeness, description: None is missing."),
    ),
    "quality rule in words, wrapped": (
        ruled("name: q, type: text, description: No code is used twice."),
        ruled("name: q, type: text, description: 'No code is  used twice. '"),
    ),
    "severity in another case": (
        ruled("metric: nullValues, mustBe: 0, severity: high"),
        ruled("metric: nullValues, mustBe: 0, severity: HIGH"),
    ),
    "case of a classification": (
        schema("{name: code, logicalType: string, classification: restricted}"),
        schema("{name: code, logicalType: string, classification: Restricted}"),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_same_meaning_in_another_notation_is_at_most_a_patch(name: str) -> None:
    """After an upgrade from 3.0 to 3.1, and back."""
    was, now = SAME[name]
    sides = contract(was, "v3.0.2"), contract(now)
    if name.startswith("reference by") or "relationship" in was:
        sides = contract(was), contract(now)

    for way in (sides, sides[::-1]):
        assert [each.words for each in verdicts(*way) if each.bump > Bump.PATCH or each.row] == []


OTHER = {
    "default element removed": (DEFAULT + LEVELS % ("", ""), LEVELS % ("", ""), "slo-loosened"),
    "default element changed": (
        DEFAULT + LEVELS % ("", ""),
        DEFAULT.replace("placed", "id") + LEVELS % ("", ""),
        "slo-loosened",
    ),
    "default element written out as another": (
        DEFAULT + LEVELS % ("", ""),
        LEVELS % (", element: orders.id", ""),
        "slo-loosened",
    ),
    "relationship moved and led elsewhere": (
        linked("customers.id"),
        from_object("{from: orders.customer, to: customers.code}"),
        "relationship-removed",
    ),
    "relationship by path led elsewhere": (
        linked("customers.id"),
        linked("/schema/customers/properties/code"),
        "relationship-changed",
    ),
    "relationship moved to another field": (
        linked("customers.id"),
        from_object("{from: orders.id, to: customers.id}"),
        "relationship-removed",
    ),
    "columns of a key crossed": (
        from_object("{from: [orders.id, orders.customer], to: [customers.code, customers.id]}"),
        from_object("{from: [orders.id, orders.customer], to: [customers.id, customers.code]}"),
        "relationship-changed",
    ),
    "another placeholder": (
        ruled("name: q, type: sql, query: 'SELECT COUNT({column}) FROM {table}', mustBe: 0"),
        ruled("name: q, type: sql, query: 'SELECT COUNT({column}) FROM {staging}', mustBe: 0"),
        "quality-changed",
    ),
    "date kept as a date": (typed("date", "date"), typed("timestamp", "date"), "type-changed"),
    "number changed": (
        "slaProperties: [{property: rows, value: 1000, unit: rows/s}]",
        "slaProperties: [{property: rows, value: '1001', unit: rows/s}]",
        "slo-loosened",
    ),
    "unit changed": (
        "slaProperties: [{property: rows, value: 1000, unit: rows/s}]",
        "slaProperties: [{property: rows, value: 1000, unit: rows/min}]",
        "slo-loosened",
    ),
    "server type changed": (
        POSTGRES + schema(),
        POSTGRES.replace("postgres", "redshift") + schema(),
        "server-moved",
    ),
    "value went": (
        schema("{name: code, logicalType: string, required: true}"),
        schema("{name: code, logicalType: string, required: null}"),
        "incomparable-change",
    ),
    "another time zone": (
        schema("{name: at, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: UTC}}"),
        schema("{name: at, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Europe/Berlin}}"),
        "unit-changed",
    ),
    "time zone removed": (
        schema("{name: at, logicalType: timestamp, logicalTypeOptions: {timezone: true}}"),
        schema("{name: at, logicalType: timestamp}"),
        "unit-changed",
    ),
    "unit in another case": (
        "slaProperties: [{property: bandwidth, value: 100, unit: MB/s}]",
        "slaProperties: [{property: bandwidth, value: 100, unit: Mb/s}]",
        "slo-loosened",
    ),
    "minutes or months": (
        "slaProperties: [{property: delay, value: 5, unit: m}]",
        "slaProperties: [{property: delay, value: 5, unit: M}]",
        "slo-loosened",
    ),
    "default element of a level of the organisation's own": (
        DEFAULT + "slaProperties: [{property: completeness, value: 99%}]",
        DEFAULT.replace("placed", "id") + "slaProperties: [{property: completeness, value: 99%}]",
        "slo-loosened",
    ),
    "server of a production environment": (
        POSTGRES.replace("server: s", "server: s, environment: prod-eu") + schema(),
        POSTGRES.replace("server: s", "server: s, environment: prod-eu").replace("host: h", "host: i")
        + schema(),
        "server-moved",
    ),
    "server that leaves production": (
        POSTGRES.replace("server: s", "server: s, environment: prod") + schema(),
        POSTGRES.replace("server: s", "server: s, environment: dev") + schema(),
        "server-moved",
    ),
    "table of a server that was added": (
        POSTGRES + schema(),
        POSTGRES.replace("}]", "}, {server: t, type: postgres, host: h, port: 1, database: d, schema: y}]")
        + schema(more="physicalName: y.orders"),
        "field-renamed",
    ),
    "qualifiers in another order": (
        POSTGRES + schema(),
        POSTGRES + schema(more="physicalName: x.d.orders"),
        "field-renamed",
    ),
    "schema of a stated name": (
        POSTGRES + schema(more="physicalName: y.orders"),
        POSTGRES + schema(more="physicalName: z.orders"),
        "field-renamed",
    ),
    "severity in words of one's own": (
        ruled("metric: nullValues, mustBe: 0, severity: critical"),
        ruled("metric: nullValues, mustBe: 0, severity: minor"),
        "quality-changed",
    ),
    "severity and list": (
        ruled("metric: invalidValues, arguments: {validValues: [a, b]}, mustBe: 0, severity: high"),
        ruled("metric: invalidValues, arguments: {validValues: [a]}, mustBe: 0, severity: low"),
        "quality-changed",
    ),
    "quality rule in other words": (
        ruled("name: q, type: text, description: Refunds are left out."),
        ruled("name: q, type: text, description: Refunds are included."),
        "quality-changed",
    ),
    "quality rule in other words without a name": (
        ruled("type: text, description: Refunds are left out."),
        ruled("type: text, description: Refunds are included."),
        "quality-changed",
    ),
    "classification changed": (
        schema("{name: code, logicalType: string, classification: restricted}"),
        schema("{name: code, logicalType: string, classification: public}"),
        "classification-raised",
    ),
}


@pytest.mark.parametrize("name", OTHER)
def test_similar_statement_with_another_meaning_is_reported(name: str) -> None:
    """A notation hides no change."""
    was, now, rule = OTHER[name]
    version = "v3.0.2" if "element" in name else "v3.1.0"

    assert rule in {each.row for each in verdicts(contract(was, version), contract(now))}


def customers(version: int) -> bytes:
    fields = "{name: id, logicalType: string}"
    return contract(f"schema: [{{name: customers, properties: [{fields}]}}]").replace(
        b"id: a\nversion: 1", f"id: c\nversion: {version}".encode()
    )


@pytest.mark.parametrize("is_moved", [False, True])
def test_another_major_version_is_another_target(is_moved: bool) -> None:
    """A relationship that led to version 1 of a contract and now leads to version 2, even if it moved to its object."""
    found = []
    for version in (1, 2):
        to = f"'c{version}.odcs.yaml#/schema/customers/properties/id'"
        stated = f"{{name: customer, relationships: [{{to: {to}}}]}}"
        if is_moved and version == 2:
            stated = "{name: customer}"
        more = f"relationships: [{{from: orders.customer, to: {to}}}], " if is_moved and version == 2 else ""
        text = f"schema: [{{name: orders, {more}properties: [{stated}]}}]"
        files = {f"c{each}.odcs.yaml": customers(each) for each in (1, 2)}
        found.append(side({**files, "a.odcs.yaml": contract(text)}))
    for old, new in (found, found[::-1]):
        changes = [change for revision in diff(old, new) for change in revision.changes]
        rows = {assess(each, old.mesh, new.mesh).row for each in changes}

        assert rows & {"relationship-changed", "relationship-removed"}


@pytest.mark.parametrize(
    ("versions", "rows"),
    [
        (("v3.0.2", "v3.1.0"), set()),
        (("v3.1.0", "v3.1.0"), {"type-changed"}),
        (("v3.1.0", "v3.2.0"), {"type-changed"}),
    ],
)
def test_date_equals_timestamp_only_in_versions_without_timestamp(
    versions: tuple[str, str], rows: set[str]
) -> None:
    """A contract of 3.1 that states a date promises dates."""
    before, after = typed("date", "timestamp"), typed("timestamp", "timestamp")
    found = verdicts(contract(before, versions[0]), contract(after, versions[1]))

    assert {each.row for each in found} - {""} == rows


def test_a_date_without_a_physical_type_may_have_been_a_timestamp() -> None:
    """The default format of dates in ODCS 3.0 has a time."""
    found = verdicts(contract(typed("date"), "v3.0.2"), contract(typed("timestamp")))

    assert [(each.row, each.bump, each.readers) for each in found if each.row] == [
        ("type-changed", Bump.MINOR, None)
    ]
