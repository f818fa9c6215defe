"""A new output port of a product, and its contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import did_you_mean
from meshwright.mesh.address import slug
from meshwright.mesh.inheritance import exposing_product
from meshwright.quantities.suggestions import nearest
from meshwright.quantities.version import major_of
from meshwright.source.folder import shown
from meshwright.source.yaml_writer import without_empty, yaml_text
from meshwright.workspace.authoring.columns import columns_of, meant
from meshwright.workspace.authoring.drafts import append
from meshwright.workspace.authoring.inputs import contracts_of, missing_inputs, needs
from meshwright.workspace.authoring.names import column_name, name, prose, registered
from meshwright.workspace.authoring.places import contract_place
from meshwright.workspace.authoring.servers import place_of
from meshwright.workspace.drafting import DraftError
from meshwright.workspace.next_major import next_product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.workspace.authoring.columns import Column
    from meshwright.workspace.authoring.drafts import Drafts
    from meshwright.workspace.authoring.names import PortName

API_VERSION = "v3.2.0"
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z%]*)")
_DIGITS = 15
"""The maximum length of a number that is copied as written."""
_UNITS = {"%": "percent"}


@dataclass(frozen=True, slots=True)
class NewPort:
    """The facts for a new port; empty facts get a default or are omitted."""

    name: PortName
    columns: tuple[str, ...] = ()
    """The columns, as `NAME:TYPE` or by address; see `authoring/columns.py`."""
    schema: tuple[Mapping[str, Any], ...] = ()
    """The objects as in a contract; if present, `columns` and `object` have no effect."""
    object: str = ""
    """The name of the object with the columns; by default, the product's name."""
    grain: str = ""
    """A description of what one row represents."""
    description: str = ""
    type: str = ""
    reads: tuple[str, ...] = ()
    """The addresses of additional ports that the port reads."""
    server: str = ""
    roles: tuple[str, ...] = ()
    service_levels: tuple[str, ...] = ()
    """The service levels, as `latency=26h`."""


def draft_port(new: NewPort, drafts: Drafts) -> None:
    """Draft a port and its contract; raises DraftError."""
    found = drafts.mesh.ports.get(new.name.address)
    if found is not None:
        drafts.exists(f"port `{new.name.address}`", found.at("name"))
        return
    mesh = drafts.mesh
    product = mesh.product_of.get(new.name.of.address)
    if product is None:
        near = did_you_mean(nearest(new.name.of.address, mesh.product_of))
        raise DraftError(
            f"there is no product `{new.name.of.address}`{near or '; draft it first: `meshwright new product`'}"
        )
    columns = columns_of(new.columns, drafts)
    upstream = [each.source for each in columns if each.source is not None]
    read = list(dict.fromkeys([*upstream, *contracts_of(new.reads, mesh)]))
    identity = _identity(new.name, mesh)
    place = _draft_contract(new, identity, columns, product, drafts)
    _draft_output(new, identity, read, drafts)
    drafts.wrote.append(f"{place}: the contract of port `{new.name.address}`, version {new.name.major}.0.0")


def _objects(new: NewPort, columns: Iterable[Column]) -> list[dict[str, Any]]:
    """Return the objects for a contract; raises DraftError if the user did not give any content."""
    if new.schema:
        return [_imported(each, new) for each in new.schema]
    properties = [each.values for each in columns]
    if not properties:
        raise DraftError("missing columns of the port; state each with `--column`")
    called = column_name(new.object or new.name.of.product.replace("-", "_"), "an object")
    return [
        {
            "name": called,
            "physicalName": called,
            "physicalType": "topic" if new.type == "topic" else "table",
            "dataGranularityDescription": prose(new.grain, "--grain") if new.grain else _grain(properties),
            "properties": _with_unique_key(properties),
        }
    ]


def _imported(stated: Mapping[str, Any], new: NewPort) -> dict[str, Any]:
    """Return an imported object, with a description of its rows derived from its key."""
    properties = [dict(each) for each in stated["properties"]]
    return {
        "name": stated["name"],
        "physicalName": stated["name"],
        "physicalType": "topic" if new.type == "topic" else "table",
        "dataGranularityDescription": prose(new.grain, "--grain") if new.grain else _grain(properties),
        **stated,
        "properties": _with_unique_key(properties),
    }


def _keys(properties: Iterable[Mapping[str, Any]]) -> list[str]:
    return [each["name"] for each in properties if each.get("primaryKey")]


def _grain(properties: Iterable[Mapping[str, Any]]) -> str:
    """Return a description of what a row represents, derived from the key; empty without a key."""
    *first, last = _keys(properties) or [""]
    return f"One row per {', '.join(first)}{' and ' if first else ''}{last}." if last else ""


