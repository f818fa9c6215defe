"""Formerly unchecked cases of others, and similar ones, each with its right result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archives import unpacked, write
from mesh_of import report_on
from meshwright.cli.main import main
from meshwright.quantities.cron_faults import cron_fault, is_like_cron
from meshwright.quantities.service_level import Clock, clock, is_service_level
from repositories import git

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES = Path(__file__).parents[1] / "golden/cases"
HEAD = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
Reported = list[tuple[str, str]]


def checked(case: str, folder: Path, capsys: Any, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """Check the head of a case; return the exit code and the diagnostics."""
    root = write(unpacked((CASES / f"{case}.txtar").read_text(encoding="utf-8")), folder) / "head"
    code = main(["check", str(root), "--format", "json", *arguments])
    return code, json.loads(capsys.readouterr().out)["diagnostics"]


def said(found: list[dict[str, Any]], rule: str) -> list[tuple[str, str]]:
    return [(each["severity"], each["message"]) for each in found if each["rule"] == rule]


def reported(folder: Path, rule: str, text: str, more: Mapping[str, str] | None = None) -> Reported:
    """Check one contract and return the findings of a rule."""
    files = {"c/a.odcs.yaml": HEAD + text, **(more or {})}
    report = report_on(folder, {path: each.encode() for path, each in files.items()})
    return [(str(each.severity), each.message) for each in report.diagnostics if each.rule == rule]


def fields(*items: str, servers: str = "", more: str = "") -> str:
    lines = "".join(f"      - {each}\n" for each in items)
    return f"{servers}schema:\n  - name: t\n{more}    properties:\n{lines}"


def test_misspelled_input_contract_is_an_error(tmp_path: Path, capsys: Any) -> None:
    """Oracle: the port's dependency resolves to nothing, which was not reported."""
    code, found = checked("oracles-inputcontracts-typo", tmp_path, capsys)

    assert code == 1
    assert said(found, "unknown-input-contract") == [
        ("error", "unknown contract `shop.ordesr`; did you mean `shop.orders`?")
    ]


PORTS = "inputPorts:\n{}outputPorts:\n  - {{name: o, version: 1.0.0, contractId: out, inputContracts: [{{{}}}]}}\n"
IN = "  - {{name: i, version: 1.0.0, contractId: {}}}\n"
INPUTS = {
    "id: shop.orders, version: 1.0.0": [],
    "id: shop.orders, version: 1.2.0": [
        ("error", "no version of contract `shop.orders` satisfies 1.2.0; available: 1.1.0")
    ],
    "id: shop.orders, version: 2.0.0": [
        ("error", "no version of contract `shop.orders` satisfies 2.0.0; available: 1.1.0")
    ],
    "id: weather, version: 1.0.0": [("error", "unknown contract `weather`")],
    "id: there, version: 1.0.0": [],
    "id: p, version: 1.0.0": [("error", "`p` is a product; name the contract of one of its ports")],
    "id: a, version: 1.0.0": [],
    "id: out, version: 1.0.0": [],
    "id: '${INPUT}', version: 1.0.0": [],
}


@pytest.mark.parametrize("needed", INPUTS)
def test_input_contracts_must_be_inputs_of_the_product(tmp_path: Path, needed: str) -> None:
    """In a satisfied version; a contract of an input port may be in another repository, which `unknown-contract` reports."""
    product = "apiVersion: v1.1.0\nkind: DataProduct\nid: p\nstatus: active\n"
    product += PORTS.format(IN.format("shop.orders") + IN.format("there"), needed)
    more = {
        "c/p.odps.yaml": product,
        "c/b.odcs.yaml": HEAD.replace("id: a", "id: shop.orders").replace("1.0.0", "1.1.0"),
        "c/o.odcs.yaml": HEAD.replace("id: a", "id: out"),
    }

    assert reported(tmp_path, "unknown-input-contract", "", more) == INPUTS[needed]


