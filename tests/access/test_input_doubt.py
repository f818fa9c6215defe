"""An input with uncertain lineage grants only what is certainly named, and `who` states the reason."""

from __future__ import annotations

import pytest

from clinic import files
from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.explanation import reading
from meshwright.analysis.access.identities import service_account

COUNTS = "products/care/study/contracts/counts.v1.odcs.yaml"
STUDY = "products/care/study/product.odps.yaml"
PORT = "care/ward/stays@1"
SOURCE = "transformSourceObjects: [care/ward/stays@1/stays/admitted_on]"
READER = service_account("study-runner")


def study(lineage: str, *edits: tuple[str, str, str]) -> Access:
    """Return the access of the clinic whose study states other lineage, after edits."""
    found = files()
    for path, old, new in ((COUNTS, SOURCE, lineage), *edits):
        text = found[path].decode()
        assert old in text
        found[path] = text.replace(old, new).encode()
    return Access(mesh_of(found))


def read(granted: Access) -> list[str]:
    """Return the fields of the stays that the study reads unmasked."""
    contract = granted.mesh.contract_at[PORT]
    fields, objects = contract.fact.fields, contract.fact.objects
    shown = {each for grant in granted.grants_of.get(contract, ()) if grant.identity == READER
             for each, how in enumerate(granted.visibilities(grant)) if how}  # fmt: skip
    return [fields.name(each, objects).partition("/")[2] for each in sorted(shown)]


def reasons(granted: Access) -> set[str]:
    contract = granted.mesh.contract_at[PORT]
    found = reading(granted, (READER,), contract, range(len(contract.fact.fields)), granted.mesh.today)
    return {reason for refusal in found.refusals for reason in refusal.reasons}


def sources(*texts: str) -> str:
    return f"transformSourceObjects: [{', '.join(texts)}]"


@pytest.mark.parametrize(
    "lineage",
    [
        sources("care/ward/stay@1/stays/ward"),  # no such port
        sources("care/ward/stays@1/stay/ward"),  # no such object
        sources("care/ward/stays@1/stays/wards"),  # no such field
        sources("care/ward/stays/ward"),  # no notation
        sources("stays.wards"),
        sources("warehouse.stays.ward"),
        sources("../../ward/contracts/stays.yaml#/schema/stays"),
        sources("/schema/stays/properties/ward"),
        sources("stays"),  # an object by its name alone
        "transformSourceObjects: 3",
        "transformSourceObjects: [3]",
        "transformLogic: the month of the stay",
        "transformLogic: SELECT a FROM other_table JOIN t ON",
    ],
)
def test_a_source_that_may_belong_to_the_port_grants_nothing(lineage: str) -> None:
    """It does not grant the whole port, as an input without lineage does."""
    granted = study(lineage)

    assert read(granted) == []
    assert any(
        "no field of the port is certainly in the product's lineage" in each for each in reasons(granted)
    )


def test_certainly_named_columns_are_read() -> None:
    granted = study(sources("care/ward/stays@1/stays/ward", "care/ward/stays@1/stays/wing"))

    assert read(granted) == ["ward"]
    name = "source `care/ward/stays@1/stays/wing` of `care/study/counts@1/counts/month` does not resolve"
    assert reasons(granted) == {f"input care/study does not cover it; {name}"}


@pytest.mark.parametrize(
    "lineage",
    [
        "description: The month.",
        sources("calendar"),  # a table outside of the mesh
        sources('"https://example.com/calendar.csv"'),
        sources("mesh://elsewhere/shop/orders/daily@1/orders/id"),
    ],
)
def test_lineage_that_cannot_refer_to_the_port_leaves_it_whole(lineage: str) -> None:
    assert len(read(study(lineage))) == 7


def test_a_location_of_the_port_refers_to_the_port() -> None:
    """A source by its location may be any field there."""
    server = "- {server: lake, type: s3, location: 's3://ward/stays/*.parquet', format: parquet}"
    edit = ("products/care/ward/contracts/stays.v1.odcs.yaml", "servers:\n", f"servers:\n  {server}\n")

    assert read(study(sources("'s3://ward/stays'"), edit)) == []
    assert len(read(study(sources("'s3://calendar/months'"), edit))) == 7


def test_an_output_with_a_missing_contract_may_read_anything() -> None:
    edit = (STUDY, "contractId: study.counts}", "contractId: study.gone}")
    granted = study("description: The month.", edit)

    assert read(granted) == []
    assert any("the contract of output port `counts` cannot be read" in each for each in reasons(granted))


def test_a_port_with_declared_inputs_causes_no_doubt() -> None:
    """Its unresolved sources belong to the inputs that it declares."""
    other = "{name: rows, version: '1.0.0', contractId: study.rows, inputContracts: [{id: gone, version: '1.0.0'}]}"
    edit = (STUDY, "outputPorts:\n", f"outputPorts:\n  - {other}\n")
    rows = files()[COUNTS].decode().replace("study.counts", "study.rows").replace(SOURCE, sources("a.b"))
    found = files()
    found["rows.odcs.yaml"] = rows.encode()
    found[STUDY] = found[STUDY].replace(edit[1].encode(), edit[2].encode())
    found[COUNTS] = found[COUNTS].replace(SOURCE.encode(), b"description: The month.")
    assert read(Access(mesh_of(found))) == []  # what it declares is not known
    two = b"{id: gone, version: '1.0.0'}, {id: study.counts, version: '1.0.0'}"
    half = {**found, STUDY: found[STUDY].replace(b"{id: gone, version: '1.0.0'}", two)}
    assert half[STUDY] != found[STUDY]
    assert read(Access(mesh_of(half))) == []  # nor is a part of it
    found[STUDY] = found[STUDY].replace(b"id: gone", b"id: study.counts")
    assert len(read(Access(mesh_of(found)))) == 7


def test_sql_that_names_no_columns_reads_the_table() -> None:
    """It reads no other table."""
    beds = "  - name: beds\n    properties: [{name: bed_id, logicalType: string, classification: open}]\n"
    edit = ("products/care/ward/contracts/stays.v1.odcs.yaml", "schema:\n", f"schema:\n{beds}")

    assert "bed_id" not in read(study("transformLogic: SELECT count(*) FROM stays", edit))
    assert len(read(study("transformLogic: SELECT count(*) FROM stays", edit))) == 7
