"""Patterns of real repositories, compared with a table of correct findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archives import unpacked
from meshwright.cli.main import main
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

Capture = pytest.CaptureFixture[str]

HERE = Path(__file__).parent
(EXPECTED,) = (each.value for each in parse((HERE / "expected.yaml").read_text(encoding="utf-8")).documents)
CASES = HERE.parent / "golden/cases"


def checked(files: Mapping[str, str | bytes], folder: Path, capsys: Capture, *flags: str) -> tuple[int, Any]:
    """Check some files; return the exit code and the JSON output."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    capsys.readouterr()
    code = main(["check", str(folder), "--format", "json", "--as-of", "2026-11-22", *flags])
    return code, json.loads(capsys.readouterr().out)


def contract(text: str, version: str = "v3.2.0") -> str:
    """Return a contract with additional text."""
    return f"apiVersion: {version}\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n{text}\n"


def reported(found: Any) -> list[tuple[str, str, str]]:
    """Return the severity, rule and message of each finding."""
    return [(each["severity"], each["rule"], each["message"]) for each in found["diagnostics"]]


@pytest.mark.parametrize("case", sorted(EXPECTED))
def test_findings_match_the_table(case: str, tmp_path: Path, capsys: Capture) -> None:
    """No false error and no missed one, each at its line."""
    files = unpacked((CASES / f"{case}.txtar").read_text(encoding="utf-8"))
    heads = {name.removeprefix("head/"): data for name, data in files.items() if name.startswith("head/")}
    _, found = checked(heads, tmp_path, capsys, "--preset", "essential")
    seen: dict[str, dict[str, list[str]]] = {}
    for each in found["diagnostics"]:
        seen.setdefault(each["path"], {}).setdefault(str(each["line"]), []).append(
            f"{each['severity']} {each['rule']}"
        )
    assert seen == EXPECTED[case]


@pytest.mark.parametrize(
    ("text", "is_foreign"),
    [
        ("apiVersion: v1\nkind: DataContract\nmetadata: {name: x}\nspec: {}\n", True),
        ("apiVersion: mesh.example.com/v1alpha1\nkind: DataProduct\nmetadata: {name: x}\nspec: {}\n", True),
        ("kind: DataContract\nmetadata: {name: x}\nspec: {schema: []}\n", True),
        ("apiVersion: v3.1.0\nkind: DataContract\nmetadata: {name: x}\nspec: {}\n", True),
        (contract("spec: {}"), False),
    ],
)
def test_a_kubernetes_resource_is_one_finding(
    text: str, is_foreign: bool, tmp_path: Path, capsys: Capture
) -> None:
    """A file with `metadata` or `spec` and no key of the standard is recognised; a contract with an unknown key is not."""
    _, found = checked({"c.yaml": text}, tmp_path, capsys)
    rules = [each["rule"] for each in found["diagnostics"]]
    assert rules == (["foreign-format"] if is_foreign else ["unknown-key"])


@pytest.mark.parametrize(
    "levels",
    [
        "{property: frequency, value: weekly}",
        "{property: frequency, value: Every 2 hours}",
        "{property: frequency, value: once a day}",
        "{property: frequency, value: 15 minutes}",
        "{property: latency, value: PT0.5H}",
        "{property: latency, value: 1h30m}",
        "{property: latency, value: 1 day and 12 hours}",
        "{property: latency, value: '${LATENCY}', unit: h}",
        "{property: availability, value: '{{ availability }}'}",
    ],
)
def test_common_periods_are_accepted(levels: str, tmp_path: Path, capsys: Capture) -> None:
    """None of these causes a finding."""
    assert (
        checked({"c.yaml": contract(f"slaProperties: [{levels}]")}, tmp_path, capsys)[1]["diagnostics"] == []
    )


@pytest.mark.parametrize(
    ("levels", "severity"),
    [
        ("{property: frequency, value: biweekly}", "warning"),
        ("{property: latency, value: daily}", "warning"),
        ("{property: endOfLife, value: TBD}", "warning"),
        ("{property: latency, value: 5, unit: parsecs}", "error"),
        ("{property: latency, value: 5 parsecs}", "error"),
        ("{property: endOfLife, value: '2027-02-31'}", "error"),
        ("{property: availability, value: 120%}", "error"),
    ],
)
def test_prose_warns_and_wrong_numbers_are_errors(
    levels: str, severity: str, tmp_path: Path, capsys: Capture
) -> None:
    """Prose that no program reads breaks nothing; an impossible number does."""
    _, found = checked({"c.yaml": contract(f"slaProperties: [{levels}]")}, tmp_path, capsys)
    assert [(each["severity"], each["rule"]) for each in found["diagnostics"]] == [
        (severity, "unreadable-slo")
    ]