def _with_unique_key(properties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the columns, with a quality rule that requires a unique key."""
    keys = _keys(properties)
    if len(keys) != 1:
        return properties
    rule = {"metric": "duplicateValues", "dimension": "uniqueness", "mustBe": 0}
    return [{**each, "quality": [rule]} if each["name"] == keys[0] else each for each in properties]


def _draft_contract(
    new: NewPort, identity: str, columns: Iterable[Column], product: Product, drafts: Drafts
) -> str:
    """Draft the contract, and return its path."""
    path = contract_place(new.name, product, drafts.mesh)
    objects = _objects(new, columns)
    values = _contract(new, identity, objects, product, drafts)
    drafts.create(path, values)
    links = {each.values["name"]: each.link for each in columns if each.link}
    if not links:
        return path
    domain = product.fact.domain or ""
    known = meant(domain, objects[0]["name"], drafts.mesh)
    missing = {column: link for column, link in links.items() if column not in known}
    if missing:
        linked = {**values, "schema": [_with_links(objects[0], missing)]}
        drafts.put(path, yaml_text(without_empty(linked)).encode())
    return path


def _contract(
    new: NewPort, identity: str, objects: list[dict[str, Any]], product: Product, drafts: Drafts
) -> dict[str, Any]:
    """Return a contract; raises DraftError."""
    mesh = drafts.mesh
    where = place_of(new.server, new.name, str(objects[0].get("name", "")), drafts)
    if where.physical_name and not new.schema:
        objects[0]["physicalName"] = where.physical_name
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": identity,
        "name": f"{new.name.of.product}, {new.name.port}",
        "version": _version(new),
        "status": "" if product.fact.status else "draft",
        "description": {"purpose": prose(new.description, "--description") if new.description else ""},
        "servers": list(where.servers),
        "schema": objects,
        "roles": [
            {"role": registered("Role", name(each, "a role"), mesh), "access": "read"} for each in new.roles
        ],
        "slaProperties": list(map(_service_level, new.service_levels)),
    }


def _with_links(object_: dict[str, Any], links: Mapping[str, str]) -> dict[str, Any]:
    """Return an object whose columns declare the entities that they identify."""
    properties = [
        {**each, "authoritativeDefinitions": [{"type": "semanticDefinition", "url": links[each["name"]]}]}
        if each["name"] in links and "authoritativeDefinitions" not in each
        else each
        for each in object_["properties"]
    ]
    return {**object_, "properties": properties}


def _draft_output(new: NewPort, identity: str, read: list[Contract], drafts: Drafts) -> None:
    """Draft the port in its product, with the required inputs."""
    mesh = drafts.mesh
    product = mesh.product_of[new.name.of.address]
    draft = drafts.edit(product.home)
    for each in missing_inputs((one for one in read if exposing_product(one, mesh) is not product), product):
        append(draft, (), "inputPorts", each)
    port = {
        "name": new.name.port,
        "description": prose(new.description, "--description") if new.description else "",
        "type": name(new.type, "a type") if new.type else "",
        "version": _version(new),
        "contractId": identity,
        "inputContracts": needs(read),
    }
    append(draft, (), "outputPorts", port)
    if product.home.file in drafts.first.units and product.fact.status not in ("proposed", "draft"):
        next_product(draft, product.fact.version)
    drafts.keep(draft)


def _version(new: NewPort) -> str:
    return f"{new.name.major}.0.0"


def _identity(new: PortName, mesh: Mesh) -> str:
    """Return the contract's id: the id in the port's other versions, or a new one; raises DraftError."""
    others = [
        port.fact.contract_id
        for port in mesh.ports.values()
        if port.address.rpartition("@")[0] == new.address.rpartition("@")[0] and port.fact.contract_id
    ]
    identity = others[0] if others else f"{slug(new.of.domain)}.{new.of.product}.{new.port}"
    taken = [
        each
        for each in mesh.contracts_by_id.get(identity, ())
        if major_of(each.fact.version) == str(new.major)
    ]
    if taken:
        raise DraftError(f"contract `{identity}` already exists: `{shown(taken[0].home.file)}`")
    return identity


def _service_level(text: str) -> dict[str, Any]:
    """Parse `latency=26h`; raises DraftError."""
    key, is_given, value = text.partition("=")
    if not is_given or not key.isalpha() or not value:
        raise DraftError(f"expected a service level as `latency=26h`, found `{text}`")
    found = _AMOUNT.fullmatch(value)
    if found is None:
        return {"property": key, "value": prose(value, "--slo")}
    if len(found[1]) > _DIGITS:
        raise DraftError(f"`--slo {key}` takes a number of at most {_DIGITS} characters")
    amount = float(found[1]) if "." in found[1] else int(found[1])
    return {"property": key, "value": amount, "unit": _UNITS.get(found[2], found[2])}