def test_misspelled_input_contract_is_one_mistake(tmp_path: Path) -> None:
    """The unused input is the same mistake."""
    product = "apiVersion: v1.1.0\nkind: DataProduct\nid: p\nstatus: active\n"
    more = {"c/b.odcs.yaml": HEAD.replace("id: a", "id: shop.orders")}
    more["c/p.odps.yaml"] = product + PORTS.format(
        IN.format("shop.orders"), "id: shop.ordres, version: 1.0.0"
    )

    assert len(reported(tmp_path, "unknown-input-contract", "", more)) == 1
    assert reported(tmp_path, "unused-input", "", more) == []


def test_second_property_with_a_name_is_an_error_once(tmp_path: Path, capsys: Any) -> None:
    """Oracle: `x` is a string and an integer."""
    code, found = checked("oracles-duplicate-property", tmp_path, capsys)

    assert code == 1
    assert said(found, "duplicate-property") == [
        ("error", "duplicate property `x`; remove or rename one of them")
    ]


def test_composite_key_of_unequal_arity_is_an_error_without_governance(tmp_path: Path, capsys: Any) -> None:
    """Public report 13."""
    code, found = checked("public-reports-13-composite-key-arity", tmp_path, capsys)

    assert code == 1
    assert said(found, "foreign-key-mismatch") == [
        ("error", "foreign key with 2 columns refers to 1; name the same number of columns on both sides")
    ]


def test_misspelled_service_levels_warn_with_what_was_meant(tmp_path: Path, capsys: Any) -> None:
    """Public report 21."""
    _, found = checked("public-reports-21-unknown-sla-property", tmp_path, capsys, "--preset", "strict")

    assert said(found, "unknown-service-level") == [
        ("warning", "unknown service level `freshnes`; did you mean `freshness`?"),
        ("warning", "unknown service level `retenton`; did you mean `retention`?"),
    ]


def test_missing_file_of_a_definition_is_a_warning(tmp_path: Path, capsys: Any) -> None:
    """Every link of the case leads out of its folder, and `../semantics` is not part of the mesh."""
    _, found = checked("definitions-contracts", tmp_path, capsys, "--preset", "standard")
    links = {each["path"] for each in found if each["rule"] == "missing-linked-file"}

    assert {"def-missing.odcs.yaml", "def-fileurl.odcs.yaml"} <= links
    assert "sd-id.odcs.yaml" not in links


@pytest.mark.parametrize("name", ["link", "file:link", "file://link"])
def test_missing_definition_inside_of_the_mesh_is_a_warning(tmp_path: Path, name: str) -> None:
    """The same links with the mesh above them."""
    url = name.replace("link", "../semantics/none.yaml")
    text = f"authoritativeDefinitions:\n  - {{type: definition, url: '{url}'}}\n"

    assert reported(tmp_path, "missing-linked-file", text, {"semantics/term.yaml": "a: b\n"}) == [
        ("warning", f"missing file `{url}`")
    ]


THERE = [
    "../docs/Terms.md",
    "/docs/Terms.md",
    "docs/Terms.md",
    "../docs/Terms.md#a?b",
    "../docs",
    "a.odcs.yaml",
]
THERE += ["file:///docs/Terms.md", "../docs/T%65rms.md", "${DOCS}/none.md", "https://x.example/none.md"]
THERE += [
    "www.x.example/none.html",
    "terms@1.2.0#/definitions/a",
    "#/a",
    "player/plays/daily@2",
    "../away/none.md",
]
NEAR = {
    "../docs/terms.md": "../docs/Terms.md",
    "../doc/Terms.md#a": "../docs/Terms.md#a",
    "/docs/Term.md?a=b": "/docs/Terms.md?a=b",
    "./a.odcs.yml": "./a.odcs.yaml",
}


def linked(folder: Path, url: str) -> Reported:
    (folder / "away").symlink_to(folder.parent)
    text = f"authoritativeDefinitions:\n  - {{type: definition, url: '{url}'}}\n"
    return reported(folder, "missing-linked-file", text, {"docs/Terms.md": "x\n"})


@pytest.mark.parametrize("url", THERE)
def test_working_or_foreign_link_is_not_reported(tmp_path: Path, url: str) -> None:
    """Anchors, the root, folders, `file:`, variables, addresses, ids, and targets behind a symbolic link."""
    assert linked(tmp_path, url) == []


