"""A linked definition's statement about a property's classification counts, wherever it is in the repository."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from mesh_of import PLACES, compiled_in, report_on, scaffold
from meshwright.cli.main import main
from meshwright.source.discovery import other_kinds
from subjects import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = """apiVersion: v3.2.0
kind: DataContract
id: c
version: 1.0.0
status: active
schema:
- name: t
  properties:
  - name: mail
    logicalType: string
    STATED
    authoritativeDefinitions: [{type: TYPE, url: "URL"}]
"""
OSDS = """apiVersion: v1.0.0
kind: SemanticDefinition
id: sales
version: 1.2.0
definitions:
- {id: e1, name: email, classification: confidential}
- {id: c1, name: city, classification: public}
"""
TERM = "name: email\nclassification: confidential\n"
SHARED = """apiVersion: v3.1.0
kind: DataContract
id: shared
version: 1.0.0
status: active
schema:
- id: o
  name: fields
  properties:
  - {id: p, name: email, logicalType: string, classification: confidential}
  - name: address
    logicalType: object
    properties: [{name: city, logicalType: string, classification: internal}]
"""


def level(folder: Path, url: str, *, type_: str = "definition", stated: str = "") -> str | None:
    """Return the level of a field that links to a definition."""
    from datetime import date

    from meshwright.mesh.link import link

    text = CONTRACT.replace("URL", url).replace("TYPE", type_).replace("    STATED\n", stated)
    files = {"contracts/c.yaml": text, "s/osds.yaml": OSDS, "s/term.yaml": TERM, "s/shared.yaml": SHARED}
    source = compiled_in(folder, {path: each.encode() for path, each in files.items()})
    mesh = link(source.linkable, date(2026, 11, 22))
    (contract,) = (each for each in mesh.contracts if each.fact.id == "c")
    found: str | None = contract.fact.fields.classifications[0]
    return found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("../s/term.yaml", "confidential"),
        ("file:../s/term.yaml", "confidential"),
        ("../s/osds.yaml#/definitions/email", "confidential"),
        ("../s/osds.yaml#definitions/e1", "confidential"),
        ("../s/osds.yaml#/definitions/city", "public"),
        ("../s/osds.yaml#/email", "confidential"),
        ("../s/osds.yaml@1.2.0#/definitions/email", "confidential"),
        ("sales@1.2.0#/definitions/email", "confidential"),
        ("../s/shared.yaml#/schema/fields/properties/email", "confidential"),
        ("../s/shared.yaml#/schema/o/properties/p", "confidential"),
        ("../s/shared.yaml#/schema/fields/properties/address/properties/city", "internal"),
        ("shared#/schema/fields/properties/email", "confidential"),
        ("../s/osds.yaml", None),
        ("../s/osds.yaml#/definitions/phone", None),
        ("../s/none.yaml", None),
        ("../../s/term.yaml", None),
        ("https://x.example/s/term.yaml", None),
        ("entity:artist/isni", None),
    ],
)
def test_level_is_that_of_the_definition(url: str, expected: str | None, tmp_path: Path) -> None:
    """By path, pointer, id and name; if a file with several is linked as a whole, none is chosen."""
    assert level(tmp_path, url) == expected


@pytest.mark.parametrize("type_", ["definition", "businessDefinition", "semanticDefinition", "canonical"])
def test_any_type_of_link_counts(type_: str, tmp_path: Path) -> None:
    """Organisations name them differently."""
    assert level(tmp_path, "../s/term.yaml", type_=type_) == "confidential"


def test_property_keeps_its_own_level(tmp_path: Path) -> None:
    """Checks use the higher one, and a rule compares the two."""
    assert level(tmp_path, "../s/term.yaml", stated="    classification: internal\n") == "internal"


def test_leak_of_a_column_classified_by_a_definition_is_found(tmp_path: Path) -> None:
    """Without the definition, the source would not be confidential; the message names the file."""
    files = scaffold()
    fields = "schema:\n- name: t\n  properties:\n"
    source = "  - name: mail\n    logicalType: string\n    authoritativeDefinitions: [{type: definition, url: URL}]\n"
    head = "apiVersion: v3.2.0\nkind: DataContract\nid: play-events.daily\nversion: 1.0.0\nstatus: active\n"
    other = head.replace("play-events.daily", "royalties.statements")
    target = (
        "  - {name: mail, logicalType: string, classification: internal, "
        "transformSourceObjects: [player/play-events/daily@1/t/mail]}\n"
    )
    files[PLACES["contract"]] = (
        f"{head}{fields}{source.replace('URL', '/'.join(['..'] * 4) + '/s/t.yaml')}".encode()
    )
    files[PLACES["other_contract"]] = f"{other}{fields}{target}".encode()
    files["s/t.yaml"] = TERM.encode()

    found = [each for each in report_on(tmp_path, files).diagnostics if each.rule == "classification-leak"]

    assert [each.address for each in found] == ["payments/royalties/statements@1/t/mail"]
    assert any("according to its definition in `s/t.yaml`" in note.message for note in found[0].related)
    missing = [
        each for each in report_on(tmp_path, files).diagnostics if each.rule == "missing-classification"
    ]
    assert missing == []


def test_definitions_that_are_not_applied_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A semantic definition and an agreement of another standard, in text and in JSON."""
    files = unpacked((GOLDEN / "cases/definitions-silent-kinds.txtar").read_text(encoding="utf-8"))
    write(files, tmp_path)

    main(["check", str(tmp_path / "head"), "--as-of", "2026-11-22"])
    assert (
        "not applied: 1 document of kind `AccessAgreement` (first: `x.yaml`), "
        "1 document of kind `SemanticDefinition` (first: `sales.osds.yaml`)"
    ) in capsys.readouterr().out
    main(["check", str(tmp_path / "head"), "--as-of", "2026-11-22", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["notApplied"] == [
        {"kind": "AccessAgreement", "documents": 1, "path": "x.yaml"},
        {"kind": "SemanticDefinition", "documents": 1, "path": "sales.osds.yaml"},
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("apiVersion: v1.0.0\nkind: SemanticDefinition\n", ("SemanticDefinition",)),
        ("kind: 'X' # y\napiVersion: \"1.0\"\n---\nkind: Y\n", ("X", "Y")),
        ('{"apiVersion": "v1.0.0", "kind": "ObservabilityResults"}\n', ("ObservabilityResults",)),
        ("apiVersion: v1\nkind: Service\n", ()),
        ("apiVersion: apps/v1\nkind: Deployment\n", ()),
        ("apiVersion: 1.0.0\nname: x\n", ()),
        ("kind: X\n", ()),
    ],
)
def test_kinds_of_other_standards_are_recognised(text: str, kinds: tuple[str, ...]) -> None:
    """Versions of Kubernetes have no point: its files are not contracts."""
    assert other_kinds(text.encode()) == kinds
