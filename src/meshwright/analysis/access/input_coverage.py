"""Coverage of inputs: the fields of an input that are certainly in the lineage of a product's ports.

An unresolved source or unreadable SQL may refer to an input, whose coverage is then uncertain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.coverage import with_inner
from meshwright.analysis.flow.column_readers import column_readers
from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.inputs import made_from
from meshwright.analysis.flow.sql_binding import SqlObject, readings
from meshwright.mesh.references import (
    Notation,
    Resolved,
    UnresolvedPart,
    UnresolvedReference,
    sources_by_contract,
)
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.items import Contract, Port, Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import TransformSource
    from meshwright.source.place import Path

_LINEAGE = ("transformSourceObjects", "transformLogic")
_AROUND_LINEAGE = ("schema", "properties", "items", *_LINEAGE)
_LOCATIONS = ("location", "path")
"""The server keys that contain the address of files."""


class InputCoverage(NamedTuple):
    """The fields of an input that a product reads."""

    fields: frozenset[int] | None
    """The indexes of the fields; None for all, if the product does not declare any lineage that may refer to the input.
    """
    doubt: str
    """The reason why the product may read other fields as well; empty if there is none."""


class _Doubt(NamedTuple):
    """An uncertain part of a product's lineage."""

    text: str
    inputs: frozenset[Contract]
    """The inputs that this part may refer to."""


@dataclass(slots=True)
class _Lineage:
    """The parts of a product's lineage that are not in column lineage."""

    doubts: list[_Doubt] = field(default_factory=list)
    tables: set[SqlObject] = field(default_factory=set)
    """The objects that SQL names."""
    unlisted: set[SqlObject] = field(default_factory=set)
    """The objects of which the SQL may read any field."""


def input_coverage(product: Product, contract: Contract, mesh: Mesh) -> InputCoverage:
    """Return the fields of an input that are in the lineage of a product's ports, with their nested fields."""
    lineage = mesh.derived(_lineages)[product]
    doubt = next((each.text for each in lineage.doubts if contract in each.inputs), "")
    found = _named_fields(product, contract, mesh)
    fields = contract.fact.fields
    read = {fields.object(each) for each in found}
    wholes = {each.position for each in lineage.unlisted if each.contract is contract}
    wholes |= {each.position for each in lineage.tables if each.contract is contract} - read
    own = {port.contract for port in product.outputs}
    known = mesh.derived(columns)
    named = [each for each in known.wholes if each.source is contract and known.contract(each.target) in own]
    is_port = any(each.object is None for each in named)
    wholes |= {each.object for each in named if each.object is not None}
    if not (found or wholes or is_port or doubt):
        return InputCoverage(None, "")
    found.update(each for each in range(len(fields)) if is_port or fields.object(each) in wholes)
    return InputCoverage(frozenset(found), doubt)


def _named_fields(product: Product, contract: Contract, mesh: Mesh) -> set[int]:
    """Return the fields of a contract that a product's lineage and SQL refer to, with their nested fields."""
    known, readers = mesh.derived(columns), mesh.derived(column_readers)
    own = {port.contract for port in product.outputs}
    start = known.first[contract]
    found: set[int] = set()
    for each in range(len(contract.fact.fields)):
        if any(known.contract(reader) in own for reader in readers.readers_of(start + each)):
            found.update(with_inner(contract, each))
    return found


def _lineages(mesh: Mesh) -> Mapping[Product, _Lineage]:
    return {product: _lineage(product, mesh) for product in mesh.products}


def _lineage(product: Product, mesh: Mesh) -> _Lineage:
    found = _Lineage()
    inputs = frozenset(each.contract for each in product.inputs if each.contract is not None)
    if not inputs:
        return found
    if not product.fact.is_sound("outputPorts"):
        found.doubts.append(_Doubt("an output port of the product cannot be read", inputs))
    for port in product.outputs:
        if port.contract is None:
            if port.fact.contract_id or "contractId" in port.fact.stated:
                text = f"the contract of output port `{port.fact.name}` cannot be read"
                found.doubts.append(_Doubt(text, inputs))
            continue
        around = inputs & _possible(port, product, mesh, inputs)
        found.doubts += _faults(port.contract, around)
        found.doubts += _sources(port.contract, around, mesh)
        _read_sql(port.contract, around, mesh, found)
    return found


