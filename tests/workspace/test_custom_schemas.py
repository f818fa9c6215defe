"""The organisation's own JSON Schemas: which are applied, to what, and their limits."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cpu import within
from mesh_of import PLACES, report_on, scaffold
from meshwright.cli.main import main
from meshwright.rulekit.configuration import Configuration
from meshwright.workspace import custom_schemas

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "governance/schemas/own.schema.json"
FOR_CONTRACTS = {"appliesTo": "DataContract"}


def refusals(folder: Path, *schemas: dict[str, Any] | str, **places: str) -> list[tuple[str, int, str]]:
    """Check the scaffold with schemas; return path, line and message of their findings."""
    files = {**scaffold(), **{PLACES[name]: text.encode() for name, text in places.items()}}
    for number, schema in enumerate(schemas):
        text = schema if isinstance(schema, str) else json.dumps(schema)
        files[SCHEMA.replace("own", f"own{number or ''}")] = text.encode()
    report = report_on(folder, files, Configuration(select=frozenset({"organisation-schema"})))
    return [
        (each.range.path, each.range.start.line, each.message) for each in report.diagnostics if each.range
    ]


def lines(place: str, start: str) -> list[int]:
    """Return the lines of a file of the scaffold with this beginning."""
    text = scaffold()[PLACES[place]].decode()
    return [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(start)]


def test_schema_without_the_mark_is_not_applied(tmp_path: Path) -> None:
    """It is for editors."""
    assert refusals(tmp_path, {"required": ["nothing-has-this"]}) == []


def test_schema_applies_to_the_kinds_that_it_names(tmp_path: Path) -> None:
    """Including governance documents; each finding has its own location."""
    seen = refusals(
        tmp_path,
        {
            "x-meshwright": {"appliesTo": ["Team", "DataProduct"]},
            "properties": {
                "members": {"items": {"properties": {"username": {"pattern": "^[a-m]"}}}},
                "type": {"const": "sourceAligned"},
            },
        },
    )

    assert seen == [
        (
            PLACES["teams"],
            lines("teams", "- username: tomas")[0],
            f"does not match `^[a-m]`: `{SCHEMA}`",
        ),
        (
            PLACES["other_product"],
            lines("other_product", "type: consumer")[0],
            f"expected `sourceAligned`: `{SCHEMA}`",
        ),
    ]


def test_wrong_key_is_marked_and_a_missing_one_at_its_item(tmp_path: Path) -> None:
    """The key itself, or the name of the item."""
    seen = refusals(
        tmp_path,
        {
            "x-meshwright": {"appliesTo": "Role"},
            "properties": dict.fromkeys(
                ("apiVersion", "kind", "name", "description", "clearance", "purposes"), True
            ),
            "additionalProperties": False,
            "required": ["approver"],
        },
    )

    expected = [(line, "missing required key `approver`") for line in lines("roles", "name:")]
    expected += [(line, "unexpected key `group`") for line in lines("roles", "group:")]
    assert seen == [(PLACES["roles"], line, f"{what}: `{SCHEMA}`") for line, what in sorted(expected)]


def test_message_shows_no_value(tmp_path: Path) -> None:
    """It may be a secret."""
    seen = refusals(
        tmp_path,
        {
            "x-meshwright": FOR_CONTRACTS,
            "properties": {
                "name": {"anyOf": [{"type": "integer"}, {"pattern": "^x"}]},
                "id": {"maxLength": 1},
            },
        },
    )

    assert len(seen) == 4
    assert not any("daily" in message or "statements" in message for _, _, message in seen)


def test_schema_may_refer_to_another_in_the_folder(tmp_path: Path) -> None:
    """By its file's name."""
    seen = refusals(
        tmp_path,
        {"x-meshwright": FOR_CONTRACTS, "properties": {"status": {"$ref": "own1.schema.json#/$defs/status"}}},
        {"$defs": {"status": {"const": "draft"}}},
    )

    assert {message for _, _, message in seen} == {f"expected `draft`: `{SCHEMA}`"}


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/x.json",
        "https://x.example/x.json",
        "file:///etc/passwd",
        "../../../etc/passwd",
        "none.json",
    ],
)
def test_nothing_is_fetched(tmp_path: Path, reference: str) -> None:
    """A reference to elsewhere makes the schema unusable, which is reported."""
    ((path, line, message),) = refusals(tmp_path, {"x-meshwright": FOR_CONTRACTS, "$ref": reference})

    assert (path, line) == (SCHEMA, 1)
    assert "nothing is fetched" in message


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ('{"x-meshwright": ', "this schema is not JSON: expecting value on line 1"),
        (
            '{"x-meshwright": {}}',
            'this schema does not state what it applies to; add `"x-meshwright": {"appliesTo": "DataContract"}`',
        ),
        (
            '{"x-meshwright": {"appliesTo": "Taem"}}',
            "this schema applies to `Taem`, which is not a kind of document; did you mean `Team`?",
        ),
        ('{"x-meshwright": ' + "[" * 100_000, "this schema is nested too deeply"),
        (
            '{"x-meshwright": {"appliesTo": "Team"}, "const": NaN}',
            "this schema is not JSON: `NaN` is not a value",
        ),
    ],
)
def test_unreadable_schema_is_reported(tmp_path: Path, schema: str, message: str) -> None:
    """At its own file."""
    assert refusals(tmp_path, schema) == [(SCHEMA, 1, message)]