DATE = "schema: [{name: t, properties: [{name: a, logicalType: date, physicalType: varchar(10)%s}]}]"
KAFKA = "servers: [{server: s, type: kafka, host: h, format: %s}]\n"
POSTGRES = "servers: [{server: s, type: postgres, host: h, port: 1, database: d, schema: x}]\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (DATE % ", logicalTypeOptions: {format: yyyy-MM-dd}", 0),
        (POSTGRES + DATE % ", logicalTypeOptions: {format: yyyy-MM-dd}", 0),
        (KAFKA % "avro" + DATE % "", 0),
        (KAFKA % "json" + (DATE % "").replace("date", "integer"), 0),
        (KAFKA % "avro" + (DATE % "").replace("date", "integer"), 1),
        (POSTGRES + DATE % "", 1),
        (POSTGRES + (DATE % ", logicalTypeOptions: {format: i32}").replace("date", "integer"), 1),
        (
            "servers: [{server: s, type: local, path: x.csv, format: csv}]\n"
            + (DATE % "").replace("date", "array"),
            0,
        ),
    ],
)
def test_text_may_be_a_date_in_formats_without_types(
    text: str, count: int, tmp_path: Path, capsys: Capture
) -> None:
    """With a format, in files and on topics; in formats without types, text may be anything."""
    _, found = checked({"c.yaml": contract(text)}, tmp_path, capsys)
    assert [each["rule"] for each in found["diagnostics"]] == ["logical-physical-mismatch"] * count


def rel(to: str, *others: str) -> dict[str, str]:
    """Return contracts: one that refers to `to` from `playlist_tracks.track_id`, and some with an object `tracks`."""
    own = f"schema: [{{name: playlist_tracks, relationships: [{{from: playlist_tracks.track_id, to: {to}}}],"
    files = {"own.yaml": contract(f"{own} properties: [{{name: track_id}}]}}]").replace("id: a", "id: own")}
    for name in others:
        text = contract("schema: [{name: tracks, properties: [{name: track_id}]}]")
        files[f"{name}.yaml"] = text.replace("id: a", f"id: {name}")
    return files


def with_same_object(to: str, *others: str) -> dict[str, str]:
    """Return such contracts, of which the referring one also has an object `tracks`, without the column."""
    files = rel(to, *others)
    files["own.yaml"] = files["own.yaml"].replace(
        "schema: [", "schema: [{name: tracks, properties: [{name: genre}]}, "
    )
    return files


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (rel("tracks.track_id", "b"), []),
        (rel("tracks.track_id", "b", "c"), []),  # whose it is cannot be reported
        (
            rel("tracks.trackid", "b"),
            [("error", "`tracks` of `-/b@1` has no field `trackid`; did you mean `track_id`?")],
        ),
        (rel("tracks.track_id"), [("warning", "`-/own@1` has no object `tracks`")]),
        (with_same_object("tracks.track_id", "b"), []),  # the own object of the name lacks it
        (
            with_same_object("tracks.track_id", "b", "c"),
            [("error", "`tracks` of `-/own@1` has no field `track_id`")],
        ),
        (
            with_same_object("tracks.trackid", "b"),
            [("error", "`tracks` of `-/own@1` has no field `trackid`")],
        ),
    ],
)
def test_a_bare_target_is_looked_up_in_the_mesh(
    files: dict[str, str], expected: list[tuple[str, str]], tmp_path: Path, capsys: Capture
) -> None:
    """Another contract's object is found by its name, and no fix makes a column refer to itself."""
    _, found = checked(files, tmp_path, capsys)
    assert [(each["severity"], each["message"]) for each in found["diagnostics"]] == expected


def test_newer_feature_is_named_with_its_location(tmp_path: Path, capsys: Capture) -> None:
    """The message names the feature and its version, the related location shows it."""
    text = contract("schema: [{name: t, properties: [{name: a, logicalType: timestamp}]}]", "v3.0.2")
    _, found = checked({"c.yaml": text}, tmp_path, capsys)
    (each,) = found["diagnostics"]
    assert each["message"] == (
        "`timestamp` as `logicalType` is new in v3.1.0, but the file declares v3.0.2; raise `apiVersion`"
    )
    assert [(place["line"], place["column"]) for place in each["related"]] == [(6, 56)]


