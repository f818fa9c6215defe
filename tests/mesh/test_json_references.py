"""References between contracts in JSON work like those in YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def contract(name: str, field: dict[str, Any]) -> str:
    head = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": name,
        "version": "1.0.0",
        "status": "active",
    }
    return json.dumps(
        {**head, "schema": [{"name": name, "id": f"{name}-id", "properties": [field]}]}, indent=2
    )


def product(name: str, exposed: str, *inputs: str) -> str:
    ports = [{"name": each, "version": "1.0.0", "contractId": each} for each in (exposed, *inputs)]
    head = {"apiVersion": "v1.0.0", "kind": "DataProduct", "id": name, "name": name, "version": "1.0.0"}
    parts = {"status": "active", "domain": "ops", "outputPorts": ports[:1], "inputPorts": ports[1:]}
    return json.dumps({**head, **parts}, indent=2)


def found(field: dict[str, Any], folder: Path, capsys: Capture) -> list[tuple[str, str]]:
    """Check a mesh in JSON, in which a field of `rota` has some keys; return rule and line of each finding."""
    files = {
        "wards.odps.json": product("wards", "beds"),
        "plans.odps.json": product("plans", "rota", "beds"),
        "in/beds.odcs.json": contract("beds", {"name": "ward", "id": "ward-id", "logicalType": "string"}),
        "rota.odcs.json": contract("rota", {"name": "x", "logicalType": "string", **field}),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    main(["check", str(folder), "--format", "json", "--preset", "standard"])
    lines = files["rota.odcs.json"].splitlines()
    return [
        (each["rule"], lines[each["line"] - 1].strip(' ",'))
        for each in json.loads(capsys.readouterr().out)["diagnostics"]
        if not each["rule"].startswith("missing-") and each["path"] == "rota.odcs.json"
    ]


ENDS = (
    "ops/wards/beds@1/beds/ward",
    "in/beds.odcs.json#/schema/beds/properties/ward",
    "./in/beds.odcs.json#/schema/beds-id/properties/ward-id",
)


@pytest.mark.parametrize("source", ENDS)
def test_lineage_is_followed_by_address_by_file_and_by_id(
    source: str, tmp_path: Path, capsys: Capture
) -> None:
    """And a broken reference is reported at its line."""
    (tmp_path / "right").mkdir()
    (tmp_path / "wrong").mkdir()
    astray = source.replace("ward-id", "zzz").removesuffix("ward") + ("" if source.endswith("id") else "zzz")

    assert found({"transformSourceObjects": [source]}, tmp_path / "right", capsys) == []
    assert found({"transformSourceObjects": [astray]}, tmp_path / "wrong", capsys) == [
        ("unknown-source-field", astray)
    ]


@pytest.mark.parametrize(
    ("to", "rule"),
    [
        ("beds.ward", None),
        ("rota.x", None),
        ("/schema/rota-id/properties/x", None),
        ("beds.wrd", "broken-relationship"),
        ("/schema/rota/properties/y", "broken-relationship"),
        (
            "in/beds.odcs.json#/schema/beds/properties/ward",
            "unknown-value",
        ),  # the standard has files of YAML alone
    ],
)
def test_relationships_are_followed(to: str, rule: str | None, tmp_path: Path, capsys: Capture) -> None:
    """By the bare name of another contract's object, within the file by names and ids."""
    reported = found({"relationships": [{"type": "foreignKey", "to": to}]}, tmp_path, capsys)

    assert reported == ([] if rule is None else [(rule, f'to": "{to}')])


def test_json_schema_reference_is_one_finding(tmp_path: Path, capsys: Capture) -> None:
    """The missing keys next to it may be in its target."""
    assert [each[0] for each in found({"$ref": "./common.json#/x"}, tmp_path, capsys)] == ["unknown-key"]
