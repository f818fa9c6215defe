"""Linking: as far as possible, with findings and without cascades."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, TODAY, mesh_of, report_on, scaffold
from meshwright.rulekit.configuration import Configuration

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.rule import Preset

CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: {id}
version: {version}
status: active
"""
PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: {id}
domain: player
status: active
team: {{name: player-squad}}
"""


def findings(folder: Path, files: dict[str, str], preset: Preset = "essential") -> set[tuple[str, str, int]]:
    """Check a mesh with the preset `essential`: rule, file and line of each finding."""
    data = {path: text.encode() for path, text in files.items()}
    report = report_on(folder, data, Configuration(preset=preset))
    return {
        (each.rule, each.range.path, each.range.start.line)
        for each in report.diagnostics
        if each.range is not None
    }


def test_contracts_alone_are_a_mesh(tmp_path: Path) -> None:
    """Without products and governance, contracts are linked, addressed, and only require an owner."""
    files = {"a.odcs.yaml": CONTRACT.format(id="plays", version="1.4.0")}

    assert mesh_of({path: text.encode() for path, text in files.items()}).contracts[0].address == "-/plays@1"
    assert findings(tmp_path, files) == set()
    assert ("missing-owner", "a.odcs.yaml", 3) in findings(tmp_path, files, "standard")


def test_major_versions_of_a_port_exist_next_to_each_other(tmp_path: Path) -> None:
    """A v2 and a v1 are two ports with two addresses, and inputs of either resolve."""
    product = PRODUCT.format(id="play-events") + (
        "outputPorts:\n"
        "  - {name: daily, version: 1.4.0, contractId: plays}\n"
        "  - {name: daily, version: 2.0.0, contractId: plays}\n"
    )
    consumer = PRODUCT.format(id="reader") + (
        "inputPorts:\n"
        "  - {name: old, version: 1.2.0, contractId: plays}\n"
        "  - {name: new, version: 2.0.0, contractId: plays}\n"
    )
    files = {
        "one.odcs.yaml": CONTRACT.format(id="plays", version="1.4.0"),
        "two.odcs.yaml": CONTRACT.format(id="plays", version="2.0.0"),
        "p.odps.yaml": product,
        "q.odps.yaml": consumer,
    }
    mesh = mesh_of({path: text.encode() for path, text in files.items()})

    assert sorted(mesh.ports) == ["player/play-events/daily@1", "player/play-events/daily@2"]
    assert [each.contract and each.contract.address for each in mesh.product_of["player/reader"].inputs] == [
        "player/play-events/daily@1",
        "player/play-events/daily@2",
    ]
    assert findings(tmp_path, files) == set()


@pytest.mark.parametrize(
    ("offered", "needed", "meets"),
    [
        ("1.4.0", "1.4.0", True),
        ("1.4.0", "1.2.9", True),
        ("1.4.0", "1.4.1", False),
        ("2.0.0", "1.4.0", False),
        ("0.4.2", "0.4.1", True),
        ("0.5.0", "0.4.1", False),
        ("v1.4", "1.2", True),
        ("2024-01", "2024-01", True),
        ("2024-01", "2024-02", False),
    ],
)
def test_input_names_the_lowest_required_version(offered: str, needed: str, meets: bool) -> None:
    """Any newer one of the same major version is accepted; below 1.0.0, of the same minor version."""
    consumer = (
        PRODUCT.format(id="reader")
        + f'inputPorts:\n  - {{name: in, version: "{needed}", contractId: plays}}\n'
    )
    files = {"a.odcs.yaml": CONTRACT.format(id="plays", version=f'"{offered}"'), "q.odps.yaml": consumer}
    mesh = mesh_of({path: text.encode() for path, text in files.items()})

    assert (mesh.products[0].inputs[0].contract is not None) is meets


def test_two_contracts_with_the_same_id_are_one_finding(tmp_path: Path) -> None:
    """The second one is reported, and no references to either."""
    product = PRODUCT.format(id="p") + "outputPorts:\n  - {name: daily, version: 1.0.0, contractId: plays}\n"
    files = {
        "a.odcs.yaml": CONTRACT.format(id="plays", version="1.0.0"),
        "b.odcs.yaml": CONTRACT.format(id="plays", version="1.0.0"),
        "p.odps.yaml": product,
    }

    assert findings(tmp_path, files) == {("duplicate-identity", "b.odcs.yaml", 3)}


@pytest.mark.parametrize("broken", sorted(PLACES))
def test_only_the_broken_file_is_reported(broken: str, tmp_path: Path) -> None:
    """References to an unreadable file are not reported, whichever file it is."""
    files = scaffold()
    files[PLACES[broken]] += b"\noops: [\n"

    report = report_on(tmp_path, files)

    assert {(each.rule, each.range and each.range.path) for each in report.diagnostics} == {
        ("yaml-syntax", PLACES[broken])
    }


@pytest.mark.parametrize("key", ["id", "version"])
@pytest.mark.parametrize("template", ["contract", "other_contract"])
def test_lost_identity_is_reported_once(key: str, template: str, tmp_path: Path) -> None:
    """References to a contract without its id or version are not reported."""
    files = scaffold()
    lines = files[PLACES[template]].decode().splitlines(keepends=True)
    files[PLACES[template]] = "".join(line for line in lines if not line.startswith(f"{key}:")).encode()

    report = report_on(tmp_path, files)

    assert [(each.rule, each.message) for each in report.diagnostics] == [
        ("missing-key", f"missing required key `{key}` in the contract")
    ]


def test_scaffold_is_clean(tmp_path: Path) -> None:
    """There are no findings in the mesh of the examples, in the strictest preset."""
    assert report_on(tmp_path, scaffold()).diagnostics == ()


def test_order_of_files_does_not_matter() -> None:
    files = scaffold()
    there, back = mesh_of(files), mesh_of(dict(reversed(files.items())))

    assert [each.address for each in there.products] == [each.address for each in back.products]
    assert [each.address for each in there.contracts] == [each.address for each in back.contracts]
    assert there.today == TODAY