def test_wrong_schema_is_reported(tmp_path: Path) -> None:
    """The others are applied."""
    seen = refusals(
        tmp_path,
        {"x-meshwright": FOR_CONTRACTS, "type": "objekt"},
        {"x-meshwright": {"appliesTo": "Mesh"}, "required": ["x"]},
    )

    assert [path for path, _, _ in seen] == [PLACES["mesh"], SCHEMA]
    assert seen[1][2].startswith("this schema cannot be applied: unexpected value at `type`")


def test_pattern_takes_linear_time(tmp_path: Path) -> None:
    """Backtracking would not end."""
    with within(20):
        seen = refusals(
            tmp_path,
            {"x-meshwright": {"appliesTo": "Mesh"}, "properties": {"title": {"pattern": "^(a+)+$"}}},
            mesh=f"apiVersion: meshwright/v1\nkind: Mesh\nname: x\ntitle: {'a' * 60}!\nowner: player-squad\n",
        )

    assert len(seen) == 1


def test_values_that_json_lacks_are_checked(tmp_path: Path) -> None:
    """Infinity, and numbers with 300 digits."""
    text = scaffold()[PLACES["contract"]].decode()
    for number in (".inf", ".nan", "1" * 300, "1e400"):
        seen = refusals(
            tmp_path / str(hash(number)),
            {"x-meshwright": FOR_CONTRACTS, "properties": {"name": {"const": "x"}}},
            contract=text.replace("mustBeGreaterThan: 1000", f"mustBeGreaterThan: {number}"),
        )
        assert len(seen) == 2


def _written(folder: Path, schema: str) -> Path:
    for path, data in {**scaffold(), SCHEMA: schema.encode()}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_own_schemas_are_applied_without_an_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A gate must not pass because a package is missing."""
    mesh = _written(tmp_path, json.dumps({"x-meshwright": FOR_CONTRACTS, "required": ["dataProduct"]}))
    arguments = ["check", str(mesh), "--as-of", "2026-11-22"]

    assert main(arguments) == 1
    fast = capsys.readouterr()
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)

    assert main(arguments) == 1
    assert capsys.readouterr() == fast
    assert "missing required key `dataProduct`" in fast.out


def test_faster_extra_is_suggested_above_a_number_of_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If it is missing; few documents need none."""
    mesh = _written(tmp_path, json.dumps({"x-meshwright": FOR_CONTRACTS}))
    arguments = ["check", str(mesh), "--as-of", "2026-11-22"]
    notice = "2 documents are checked by your own schemas; the extra `schemas` makes this faster"
    monkeypatch.setattr(custom_schemas, "FEW", 1)

    assert main(arguments) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    assert main(arguments) == 0
    assert capsys.readouterr().err == f"meshwright: {notice}\n"
    monkeypatch.setattr(custom_schemas, "FEW", 2)
    assert main(arguments) == 0
    assert capsys.readouterr().err == ""


def test_without_own_schemas_no_validator_is_imported(tmp_path: Path) -> None:
    """Most meshes have none, and `check` must start as fast as before."""
    mesh = _written(tmp_path, "{}")
    code = (
        "import sys\nfrom meshwright.cli.main import main\n"
        f"main(['check', {str(mesh)!r}, '--as-of', '2026-11-22'])\n"
        "print([name for name in ('jsonschema', 'jsonschema_rs', 'referencing', 'rpds') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_broken_schema_always_counts(tmp_path: Path) -> None:
    """It is a finding in its own path, and otherwise the reason why the rule did not run."""
    mesh = _written(tmp_path, '{"x-meshwright": {}}')

    assert main(["check", str(mesh), "--as-of", "2026-11-22"]) == 1
    assert main(["check", str(mesh / "products"), "--as-of", "2026-11-22"]) == 2