@pytest.mark.parametrize("url", NEAR)
def test_link_in_the_wrong_case_or_misspelled_names_the_file(tmp_path: Path, url: str) -> None:
    """Even if the file system ignores case, because other machines do not."""
    assert linked(tmp_path, url) == [("warning", f"missing file `{url}`; did you mean `{NEAR[url]}`?")]


def test_link_out_of_the_repository_is_a_warning(tmp_path: Path) -> None:
    """Nothing outside is read, and no one else has it."""
    assert linked(tmp_path, "../../x.md") == [("warning", "`../../x.md` is outside the repository")]


def test_link_of_a_mesh_in_a_subfolder_may_lead_to_the_repository_around_it(tmp_path: Path) -> None:
    """Relative to the document, and from the repository's root."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/Terms.md").write_text("x")
    git(tmp_path, "init", "-q")
    urls = ("../../docs/Terms.md", "/docs/Terms.md", "../../docs/none.md", "../../../x.md")
    text = "authoritativeDefinitions:\n" + "".join(
        f"  - {{type: definition, url: '{each}'}}\n" for each in urls
    )

    assert reported(tmp_path / "mesh", "missing-linked-file", text) == [
        ("warning", "missing file `../../docs/none.md`"),
        ("warning", "`../../../x.md` is outside the repository"),
    ]


def test_links_of_products_quality_rules_and_nested_fields_are_checked(tmp_path: Path) -> None:
    """At any depth."""
    link = "authoritativeDefinitions: [{type: x, url: ./none.md}]"
    text = fields(
        f"{{name: a, logicalType: object, properties: [{{name: b, {link}}}]}}",
        f"{{name: c, quality: [{{type: text, {link}}}]}}",
    )
    product = "apiVersion: v1.1.0\nkind: DataProduct\nid: p\nstatus: active\noutputPorts:\n"
    product += f"  - {{name: o, version: 1.0.0, contractId: a, {link}}}\n"

    found = reported(tmp_path, "missing-linked-file", text, {"c/p.odps.yaml": product})

    assert found == [("warning", "missing file `./none.md`")] * 3


DUPLICATES = {
    "nested": "{name: a, logicalType: object, properties: [{name: b}, {name: b}]}",
    "in items": "{name: a, logicalType: array, items: {logicalType: object, properties: [{name: b}, {name: b}]}}",
}


@pytest.mark.parametrize("sort", DUPLICATES)
def test_nested_properties_are_compared_with_their_siblings(tmp_path: Path, sort: str) -> None:
    """Not with fields above or below them."""
    found = reported(tmp_path, "duplicate-property", fields(DUPLICATES[sort], "{name: b}"))

    assert found == [("error", "duplicate property `b`; remove or rename one of them")]


def test_three_properties_with_a_name_are_one_finding(tmp_path: Path) -> None:
    """The others are related locations."""
    assert len(reported(tmp_path, "duplicate-property", fields(*["{name: b}"] * 3))) == 1


@pytest.mark.parametrize(
    ("server", "items", "is_one"),
    [
        ("snowflake", ("{name: Id}", "{name: id}"), True),
        ("kafka", ("{name: Id}", "{name: id}"), False),
        ("snowflake", ("{name: Id, physicalName: a}", "{name: id, physicalName: b}"), False),
        ("bigquery", ("{name: Id, physicalName: X}", "{name: id, physicalName: x}"), True),
    ],
)
def test_names_that_differ_in_case_are_equal_if_the_engine_ignores_case(
    tmp_path: Path, server: str, items: tuple[str, ...], *, is_one: bool
) -> None:
    """Kafka's records distinguish them, and so do different physical names."""
    servers = f"servers:\n  - {{server: s, type: {server}, account: a, database: b, schema: c, project: d, dataset: e}}\n"
    found = reported(tmp_path, "duplicate-property", fields(*items, servers=servers))

    assert found == (
        [("warning", f"`id` and `Id` are the same column on {server}; rename one of them")] if is_one else []
    )


