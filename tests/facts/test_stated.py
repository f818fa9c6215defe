"""The keys that facts list as stated, on which every rule of absence relies."""

from __future__ import annotations

from functools import reduce
from operator import getitem
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from meshwright.facts.compile import compile_unit
from meshwright.facts.facts import ContractFact, ProductFact
from meshwright.facts.serialization import packed, unpacked
from meshwright.rulekit.engine import LocalRules
from meshwright.standards.versions import ODCS, ODPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.facts.unit import Unit

EVERYTHING = sorted((Path(__file__).parents[1] / "standards/documents").glob("everything.*"))
EMPTY = ("null", '""', '"  "', "[]", "{}")
CONTRACT_VERSIONS = (*ODCS.modules, *ODCS.aliases)
PRODUCT_VERSIONS = (*ODPS.modules, *ODPS.aliases)


def compiled(text: str | bytes) -> Unit:
    return compile_unit(text if isinstance(text, bytes) else text.encode(), LocalRules(()))


def contract(text: str, version: str = "v3.2.0") -> ContractFact:
    head = f"apiVersion: {version}\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n"
    (fact,) = compiled(head + text).facts
    assert isinstance(fact, ContractFact)
    return fact


def product(text: str, version: str = "v1.1.0") -> ProductFact:
    head = f"apiVersion: {version}\nkind: DataProduct\nid: p\nstatus: active\n"
    (fact,) = compiled(head + text).facts
    assert isinstance(fact, ProductFact)
    return fact


OF_CONTRACT = {"apiVersion", "kind", "id", "version", "status"}
OF_PRODUCT = {"apiVersion", "kind", "id", "status"}


@pytest.mark.parametrize("version", CONTRACT_VERSIONS)
def test_written_keys_of_contract_objects_and_fields_are_stated(version: str) -> None:
    """In the standard's spelling, in every version; keys of a field do not belong to the object."""
    fact = contract(
        "tenant: acme\nschema:\n- name: plays\n  dataGranularityDescription: one a play\n"
        "  properties:\n  - {name: ms, businessName: Duration}\n  - {name: at, physicalType: date}\n",
        version,
    )

    assert fact.stated == OF_CONTRACT | {"tenant", "schema"}
    assert fact.objects[0].stated == {"name", "dataGranularityDescription", "properties"}
    assert [field.stated for field in fact.each_field()] == [
        {"name", "businessName"},
        {"name", "physicalType"},
    ]


@pytest.mark.parametrize("version", PRODUCT_VERSIONS)
def test_written_keys_of_products_and_output_ports_are_stated(version: str) -> None:
    """In every version."""
    ports = "- {name: a, version: 1.0.0, contractId: c}\n- {name: b, version: 1.0.0, type: tables}\n"
    fact = product(f"tenant: acme\noutputPorts:\n{ports}", version)

    assert fact.stated == OF_PRODUCT | {"tenant", "outputPorts"}
    assert [port.stated for port in fact.outputs] == [
        {"name", "version", "contractId"},
        {"name", "version", "type"},
    ]


@pytest.mark.parametrize("empty", EMPTY)
def test_empty_value_is_not_stated(empty: str) -> None:
    """Null, blank text, an empty list and an empty mapping, for every key of every kind."""
    fact = contract(
        f"tenant: {empty}\ndescription: {empty}\ntags: {empty}\nschema:\n"
        f"- name: plays\n  businessName: {empty}\n  quality: {empty}\n  properties:\n"
        f"  - {{name: ms, businessName: {empty}, tags: {empty}, examples: {empty}}}\n"
    )
    other = product(
        f"tenant: {empty}\nteam: {empty}\nsupport: {empty}\n"
        f"outputPorts: [{{name: a, version: 1.0.0, type: {empty}, sbom: {empty}}}]\n"
    )

    assert fact.stated == OF_CONTRACT | {"schema"}
    assert fact.objects[0].stated == {"name", "properties"}
    assert fact.field(0).stated == {"name"}
    assert other.stated == OF_PRODUCT | {"outputPorts"}
    assert other.outputs[0].stated == {"name", "version"}