def _possible(port: Port, product: Product, mesh: Mesh, inputs: frozenset[Contract]) -> frozenset[Contract]:
    """Return the inputs that a port may derive from: the declared inputs if all of them are known, or else all inputs."""
    declared = made_from(port, product, mesh)
    return frozenset(each for each, _ in declared) if len(declared) == len(port.fact.needs) else inputs


def _faults(contract: Contract, inputs: frozenset[Contract]) -> Iterator[_Doubt]:
    """Yield a doubt if the schema has an unreadable part, because that part may declare lineage."""
    if any(_hides_lineage(fault) for fault in contract.fact.faults):
        yield _Doubt(f"the lineage in `{contract.address}` cannot be read", inputs)


def _hides_lineage(fault: Path) -> bool:
    if not fault:
        return True
    keys = [step for step in fault if isinstance(step, str)]
    return fault[0] == "schema" and (keys[-1] in _AROUND_LINEAGE or any(each in _LINEAGE for each in keys))


def _sources(contract: Contract, inputs: frozenset[Contract], mesh: Mesh) -> Iterator[_Doubt]:
    """Yield a doubt for each source that does not resolve."""
    for source in mesh.derived(sources_by_contract).get(contract, ()):
        if not isinstance(source.target, Resolved):
            may_be = frozenset(each for each in inputs if _may_be_of(source, each, contract))
            if may_be:
                name = contract.fact.fields.name(source.field, contract.fact.objects)
                text = f"source `{source.text}` of `{contract.address}/{name}` does not resolve"
                yield _Doubt(text, may_be)


def _may_be_of(source: TransformSource, candidate: Contract, contract: Contract) -> bool:
    """Return whether an unresolved source may refer to an input."""
    target, text = source.target, source.text
    if isinstance(target, UnresolvedReference):
        is_certain = target.part in (UnresolvedPart.OBJECT, UnresolvedPart.FIELD)
        is_other = target.contract not in (None, contract) and target.notation is not Notation.FILE
        return target.contract is candidate if is_certain and is_other else True
    if "://" in text or text.startswith("/"):
        places = (server.settings.get(key) for server in candidate.fact.servers for key in _LOCATIONS)
        return candidate.address in text or any(
            isinstance(each, str) and each.strip() and _is_near(each, text) for each in places
        )
    if "." in text or "/" in text:
        return True
    names = (name for each in candidate.fact.objects for name in (each.name, each.physical_name or ""))
    return text.casefold() in {name.casefold().rpartition(".")[2] for name in names}


def _is_near(place: str, text: str) -> bool:
    """Return whether one of two file addresses contains the other."""
    one, other = (each.casefold().partition("{")[0].partition("*")[0].rstrip("/") for each in (place, text))
    return one.startswith(other) or other.startswith(one)


def _read_sql(contract: Contract, inputs: frozenset[Contract], mesh: Mesh, found: _Lineage) -> None:
    """Add the names in SQL to `found`, and yield a doubt for SQL that was not parsed completely."""
    read = mesh.derived(readings).get(contract, {})
    declared = contract.fact.fields.more.get("sources", {})
    for at in contract.fact.fields.more.get("logic", ()):
        reading = read.get(at)
        name = contract.fact.fields.name(at, contract.fact.objects)
        text = f"the SQL of `{contract.address}/{name}` cannot be read with certainty"
        if reading is None:
            if at not in declared and inputs:
                found.doubts.append(_Doubt(text, inputs))
            continue
        found.tables |= reading.objects
        found.unlisted |= reading.objects.intersection(reading.blind)
        if not reading.is_whole:
            open_ = {each.contract for each in reading.blind if each not in reading.objects}
            open_ |= {each.contract for each in reading.maybe}
            if may_be := inputs.intersection(open_):
                found.doubts.append(_Doubt(text, may_be))