TABLES = {
    ("snowflake", "{name: a, physicalName: PLAYS}", "{name: b, physicalName: plays}"): True,
    ("postgres", "{name: a, physicalName: x.plays}", "{name: b, physicalName: x.plays}"): True,
    ("bigquery", "{name: a, physicalName: b}", "{name: b}"): True,
    ("snowflake", "{name: a, physicalName: x.plays}", "{name: b, physicalName: y.plays}"): False,
    ("snowflake", "{name: a}", "{name: b}"): False,
    ("kafka", "{name: a, physicalName: plays}", "{name: b, physicalName: plays}"): False,
}


@pytest.mark.parametrize("case", TABLES)
@pytest.mark.parametrize(("rule", "what"), [("duplicate-object", "table"), ("duplicate-property", "column")])
def test_two_names_of_one_table_or_column_are_reported(
    tmp_path: Path, rule: str, what: str, case: tuple[str, str, str]
) -> None:
    """Promises about one apply to the other; but a topic may contain two kinds of records."""
    server, *items = case
    servers = f"servers:\n  - {{server: s, type: {server}, account: a, database: b, schema: c, project: d, dataset: e}}\n"
    schema = "schema:\n" + "".join(f"  - {each}\n" for each in items)
    text = servers + schema if what == "table" else fields(*items, servers=servers)
    message = f"`b` and `a` are the same {what} on {server}; state another `physicalName`"

    assert reported(tmp_path, rule, text) == ([("warning", message)] if TABLES[case] else [])


def test_second_object_with_a_name_is_an_error(tmp_path: Path) -> None:
    """Whatever its physical name."""
    text = "schema:\n  - {name: t, physicalName: a.t}\n  - {name: t, physicalName: b.t}\n"

    assert reported(tmp_path, "duplicate-object", text) == [
        ("error", "duplicate object `t`; remove or rename one of them")
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "from: [t.a], to: [u.a, u.b]",
            "foreign key with 1 column refers to 2; name the same number of columns on both sides",
        ),
        (
            "from: [t.a, t.b], to: [u.a, u.a]",
            "duplicate column `u.a` in a foreign key; name each column once",
        ),
        (
            "from: [t.a, u.b], to: [u.a, u.b]",
            "`u.b` and `t.a` belong to different objects; refer to a single object",
        ),
    ],
)
def test_impossible_composite_key_is_an_error(tmp_path: Path, key: str, expected: str) -> None:
    """A wrong number of columns, a column twice, columns of two objects."""
    other = "  - {name: u, properties: [{name: a}, {name: b}]}\n"
    text = fields("{name: a}", "{name: b}", more=f"    relationships: [{{{key}}}]\n") + other

    assert reported(tmp_path, "foreign-key-mismatch", text) == [("error", expected)]


def test_one_property_that_refers_to_two_is_an_error(tmp_path: Path) -> None:
    """It has one column."""
    text = (
        fields("{name: a, relationships: [{to: [u.a, u.b]}]}")
        + "  - {name: u, properties: [{name: a}, {name: b}]}\n"
    )

    assert reported(tmp_path, "foreign-key-mismatch", text) == [
        ("error", "foreign key with 1 column refers to 2; name the same number of columns on both sides")
    ]


def test_key_to_part_of_a_key_is_a_warning(tmp_path: Path) -> None:
    """Unless that part is unique."""
    keys = "{name: a, primaryKey: true, primaryKeyPosition: 1%s}, {name: b, primaryKey: true, primaryKeyPosition: 2}"
    one = fields("{name: a, relationships: [{to: u.a}]}") + f"  - {{name: u, properties: [{keys}]}}\n"

    found = [
        reported(tmp_path / sort, "foreign-key-mismatch", one % more)
        for sort, more in (("x", ""), ("y", ", unique: true"))
    ]

    assert found == [[("warning", "foreign key refers to 1 of the 2 key columns of `u`")], []]