def test_false_and_zero_are_stated() -> None:
    """Although Python treats them as false."""
    fact = contract(
        "schema: [{name: t, deprecated: false, properties: [{name: f, required: false, primaryKeyPosition: 0}]}]"
    )

    assert fact.objects[0].stated == {"name", "deprecated", "properties"}
    assert fact.field(0).stated == {"name", "required", "primaryKeyPosition"}


def test_each_field_states_its_own_keys_however_deep() -> None:
    """Structs, items of lists, and both sides of a map."""
    fact = contract(
        "schema:\n- name: t\n  properties:\n"
        "  - {name: s, logicalType: object, properties: [{name: i, tags: [x]}]}\n"
        "  - {name: l, logicalType: array, items: {logicalType: string, description: One.}}\n"
        "  - name: m\n    logicalType: map\n"
        "    map: {key: {logicalType: string}, value: {logicalType: string, classification: open}}\n"
    )

    assert {field.name: field.stated for field in fact.each_field()} == {
        "t/s": {"name", "logicalType", "properties"},
        "t/s/i": {"name", "tags"},
        "t/l": {"name", "logicalType", "items"},
        "t/l/[]": {"logicalType", "description"},
        "t/m": {"name", "logicalType", "map"},
        "t/m/{key}": {"logicalType"},
        "t/m/{value}": {"logicalType", "classification"},
    }


def test_key_of_the_wrong_type_is_neither_stated_nor_sound() -> None:
    """A rule of absence asks both, and does not report it a second time."""
    fact = contract("tenant: [a]\nschema: [{name: t, properties: [{name: f, businessName: 5}]}]")

    assert "tenant" not in fact.stated
    assert not fact.is_sound("tenant")
    assert fact.field(0).stated == {"name"}
    assert not fact.is_sound(*fact.field(0).path, "businessName")
    assert fact.is_sound("domain")


def test_key_outside_the_standard_is_not_stated() -> None:
    """Whether it is refused or an old version permits it: `primary_key` is not `primaryKey`."""
    new = contract("owner: me\nschema: [{name: t, properties: [{name: f, primary_key: true}]}]")
    old = contract(
        "owner: me\nschema: [{name: t, properties: [{name: f, primary_key: true, physical_type: x}]}]",
        "v3.0.2",
    )

    assert new.stated == old.stated == OF_CONTRACT | {"schema"}
    assert new.field(0).stated == old.field(0).stated == {"name"}


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: path.name)
def test_all_keys_of_a_version_are_stated(path: Path) -> None:
    """Documents with every key of their version, compared with their own values."""
    unit = compiled(path.read_bytes())
    (fact,), (body,) = unit.facts, unit.details().bodies
    assert isinstance(fact, ContractFact | ProductFact)

    for stated, value in _blocks(fact, body):
        assert stated == {key for key, each in value.items() if each not in (None, "", [], {})}


def _blocks(
    fact: ContractFact | ProductFact, body: Any
) -> Iterator[tuple[frozenset[str], Mapping[str, Any]]]:
    yield fact.stated, body
    if isinstance(fact, ProductFact):
        yield from ((port.stated, body["outputPorts"][port.position]) for port in fact.outputs)
        return
    yield from ((each.stated, body["schema"][number]) for number, each in enumerate(fact.objects))
    yield from ((field.stated, reduce(getitem, field.path, body)) for field in fact.each_field())


def test_equal_sets_are_one_object_also_from_another_process() -> None:
    """A million fields must fit in memory: a field costs a reference."""
    head = "apiVersion: v3.2.0\nkind: DataContract\nid: {}\nversion: 1.0.0\nstatus: active\n"
    fields = "".join(f"  - {{name: f{number}, description: One.}}\n" for number in range(20))
    units = tuple(
        compiled(f"{head.format(name)}schema:\n- name: t\n  properties:\n{fields}") for name in "cd"
    )

    for each in (units, unpacked(packed(units))):
        facts = [fact for unit in each for fact in unit.facts if isinstance(fact, ContractFact)]
        assert len({id(stated) for fact in facts for stated in fact.fields.stated}) == 1
