"""Every row of the table of compatibility: its verdict, the required bump, and the affected consumers."""

# ruff: noqa: E501 - a row of the table is a row here

from __future__ import annotations

from typing import NamedTuple

import pytest

from mesh_of import ON_REQUEST, PLACES, SCAFFOLD, scaffold
from meshwright.changes.verdict import Bump, CompatibilityLevel
from revisions import Files, assessed, field, fields, replaced

MAJOR, MINOR, PATCH = Bump.MAJOR, Bump.MINOR, Bump.PATCH
QUERY, MEANING, PROMISE = CompatibilityLevel.QUERY, CompatibilityLevel.MEANING, CompatibilityLevel.PROMISE
YES, NO, MAYBE = True, False, None
COLUMN = ("payments/royalties",)
"""Consumers of `plays/skip_reason`."""
PORT = ("payments/royalties", "play audit")
"""Consumers of the port; the audit's agreement covers only `plays/play_id`."""
NOBODY = ()
AGREEMENT = b"""apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: play audit
columns: [plays/play_id]
purpose: audit
role: royalty-accountant
expires: "2027-06-30"
"""
LINEAGE = """schema:
  - name: statements
    properties:
      - {name: skips, logicalType: string, transformSourceObjects: [player/play-events/daily@1/plays/skip_reason]}
"""


class Row(NamedTuple):
    """A change, and the expected result."""

    name: str
    before: str
    after: str
    bump: Bump
    readers: bool | None = NO
    writers: bool | None = NO
    promise: CompatibilityLevel | None = None
    hit: tuple[str, ...] = NOBODY
    template: str = "contract"


def quality(rule: str) -> str:
    """Return a schema with a quality rule of `skip_reason`."""
    return field(f"quality: [{{name: enough, metric: rowCount, {rule}}}]")


def sla(name: str, value: object, unit: str = "") -> str:
    """Return one service level."""
    ending = f", unit: {unit}" if unit else ""
    return f"slaProperties:\n  - {{property: {name}, value: {value}{ending}}}\n"


def server(location: str, *more: str) -> str:
    """Return servers of production."""
    items = [
        f"  - {{server: s{number}, type: s3, environment: prod, location: '{each}'}}\n"
        for number, each in enumerate((location, *more))
    ]
    return "servers:\n" + "".join(items)


def custom(folder: str) -> str:
    """Return a server whose location is in a custom property."""
    return f"servers:\n  - {{server: s, type: custom, customProperties: [{{property: folder, value: {folder}}}]}}\n"


def sources(*columns: str) -> str:
    """Return a schema with the declared sources of `skip_reason`."""
    return field(f"transformSourceObjects: [{', '.join(columns)}]")