def test_a_missing_key_is_required_until_a_version(tmp_path: Path, capsys: Capture) -> None:
    """Public report 17, and a contract without `status`."""
    text = contract("", "v3.1.0").replace("status: active\n", "")
    _, found = checked({"c.yaml": text}, tmp_path, capsys)
    assert reported(found) == [
        (
            "warning",
            "newer-than-version",
            "`status` of the contract is required before v3.2.0; add it, or raise `apiVersion`",
        )
    ]


PRODUCT = "apiVersion: v1.1.0\nkind: DataProduct\nid: p\nname: p\nversion: 1.0.0\nstatus: active\n"


@pytest.mark.parametrize(
    ("version", "least", "is_safe"),
    [
        ("^1.2.0", "1.2.0", True),
        (">=1.2.0", "1.2.0", False),
        (">= 1.2, < 3", "1.2.0", False),
        ("1.x", "1.0.0", True),
        ("1.2.*", "1.2.0", False),
        ("[1.2,2.0)", "1.2.0", False),
        ("latest", "1.4.0", False),
    ],
)
def test_version_range_is_reported_and_used(
    version: str, least: str, is_safe: bool, tmp_path: Path, capsys: Capture
) -> None:
    """Public report 19: the message has the lowest version, the fix writes it, and a change finds the consumer."""
    files = {
        "a.yaml": contract("").replace("1.0.0", "1.4.0"),
        "p.yaml": f"{PRODUCT}inputPorts: [{{name: i, contractId: a, version: '{version}'}}]\n",
        "q.yaml": f"{PRODUCT}domain: d\noutputPorts: [{{name: o, contractId: a, version: 1.4.0}}]\n".replace(
            ": p", ": q"
        ),
    }
    _, found = checked(files, tmp_path, capsys)
    (each,) = found["diagnostics"]
    assert (each["severity"], each["rule"]) == ("error", "unknown-contract-version")
    assert each["message"].endswith(f"name the lowest version needed: `{least}`")
    assert each["fix"]["safe"] is is_safe
    capsys.readouterr()
    main(["graph", "downstream", "d/q/o@1", "--mesh", str(tmp_path)])
    assert "-/p" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "severity", "message"),
    [
        ("Active", "warning", "`Active` is read as `active`; write `active`"),
        (" ACTIVE ", "warning", "` ACTIVE ` is read as `active`; write `active`"),
        ("production", "error", "`production` is not a status; write `active`"),
        ("in development", "error", "`in development` is not a status; write `draft`"),
        ("Actve", "error", "`Actve` is not a status; did you mean `active`?"),
        ("${STATUS}", "", ""),
        ("{{ status }}", "", ""),
    ],
)
def test_status_in_another_case_warns_and_unknown_status_is_an_error(
    status: str, severity: str, message: str, tmp_path: Path, capsys: Capture
) -> None:
    """The former is still used, the latter by no rule; a variable is neither."""
    text = contract("").replace("status: active", f"status: '{status}'")
    _, found = checked({"c.yaml": text}, tmp_path, capsys, "--select", "unknown-status")
    assert reported(found) == ([(severity, "unknown-status", message)] if message else [])


def test_status_counts_in_any_case(tmp_path: Path, capsys: Capture) -> None:
    """A port that is `Retired` is retired: its consumers have findings."""
    files = {
        "a.yaml": contract("").replace("active", "Retired"),
        "p.yaml": f"{PRODUCT}inputPorts: [{{name: i, contractId: a, version: 1.0.0}}]\n",
    }
    _, found = checked(files, tmp_path, capsys)
    assert [each["rule"] for each in found["diagnostics"]] == ["input-of-retired"]


