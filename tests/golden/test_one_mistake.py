"""One mistake in a small mesh causes one finding, at the line to edit, and no follow-on findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
Files = dict[str, str]
PROMISES = """slaProperties:
  - {property: latency, value: 1, unit: h}
  - {property: frequency, value: 1, unit: h}
"""


def product(name: str, *exposed: str, reads: tuple[str, ...] = (), status: str = "active") -> str:
    """Return a product whose ports have the names of their contracts."""
    ports = "".join(f"  - {{name: {each}, contractId: {each}, version: 1.0.0}}\n" for each in exposed)
    inputs = "".join(f"  - {{name: {each}, contractId: {each}, version: 1.0.0}}\n" for each in reads)
    return (
        f"apiVersion: v1.0.0\nkind: DataProduct\nid: {name}\nname: {name}\nversion: 1.0.0\nstatus: {status}\n"
        f"domain: ops\noutputPorts:\n{ports}" + (f"inputPorts:\n{inputs}" if reads else "")
    )


def contract(name: str, source: str = "", more: str = "", status: str = "active") -> str:
    """Return a contract with one object and one field."""
    lineage = f", transformSourceObjects: [{source}]" if source else ""
    return (
        f"apiVersion: v3.1.0\nkind: DataContract\nid: {name}\nname: {name}\nversion: 1.0.0\nstatus: {status}\n"
        f"{more}schema:\n  - name: t\n    properties:\n      - {{name: x, logicalType: string{lineage}}}\n"
    )


MESH = {
    "wards.odps.yaml": product("wards", "beds"),
    "plans.odps.yaml": product("plans", "rota", reads=("beds",)),
    "beds.odcs.yaml": contract("beds"),
    "rota.odcs.yaml": contract("rota", "ops/wards/beds@1/t/x"),
}


def changed(file: str, find: str, put: str) -> Files:
    """Return the mesh with one edit."""
    assert find in MESH[file]
    return {**MESH, file: MESH[file].replace(find, put, 1)}


def without(*files: str) -> Files:
    """Return the mesh without some files."""
    return {name: text for name, text in MESH.items() if name not in files}


CIRCLE = {
    **{
        f"{name}.odps.yaml": product(name, f"{name}-port", reads=(f"{source}-port",))
        for name, source in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "c"))
    },
    **{f"{name}.odcs.yaml": contract(f"{name}-port", more=PROMISES) for name in "abcd"},
}
ENDED = {
    "wards.odps.yaml": product("wards", "beds", "staff", status="deprecated"),
    "plans.odps.yaml": product("plans", "rota", reads=("beds", "staff")),
    **{f"{each}.odcs.yaml": contract(each) for each in ("beds", "staff", "rota")},
}
MISTAKES: dict[str, tuple[Files, str, str, int]] = {
    "contract deleted": (without("beds.odcs.yaml"), "unknown-contract", "wards.odps.yaml", 9),
    "id of a contract misspelt": (
        changed("beds.odcs.yaml", "id: beds", "id: bedss"),
        "unknown-contract",
        "wards.odps.yaml",
        9,
    ),
    "contract bumped alone": (
        changed("beds.odcs.yaml", "version: 1.0.0", "version: 2.0.0"),
        "unknown-contract-version",
        "wards.odps.yaml",
        9,
    ),
    "product deprecated, its contracts not": (ENDED, "contract-contradicts-product", "wards.odps.yaml", 6),
    "input cycle": (CIRCLE, "input-cycle", "a.odps.yaml", 11),
    "inputs misspelt": (
        changed("plans.odps.yaml", "inputPorts", "inputPort"),
        "unknown-key",
        "plans.odps.yaml",
        10,
    ),
    "key of an input misspelt": (
        changed("plans.odps.yaml", "name: beds, contractId", "name: beds, contractid"),
        "unknown-key",
        "plans.odps.yaml",
        11,
    ),
    "input of the product itself": (
        changed("plans.odps.yaml", "contractId: beds", "contractId: rota"),
        "self-input",
        "plans.odps.yaml",
        11,
    ),
    "object twice": (
        changed("beds.odcs.yaml", "schema:\n", "schema:\n  - {name: t, properties: [{name: y}]}\n"),
        "duplicate-object",
        "beds.odcs.yaml",
        9,
    ),
    "schema misspelt": (changed("beds.odcs.yaml", "schema", "shema"), "unknown-key", "beds.odcs.yaml", 7),
    "fields without a list": (
        changed("beds.odcs.yaml", "\n      - {name: x, logicalType: string}", ""),
        "wrong-type",
        "beds.odcs.yaml",
        9,
    ),
    "quote not closed": (
        changed("beds.odcs.yaml", "name: beds", 'name: "beds'),
        "yaml-syntax",
        "beds.odcs.yaml",
        4,
    ),
    "merge conflict": (
        changed(
            "beds.odcs.yaml",
            "version: 1.0.0",
            "<<<<<<< HEAD\nversion: 1.0.0\n=======\nversion: 1.1.0\n>>>>>>> b",
        ),
        "yaml-syntax",
        "beds.odcs.yaml",
        5,
    ),
    "copies": (
        {**without("rota.odcs.yaml", "plans.odps.yaml")}
        | {f"{each}/beds.odcs.yaml": MESH["beds.odcs.yaml"] for each in ("dev", "test", "prod")},
        "duplicate-identity",
        "dev/beds.odcs.yaml",
        3,
    ),
}


def found(files: Files, folder: Path, capsys: Capture) -> list[tuple[str, str, int]]:
    """Return rule, file and line of the findings in preset `standard`, except those that the mesh has on purpose."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    main(["check", str(folder), "--format", "json", "--preset", "standard", "--as-of", "2026-11-22"])
    return [
        (each["rule"], each["path"], each["line"])
        for each in json.loads(capsys.readouterr().out)["diagnostics"]
        if not each["suppressed"]
        and (each["group"] == "structure" or not each["rule"].startswith("missing-"))
    ]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_is_one_finding(mistake: str, tmp_path: Path, capsys: Capture) -> None:
    """It is at the line to edit, or at the first of several contradictory lines."""
    files, *right = MISTAKES[mistake]
    before = found(MESH, tmp_path / "before", capsys)

    assert [each for each in found(files, tmp_path / "after", capsys) if each not in before] == [tuple(right)]