DEPRECATED = "deprecated: true, customProperties: [{property: endOfLife, value: '%s'}]"
UNIT = "customProperties: [{property: unit, value: %s}]"
PORTS = "outputPorts:\n  - {name: daily, version: 1.0.0, contractId: play-events.daily}\n"
LIVE = "  - {name: live, version: 1.0.0, contractId: play-events.live}\n"
LINK = "authoritativeDefinitions: [{type: semanticDefinition, url: 'entity:artist/%s'}]"
NO_LINK = "authoritativeDefinitions: [{type: semanticDefinition, url: 'entity:none'}]"
OPTIONS = "logicalTypeOptions: {%s}"
ROWS = [
    Row("field removed", field(), fields(), MAJOR, YES, NO, QUERY, COLUMN),
    Row("field removed after its date", field(DEPRECATED % "2026-01-31"), fields(), MAJOR),
    Row("field removed before its date", field(DEPRECATED % "2027-01-31"), fields(), MAJOR, YES, NO, QUERY, COLUMN),
    Row("field deprecated", field(), field("deprecated: true"), MINOR),
    Row(
        "field renamed",
        fields("{id: f, name: skip_reason}"),
        fields("{id: f, name: reason}"),
        MAJOR, YES, YES, QUERY, COLUMN,
    ),
    Row(
        "field wrapped in an object",
        field(),
        fields("{name: skip, logicalType: object, properties: [{name: skip_reason, logicalType: string}]}"),
        MAJOR, YES, YES, QUERY, COLUMN,
    ),
    Row("field added", fields(), field(), MINOR, NO, YES),
    Row("required field added", fields(), field("required: true"), MINOR, NO, YES),
    Row("physical name changed", field("physicalName: a"), field("physicalName: b"), MAJOR, YES, YES, QUERY, COLUMN),
    Row("int to bigint", field("physicalType: int"), field("physicalType: bigint"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("varchar longer", field("physicalType: varchar(10)"), field("physicalType: varchar(20)"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("decimal wider", field("physicalType: 'decimal(10,2)'"), field("physicalType: 'decimal(12,2)'"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("type narrowed", field("physicalType: bigint"), field("physicalType: int"), MINOR, NO, YES),
    Row("type unrelated", field(), field(type_="integer"), MAJOR, YES, YES, QUERY, COLUMN),
    Row("scale changed", field("physicalType: 'decimal(10,2)'"), field("physicalType: 'decimal(10,3)'"), MAJOR, YES, YES, QUERY, COLUMN),
    Row(
        "timezone changed",
        field(OPTIONS % "timezone: true", type_="timestamp"),
        field(OPTIONS % "timezone: false", type_="timestamp"),
        MAJOR, YES, YES, MEANING, COLUMN,
    ),
    Row("unit changed", field(UNIT % "ms"), field(UNIT % "s"), MAJOR, YES, YES, MEANING, COLUMN),
    Row("required dropped", field("required: true"), field(), MAJOR, YES, NO, QUERY, COLUMN),
    Row("required added", field(), field("required: true"), MINOR, NO, YES),
    Row("required stated", field(), field("required: false"), PATCH),
    Row("enum value added", field("enum: [{value: a}]"), field("enum: [{value: a}, {value: b}]"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("enum value removed", field("enum: [{value: a}, {value: b}]"), field("enum: [{value: a}]"), MINOR, NO, YES),
    Row("enum dropped", field("enum: [{value: a}]"), field(), MAJOR, YES, NO, QUERY, COLUMN),
    Row("enum introduced", field(), field("enum: [{value: a}]"), MINOR, NO, YES),
    Row("unique dropped", field("unique: true"), field(), MAJOR, YES, NO, MEANING, COLUMN),
    Row("unique added", field(), field("unique: true"), MINOR, NO, YES),
    Row("primary key dropped", field("primaryKey: true"), field(), MAJOR, YES, NO, MEANING, COLUMN),
    Row("primary key added", field(), field("primaryKey: true"), MINOR, NO, YES),
    Row(
        "primary key of other columns",
        fields("{name: skip_reason, primaryKey: true}", "{name: other}"),
        fields("{name: skip_reason}", "{name: other, primaryKey: true}"),
        MAJOR, YES, YES, MEANING, COLUMN,
    ),
    Row(
        "primary key in another order",
        fields("{name: skip_reason, primaryKey: true, primaryKeyPosition: 1}", "{name: other, primaryKey: true, primaryKeyPosition: 2}"),
        fields("{name: skip_reason, primaryKey: true, primaryKeyPosition: 2}", "{name: other, primaryKey: true, primaryKeyPosition: 1}"),
        PATCH,
    ),
    Row("source removed", sources("a.b", "c.d"), sources("c.d"), MINOR, MAYBE, NO, MEANING, COLUMN),
    Row("source added", sources("a.b"), sources("a.b", "c.d"), MINOR, MAYBE, NO, MEANING, COLUMN),
    Row("first source declared", field(), sources("a.b"), PATCH),
    Row("source declared no longer", sources("a.b"), field(), PATCH),
    Row("pattern changed", field(OPTIONS % "pattern: a"), field(OPTIONS % "pattern: '(?!a)b'"), MINOR, MAYBE, MAYBE, QUERY, COLUMN),
    Row("pattern widened", field(OPTIONS % "pattern: ^a$"), field(OPTIONS % "pattern: ^a+$"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("pattern narrowed", field(OPTIONS % "pattern: ^a+$"), field(OPTIONS % "pattern: ^a$"), MINOR, NO, YES),
    Row("pattern in other words", field(OPTIONS % "pattern: ^a+$"), field(OPTIONS % "pattern: ^aa*$"), PATCH),
    Row("pattern dropped", field(OPTIONS % "pattern: a"), field(), MAJOR, YES, NO, QUERY, COLUMN),
    Row("pattern added", field(), field(OPTIONS % "pattern: a"), MINOR, NO, YES),
    Row("maximum loosened", field(OPTIONS % "maxLength: 5"), field(OPTIONS % "maxLength: 6"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("maximum tightened", field(OPTIONS % "maxLength: 6"), field(OPTIONS % "maxLength: 5"), MINOR, NO, YES),
    Row("minimum loosened", field(OPTIONS % "minLength: 5"), field(OPTIONS % "minLength: 4"), MINOR, MAYBE, NO, QUERY, COLUMN),
    Row("minimum tightened", field(OPTIONS % "minLength: 4"), field(OPTIONS % "minLength: 5"), MINOR, NO, YES),
    Row("format changed", field(OPTIONS % "format: email"), field(OPTIONS % "format: uuid"), MAJOR, YES, YES, QUERY, COLUMN),
    Row("classification raised", field("classification: internal"), field("classification: restricted"), MAJOR, YES, NO, QUERY, COLUMN),
    Row("classification lowered", field("classification: restricted"), field("classification: internal"), MINOR),
    Row("latency loosened", sla("latency", 26, "h"), sla("latency", 2, "d"), MAJOR, YES, NO, PROMISE, PORT),
    Row("latency tightened", sla("latency", 26, "h"), sla("latency", 1, "d"), MINOR, NO, YES),
    Row("latency in other words", sla("latency", 24, "h"), sla("latency", 1, "d"), PATCH),
    Row("retention loosened", sla("retention", 30, "d"), sla("retention", 20, "d"), MAJOR, YES, NO, PROMISE, PORT),
    Row("availability loosened", sla("availability", 99.5), sla("availability", 99), MAJOR, YES, NO, PROMISE, PORT),
    Row("a share loosened", sla("availability", 0.999), sla("availability", 99), MAJOR, YES, NO, PROMISE, PORT),
    Row("a share as a percentage", sla("availability", 0.999), sla("availability", 99.9), PATCH),
    Row("a share with a unit", sla("availability", 0.999), sla("availability", 99.9, "'%'"), PATCH),
    Row("a share of no notation", sla("availability", 5), sla("availability", 99), MINOR, MAYBE, MAYBE, PROMISE, PORT),
    Row("error rate of no notation", sla("errorRate", 0.1), sla("errorRate", 0.2), MINOR, MAYBE, MAYBE, PROMISE, PORT),
    Row("error rate loosened", sla("errorRate", 2), sla("errorRate", 3), MAJOR, YES, NO, PROMISE, PORT),
    Row("service level removed", sla("latency", 26, "h"), "slaProperties: []\n", MAJOR, YES, NO, PROMISE, PORT),
    Row("service level added", "slaProperties: []\n", sla("latency", 26, "h"), MINOR, NO, YES),
    Row("end of life earlier", sla("endOfLife", "'2028-06-30'"), sla("endOfLife", "'2027-06-30'"), MAJOR, YES, NO, PROMISE, PORT),
    Row("end of support later", sla("endOfSupport", "'2027-06-30'"), sla("endOfSupport", "'2028-06-30'"), MINOR),
    Row("server moved", server("s3://a/x"), server("s3://b/x"), MAJOR, YES, NO, QUERY, PORT),
    Row("custom server may have moved", custom("/a"), custom("/b"), MINOR, MAYBE, NO, QUERY, PORT),
    Row("server added", server("s3://a/x"), server("s3://a/x", "s3://b/x"), MINOR),
    Row("quality rule dropped", quality("mustBe: 0"), field(), MAJOR, YES, NO, PROMISE, COLUMN),
    Row("quality rule of a warning dropped", quality("mustBe: 0, severity: warning"), field(), MINOR, YES, NO, PROMISE, COLUMN),
    Row("quality rule loosened", quality("mustBeGreaterThan: 9"), quality("mustBeGreaterThan: 5"), MAJOR, YES, NO, PROMISE, COLUMN),
    Row("quality rule tightened", quality("mustBeGreaterThan: 5"), quality("mustBeGreaterThan: 9"), MINOR, NO, YES),
    Row("quality rule added", field(), quality("mustBe: 0"), MINOR, NO, YES),
    Row("no nulls by rule, then required", field("quality: [{metric: nullValues, mustBe: 0}]"), field("required: true"), PATCH),
    Row("required, then no nulls by rule", field("required: true"), field("quality: [{metric: nullValues, mustBe: 0}]"), PATCH),
    Row("a rule beside required dropped", field("required: true, quality: [{rule: nullValues, mustBeLessThan: 1}]"), field("required: true"), PATCH),
    Row("a rule of nulls dropped", field("quality: [{metric: nullValues, mustBe: 0, severity: warning}]"), field(), MINOR, YES, NO, PROMISE, COLUMN),
    Row("no duplicates by rule, then unique", field("quality: [{metric: duplicateValues, mustBe: 0}]"), field("unique: true"), PATCH),
    Row("output port removed", PORTS + LIVE, PORTS, MAJOR, YES, NO, QUERY, NOBODY, "product"),
    Row("its contract replaced", PORTS, PORTS.replace("play-events.daily", "royalties.statements"), MAJOR, YES, NO, QUERY, PORT, "product"),
    Row("address changed", "domain: player\n", "domain: payments\n", MAJOR, YES, NO, QUERY, PORT, "product"),
    Row("output port added", PORTS, PORTS + LIVE, MINOR, NO, YES, None, NOBODY, "product"),
    Row("input added", "inputPorts: []\n", "inputPorts:\n  - {name: x, version: 1.0.0, contractId: x}\n", MINOR, NO, YES, None, NOBODY, "product"),
    Row("deprecated", "status: active\n", "status: deprecated\n", MINOR),
    Row("retired", "status: deprecated\n", "status: retired\n", MAJOR, YES, NO, QUERY, PORT),
    Row("active becomes a draft", "status: active\n", "status: draft\n", MAJOR, YES, NO, QUERY, PORT),
    Row("relationship removed", field("relationships: [{to: plays.play_id}]"), field(), MAJOR, YES, NO, MEANING, COLUMN),
    Row("relationship added", field(), field("relationships: [{to: plays.play_id}]"), MINOR, NO, YES),
    Row(
        "relationship retargeted",
        field("relationships: [{id: r, to: plays.play_id}]"),
        field("relationships: [{id: r, to: plays.other}]"),
        MAJOR, YES, YES, MEANING, COLUMN,
    ),
    Row("entity link changed", field(LINK % "isni"), field(LINK % "payee-id"), MAJOR, YES, NO, MEANING, COLUMN),
    Row("access role removed", "roles:\n  - {role: analyst, access: read}\n", "roles: []\n", MAJOR, YES, NO, QUERY, PORT),
    Row("access role added", "roles: []\n", "roles:\n  - {role: analyst, access: read}\n", MINOR),
    Row("description", field(), field("description: Why."), PATCH),
    Row("tags", field(), field("tags: [x]"), PATCH),
    Row("examples", field("examples: [a]"), field("examples: [b]"), PATCH),
    Row("synonyms", field(), field("synonyms: [{synonym: why}]"), PATCH),
    Row("table becomes a view", fields(more="    physicalType: table\n"), fields(more="    physicalType: view\n"), PATCH),
]  # fmt: skip


def mesh(template: str, text: str) -> Files:
    """Return the scaffold with consumers, and other top-level keys in one of its files."""
    files = scaffold()
    other = files[PLACES["other_contract"]].decode()
    files[PLACES["other_contract"]] = replaced(other, LINEAGE)
    files["products/player/play-events/agreements/audit.yaml"] = AGREEMENT
    files[PLACES[template]] = replaced(files[PLACES[template]].decode(), text)
    return files


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row_of_the_table(row: Row) -> None:
    """One edit is one change, with the verdict, the bump and the consumers in the table."""
    (found,) = assessed(mesh(row.template, row.before), mesh(row.template, row.after))
    verdict = found.verdict

    assert (verdict.bump, verdict.readers, verdict.writers, verdict.promise) == row[3:7]
    assert (found.hit if verdict.readers is not False else ()) == row.hit


def test_another_contract_id_is_a_replaced_contract() -> None:
    """If the port follows, it is the same contract; the port's own edit is not reported again."""
    before = mesh("contract", field())
    contract = replaced(before[PLACES["contract"]].decode(), "id: plays.daily\n")
    product = before[PLACES["product"]].replace(b"play-events.daily", b"plays.daily")

    found = assessed(before, {**before, PLACES["contract"]: contract, PLACES["product"]: product})

    assert [(each.change.aspect, each.verdict.row, each.verdict.bump, each.hit) for each in found] == [
        (("id",), "contract-replaced", MAJOR, PORT),
        (("contractId",), "", MAJOR, PORT),
    ]


def test_replaced_source_is_reported_once() -> None:
    """At the removed entry; readable SQL overrides declared sources."""
    logic = ", transformLogic: 'select b from a'"
    one, other = (mesh("contract", sources(each)) for each in ("a.b", "c.d"))
    with_sql = [
        mesh("contract", field(f"transformSourceObjects: [{each}]{logic}")) for each in ("a.b", "c.d")
    ]

    assert [each.verdict.words for each in assessed(one, other) if each.verdict.row] == [
        "now declared to come from `c.d` instead of `a.b`"
    ]
    assert [each.verdict.words for each in assessed(*with_sql) if each.verdict.row] == []


def test_order_of_fields_does_not_matter() -> None:
    """Fields are found by their names."""
    one, other = (fields(*each) for each in (("{name: a}", "{name: b}"), ("{name: b}", "{name: a}")))

    assert assessed(mesh("contract", one), mesh("contract", other)) == []


def test_draft_below_1_promises_nothing() -> None:
    """It may lose a field without a bump."""
    before = mesh("contract", "status: draft\n" + field())
    (found,) = assessed(before, mesh("contract", "status: draft\n" + fields()))

    assert found.verdict.is_exempt
    assert found.verdict.bump is Bump.NONE


def test_new_major_version_next_to_the_old_one_breaks_no_consumer() -> None:
    """The old one is unchanged."""
    before = mesh("contract", field())
    second = replaced(before[PLACES["contract"]].decode(), "version: 2.0.0\n" + fields())
    path = PLACES["contract"].replace("v1", "v2")
    ports = PORTS + PORTS.partition("\n")[2].replace("1.0.0", "2.0.0")
    after = {**mesh("product", ports), PLACES["contract"]: before[PLACES["contract"]], path: second}

    found = assessed({**before, PLACES["product"]: mesh("product", PORTS)[PLACES["product"]]}, after)

    assert {(each.change.kind.value, each.change.thing, each.verdict.readers) for each in found} == {
        ("added", "contract", False),
        ("added", "port", False),
    }


@pytest.mark.parametrize(
    ("before", "after", "bump", "words"),
    [
        ("", LINK % "isni", PATCH, "`authoritativeDefinitions/semanticDefinition` added"),
        (
            "",
            LINK % "payee-id",
            MAJOR,
            "link changed from `entity:artist/isni` to `entity:artist/payee-id`",
        ),
        ("", NO_LINK, MAJOR, "link to `entity:artist/isni` removed"),
        (NO_LINK, "", MINOR, "link to `entity:artist/isni` added"),
        (LINK % "isni", "", PATCH, "`authoritativeDefinitions/semanticDefinition` removed"),
        ("description: a", "description: b", PATCH, "`description` changed from `a` to `b`"),
    ],
)
def test_undeclared_column_is_linked_by_its_domain(before: str, after: str, bump: Bump, words: str) -> None:
    """`*/isni` in the domain's meaning counts until the column declares something else."""
    known = {ON_REQUEST[name]: (SCAFFOLD / f"{name}.yaml").read_bytes() for name in ("entity", "meaning")}
    old, new = (
        {
            **known,
            **mesh("contract", fields(f"{{name: isni, logicalType: string{', ' if each else ''}{each}}}")),
        }
        for each in (before, after)
    )
    (found,) = assessed(old, new)

    assert (found.verdict.bump, found.verdict.words) == (bump, words)
    assert found.verdict.promise == (MEANING if bump is MAJOR else None)