@pytest.mark.parametrize(
    ("text", "is_owned"),
    [
        ("team: {members: [{username: u, role: Data Owner}]}", True),
        ("team: {members: [{username: u, role: productOwner}]}", True),
        ("customProperties: [{property: owner, value: u@example.com}]", True),
        ("customProperties: [{property: dataOwner, value: u}]", True),
        ("customProperties: [{property: owner, value: ''}]", False),
        ("customProperties: [{property: ownership, value: u}]", False),
        ("team: {members: [{username: u, role: Engineer}]}", False),
    ],
)
def test_owners_of_real_repositories_count(
    text: str, is_owned: bool, tmp_path: Path, capsys: Capture
) -> None:
    """By a role that ends in `owner`, or a custom property."""
    _, found = checked({"c.yaml": contract(text)}, tmp_path, capsys, "--select", "missing-owner")
    assert [each["rule"] for each in found["diagnostics"]] == ([] if is_owned else ["missing-owner"])


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("[project\nname = 1\n", False),
        ('[project\ndependencies = [\n  "meshwright==0.1",\n]\n', False),
        ("[project\n[tool.meshwright]\npreset = 'strict'\n", True),
        ("[tool\nmeshwright = {preset = 'strict'}\n", True),
    ],
)
def test_broken_pyproject_stops_only_what_needs_it(
    text: str, is_ours: bool, tmp_path: Path, capsys: Capture
) -> None:
    """A file without our keys does not concern us."""
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "c.yaml").write_text(contract(""))
    code = main(["check", str(tmp_path), "--preset", "essential"])
    assert code == (2 if is_ours else 0)
    assert ("pyproject.toml" in capsys.readouterr().err) is is_ours


SCOPE = "customProperties: [{property: slaScope, value: hop}]"


@pytest.mark.parametrize(
    ("levels", "severities"),
    [
        ("{property: frequency, value: 1, unit: d}, {property: latency, value: 4, unit: h}", ["warning"]),
        ("{property: frequency, value: daily}, {property: latency, value: 4h}", ["warning"]),
        (
            f"{{property: frequency, value: daily}}, {{property: latency, value: 4h, {SCOPE}}}",
            ["error"],
        ),
        ("{property: frequency, value: 1, unit: d}, {property: latency, value: 26, unit: h}", []),
    ],
)
def test_daily_batch_may_have_a_latency_of_hours(
    levels: str, severities: list[str], tmp_path: Path, capsys: Capture
) -> None:
    """Most authors count from the run; only a stated starting point is compared."""
    files = {
        "a.yaml": contract(f"slaProperties: [{levels}]"),
        "p.yaml": f"{PRODUCT}outputPorts: [{{name: o, contractId: a, version: 1.0.0}}]\n",
    }
    _, found = checked(files, tmp_path, capsys, "--preset", "standard", "--select", "slo-contradicted")
    assert [each["severity"] for each in found["diagnostics"]] == severities


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("SELECT count(*) FROM t WHERE at > DATEADD(day, -1, GETDATE())", []),
        ("SELECT count(*) FROM t WHERE TIMESTAMP_TRUNC(at, Hour) < at", []),
        ("SELECT count(*) FROM t WHERE day > 3", ["day"]),
        ("SELECT count(*) FROM t WHERE COALESCE(price, 1) > 3", ["price"]),
    ],
)
def test_unit_of_time_is_not_a_column(query: str, fields: list[str], tmp_path: Path, capsys: Capture) -> None:
    """If no server states the SQL dialect, the unit argument of a function may be one."""
    rule = f"quality: [{{type: sql, query: '{query}', mustBe: 0}}]"
    _, found = checked(
        {"c.yaml": contract(f"schema: [{{name: t, {rule}, properties: [{{name: at}}]}}]")}, tmp_path, capsys
    )
    assert reported(found) == [
        ("error", "quality-rule-names-no-field", f"`t` has no field `{each}`") for each in fields
    ]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("quality: [{metric: rowCount, mustBe: 1}]", "it belongs in a schema object or property"),
        ("$schema: x.json", "write a comment `# yaml-language-server: $schema=…`"),
        ("owner: payments", "state it in `team`, or in `customProperties`"),
        (
            "schema: [{name: t, properties: [{name: a, logicalType: string, logicalTypeOptions: {enum: [b]}}]}]",
            "write a quality rule `invalidValues`, or, since v3.2.0, the field's `enum`",
        ),
        ("schema: [{name: t, properties: [{name: a, format: email}]}]", "state it in `logicalTypeOptions`"),
        ("schema: [{name: t, properties: [{name: a, comment: x}]}]", "state it in `description`"),
        (
            "schema: [{name: t, properties: [{name: a, pii: true}]}]",
            "state your own facts in `customProperties`",
        ),
    ],
)
def test_unknown_key_names_its_place_in_odcs(text: str, advice: str, tmp_path: Path, capsys: Capture) -> None:
    """The message states where ODCS has the fact."""
    _, found = checked({"c.yaml": contract(text, "v3.1.0")}, tmp_path, capsys)
    (each,) = found["diagnostics"]

    assert each["rule"] == "unknown-key"
    assert each["message"].endswith(f"; {advice}")