def test_ports_of_an_ending_product_lack_a_date_once(tmp_path: Path, capsys: Capture) -> None:
    """One status ends all of them; each consumer has a finding for each of its inputs."""
    plain = {
        name: text.replace("v3.1.0", "v3.2.0").replace("status: active\n", "") for name, text in ENDED.items()
    }
    plain["plans.odps.yaml"] = ENDED["plans.odps.yaml"]
    rules = [each[0] for each in found(plain, tmp_path, capsys)]

    assert rules.count("deprecated-without-date") == rules.count("deprecated-without-successor") == 1
    assert rules.count("input-of-deprecated") == 2


@pytest.mark.parametrize("right", [True, False])
def test_misspelt_exception_is_reported_alone(right: bool, tmp_path: Path, capsys: Capture) -> None:
    """The findings that it was meant for are not reported, unless they belong to another rule."""
    rule = "input-cycle" if right else "input-cycel"
    line = "  - {name: c-port, contractId: c-port, version: 1.0.0}"
    comment = f"  # meshwright: ignore[{rule}] known"
    files = CIRCLE | {"a.odps.yaml": CIRCLE["a.odps.yaml"].replace(line, line + comment)}

    assert found(files, tmp_path / "one", capsys) == (
        [] if right else [("unused-suppression", "a.odps.yaml", 11)]
    )
    other = {name: text.replace(rule, "self-input") for name, text in files.items()}
    assert {each[0] for each in found(other, tmp_path / "two", capsys)} == {
        "unused-suppression",
        "input-cycle",
    }