def test_types_of_a_key_are_compared_by_what_is_stated(tmp_path: Path) -> None:
    """A physical type implies a logical one if there is none."""
    text = fields(
        "{name: a, physicalType: bigint, relationships: [{to: t.b}]}", "{name: b, physicalType: varchar(9)}"
    )
    fine = text.replace("varchar(9)", "decimal(9)")

    assert [
        len(reported(tmp_path / str(n), "relationship-type-mismatch", each))
        for n, each in enumerate((text, fine))
    ] == [
        1,
        0,
    ]


@pytest.mark.parametrize(
    "schedule",
    [
        *(
            "0 3 * * *",
            "*/15 9-17 * * MON-FRI",
            "0 0 29 2 *",
            "0 0 31 2 1",
            "@daily",
            "@every 5m",
            "TZ=UTC 0 3 * * *",
        ),
        *(
            "0 0 12 1/5 * ?",
            "0 15 10 ? * 6L 2022-2025",
            "0 15 10 LW * ?",
            "cron(0 10 * * ? *)",
            "H H(0-7) * * *",
        ),
    ],
)
def test_schedule_in_any_dialect_is_read(schedule: str) -> None:
    """Five fields of cron, six and seven of Quartz and EventBridge, Jenkins' `H`."""
    assert cron_fault(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "fault"),
    [
        ("61 * * * *", "`61` is not a minute; use 0 to 59"),
        ("0 24 * * *", "`24` is not an hour; use 0 to 23"),
        ("0 0 32 * *", "`32` is not a day of the month; use 1 to 31"),
        ("0 0 * 13 *", "`13` is not a month; use 1 to 12"),
        ("0 0 * * 8", "`8` is not a day of the week; use 0 to 7"),
        ("0 0 * * monday", "`monday` is not a day of the week; use 0 to 7"),
        ("*/0 * * * *", "`*/0` has a step of 0; use at least 1"),
        ("0 3 31 2 *", "the schedule never runs; February has no day 31"),
        ("0 3 31 4,6 *", "the schedule never runs; April has no day 31"),
        ("0 61 3 * * ?", "`61` is not a minute; use 0 to 59"),
        ("0 3 * *", "expected 5 to 7 fields in a schedule, found 4"),
        ("@dayly", "unknown macro `@dayly`; use `@daily` or five fields"),
    ],
)
def test_impossible_schedule_is_reported(schedule: str, fault: str) -> None:
    """If it is certainly meant as one."""
    assert is_like_cron(schedule)
    assert cron_fault(schedule) == fault


@pytest.mark.parametrize(
    "schedule", ["every night", "rate(5 minutes)", "daily at 3", "5 minutes after the hour", "2026 11 28"]
)
def test_prose_is_not_a_schedule(schedule: str) -> None:
    """Unless the scheduler is cron."""
    assert not is_like_cron(schedule)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("09:00-08:00", None, Clock(32400, "-08:00")),
        ("9:30 pm", None, Clock(77400, "")),
        ("06:00", "Europe/Berlin", Clock(21600, "EUROPE/BERLIN")),
        ("12 am UTC", None, Clock(0, "UTC")),
        ("24:01", None, None),
        ("09:61", None, None),
        ("13 pm", None, None),
        ("9", None, None),
        ("soon", None, None),
        (9, None, None),
    ],
)
def test_times_of_day_are_read(value: object, unit: str | None, expected: Clock | None) -> None:
    """As in the standard's own example."""
    assert clock(value, unit) == expected


def test_every_name_of_the_standard_is_known() -> None:
    """ODCS 3.0 to 3.2, its synonyms and examples, in any letter case."""
    names = "availability throughput errorRate generalAvailability endOfSupport endOfLife retention frequency latency"
    names += " timeToDetect timeToNotify timeToRepair timeOfAvailability freshness ENDOFLIFE"
    names += " av th er ga es el re fy ly td tn tr"

    assert all(map(is_service_level, names.split()))


def test_unreadable_time_is_reported(tmp_path: Path) -> None:
    """`timeOfAvailability` must be a time; a word is a warning, as for other service levels."""
    text = "slaProperties:\n  - {property: timeOfAvailability, value: soon}\n"

    assert reported(tmp_path, "unreadable-slo", text) == [
        ("warning", "cannot read `soon` as timeOfAvailability; use a time like 09:00-08:00")
    ]