@pytest.mark.parametrize(
    ("keys", "is_safe"), [("type: integer", False), ("type: integer, physicalType: INT", True)]
)
def test_type_next_to_a_physical_type_is_the_logical_type(
    keys: str, is_safe: bool, tmp_path: Path, capsys: Capture
) -> None:
    """Alone, it may mean either, so its fix is unsafe."""
    text = contract(f"schema: [{{name: t, properties: [{{name: a, {keys}}}]}}]")
    _, found = checked({"c.yaml": text}, tmp_path, capsys)
    (each,) = found["diagnostics"]

    assert (each["fix"]["title"], each["fix"]["safe"]) == ("rename it to `logicalType`", is_safe)


ORDERS = "{name: orders, physicalName: ord_1, properties: [{name: at, physicalName: created_at}]}"
CUSTOMERS = "{name: customers, properties: [{name: since}]}"


@pytest.mark.parametrize(
    ("element", "objects", "message"),
    [
        ("orders.at", f"{ORDERS}, {CUSTOMERS}", ""),
        ("orders", f"{ORDERS}, {CUSTOMERS}", ""),
        ("ord_1.created_at", f"{ORDERS}, {CUSTOMERS}", ""),
        ("orders.created_at, customers.since", f"{ORDERS}, {CUSTOMERS}", ""),
        ("at", ORDERS, ""),
        ("created_at", ORDERS, ""),
        ("at", f"{ORDERS}, {CUSTOMERS}", "the contract has no object `at`"),
        ("tat", ORDERS, "the contract has no field or object `tat`; did you mean `at`?"),
        ("orders.tat", ORDERS, "the contract has no field `orders.tat`; did you mean `orders.at`?"),
    ],
)
def test_element_names_a_field_as_the_standard_permits(
    element: str, objects: str, message: str, tmp_path: Path, capsys: Capture
) -> None:
    """With its object, or alone if there is one object; also by physical names."""
    level = f"slaProperties: [{{property: retention, value: 3, unit: y, element: '{element}'}}]"
    _, found = checked({"c.yaml": contract(f"{level}\nschema: [{objects}]")}, tmp_path, capsys)

    assert [each["message"] for each in found["diagnostics"]] == ([message] if message else [])


@pytest.mark.parametrize("element", ["at", "ord_1.created_at", "orders"])
def test_retention_of_an_element_applies_to_its_object(element: str, tmp_path: Path, capsys: Capture) -> None:
    """However the element is written."""
    personal = "customProperties: [{property: dataCategory, value: user.contact}]"
    objects = ORDERS.replace("created_at}", f"created_at, {personal}}}")
    level = "slaProperties: [{property: retention, value: 3, unit: y, element: %s}]\nschema: [%s]"
    text = contract(level % (element, objects))
    rule = "personal-data-without-retention"
    _, found = checked({"c.yaml": text}, tmp_path, capsys, "--select", rule)
    _, gone = checked({"c.yaml": text.replace("retention", "latency")}, tmp_path, capsys, "--select", rule)

    assert reported(found) == []
    assert [each["rule"] for each in gone["diagnostics"]] == [rule]


def test_a_misspelt_unit_is_one_finding(tmp_path: Path, capsys: Capture) -> None:
    """It is not also a value without a unit."""
    level = "slaProperties: [{property: retention, value: 3, unity: y}]"
    _, found = checked({"c.yaml": contract(level)}, tmp_path, capsys)

    assert [each["rule"] for each in found["diagnostics"]] == ["unknown-key"]


def test_files_of_an_older_version_are_one_entry(tmp_path: Path, capsys: Capture) -> None:
    """Whatever newer features each of them has."""
    fields = ("logicalType: timestamp", "logicalType: time", "id: b, logicalType: time")
    texts = [
        contract(f"schema: [{{name: t, properties: [{{name: a, {each}}}]}}]", "v3.0.2") for each in fields
    ]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.yaml").write_text(text.replace("id: a\n", f"id: c{number}\n"))
    main(["check", str(tmp_path), "--preset", "essential"])

    assert capsys.readouterr().out.count("warning[newer-than-version]") == 1


def test_jinja_template_is_recognised(tmp_path: Path, capsys: Capture) -> None:
    """Without quotes it is not YAML, which no severity hides; the message states the remedy."""
    _, found = checked({"c.odcs.yaml": contract("name: {{ name }}")}, tmp_path, capsys)
    message = "unquoted text cannot start with `{{`; quote it, or exclude the template"
    assert reported(found) == [("error", "yaml-syntax", message)]
