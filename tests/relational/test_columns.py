"""Every column of the model has, for the example mesh, the values of the documents, read in another way.

The oracles are the YAML as PyYAML reads it, `resolve`, and the documents of the catalog.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from meshwright.mesh.resolve import resolve
from meshwright.relational.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.relational.source import MeshSource

ROOT = Path(__file__).parents[2]
LEVELS = ("public", "internal", "confidential", "restricted", "sealed")
SECONDS = {"seconds": (1, 1), "minutes": (60, 60), "h": (3600, 3600), "d": (86400, 86400)}
SECONDS |= {"months": (28 * 86400, 31 * 86400), "y": (365 * 86400, 366 * 86400)}
Row = dict[str, Any]


@cache
def documents() -> tuple[tuple[str, int, Row], ...]:
    """Return all documents of the example, by file and position."""
    found = []
    for folder in ("governance", "products", "policies"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            texts = yaml.load_all(path.read_text(), yaml.BaseLoader)
            file = path.relative_to(ROOT).as_posix()
            found += [(file, number, each) for number, each in enumerate(texts) if isinstance(each, dict)]
    return tuple(each for each in found if "kind" in each[2])


def of_kind(kind: str) -> list[tuple[str, Row]]:
    """Return the documents of a kind, with their files."""
    return [(file, each) for file, _, each in documents() if each["kind"] == kind]


def custom(thing: Row) -> Row:
    """Return the custom properties of an item."""
    return {each["property"]: each["value"] for each in thing.get("customProperties", ())}


@cache
def contracts() -> dict[str, tuple[str, Row]]:
    """Return the contracts by id and version."""
    return {f"{each['id']}@{each['version']}": (file, each) for file, each in of_kind("DataContract")}


@cache
def ports() -> dict[str, tuple[str, Row, Row, Row]]:
    """Return the ports by address, each with the file of its product, the product and its contract."""
    found = {}
    for file, product in of_kind("DataProduct"):
        for port in product["outputPorts"]:
            major = port["version"].partition(".")[0]
            address = f"{product['domain']}/{product['name']}/{port['name']}@{major}"
            found[address] = (file, product, port, contracts()[f"{port['contractId']}@{port['version']}"][1])
    return found


def fields(contract: Row, address: str) -> Iterator[tuple[str, str, Row]]:
    """Yield all fields of a contract, with their addresses and paths."""
    for each in contract["schema"]:
        yield from inside(each, f"{address}/{each['name']}", each["name"])


def inside(thing: Row, address: str, path: str) -> Iterator[tuple[str, str, Row]]:
    """Yield the fields of an item."""
    inner = [(each["name"], each) for each in thing.get("properties", ())]
    inner += [("[]", thing["items"])] if "items" in thing else []
    inner += [(f"{{{side}}}", thing["map"][side]) for side in thing.get("map", ())]
    for name, each in inner:
        yield f"{address}/{name}", f"{path}/{name}", each
        yield from inside(each, f"{address}/{name}", f"{path}/{name}")


def seconds(contract: Row, name: str, end: int) -> int | None:
    """Return a promised duration for the whole contract."""
    own = [each for each in contract["slaProperties"] if each["property"] == name]
    if not own or not (
        any("element" not in each for each in own)
        or {each["element"].partition(".")[0] for each in own}
        >= {each["name"] for each in contract["schema"]}
    ):
        return None
    return (max if end else min)(int(each["value"]) * SECONDS[each["unit"]][end] for each in own)


def promised(contract: Row, name: str) -> str | None:
    """Return a promised share or date."""
    return next((each["value"] for each in contract["slaProperties"] if each["property"] == name), None)


def service(row: Row, contract: Row) -> None:
    """Check the service levels of a port or contract."""
    assert row["latency_seconds"] == seconds(contract, "latency", 1)
    assert row["frequency_seconds"] == seconds(contract, "frequency", 1)
    for column, end in (("retention_days", 1), ("retention_min_days", 0)):
        kept = seconds(contract, "retention", end)
        assert row[column] == (None if kept is None else kept / 86400)
    share = promised(contract, "availability")
    assert row["availability_percent"] == (None if share is None else float(share))
    for column, name in DATES.items():
        assert row[column] == promised(contract, name)


DATES = {
    "general_availability": "generalAvailability",
    "end_of_support": "endOfSupport",
    "end_of_life": "endOfLife",
}
SERVICE = {
    "latency_seconds",
    "frequency_seconds",
    "availability_percent",
    "retention_days",
    "retention_min_days",
}
SERVICE |= set(DATES)


def is_personal(each: Row) -> bool:
    """Return whether a field has a category that is registered as personal, or has that prefix."""
    key = custom(each).get("dataCategory", "")
    (classification,) = of_kind("Classification")
    known = {each["key"]: each.get("personal") for each in classification[1]["dataCategories"]}
    return known[key] == "true" if key in known else key.startswith("user.")


def highest(address: str, contract: Row) -> str | None:
    """Return the highest level of the fields of a contract according to `resolve`."""
    ranks = [
        LEVELS.index(each["classification"])
        for *_, each in fields(contract, address)
        if "classification" in each
    ]
    return LEVELS[max(ranks)] if ranks else None


def the_team(name: str) -> Row:
    """Return a registered team."""
    return next(each for _, each in of_kind("Team") if each["name"] == name)


def holds_product(row: Row, _: MeshSource) -> None:
    """A product."""
    file, product = next(each for each in of_kind("DataProduct") if each[1]["id"] == row["id"])
    own = [(address, each) for address, (_, its, _, each) in ports().items() if its is product]
    ranks = [LEVELS.index(level) for address, each in own if (level := highest(address, each))]
    origin = custom(product).get("origin", {})
    said = product.get("description", {})
    assert row == {
        "product_id": row["product_id"],
        "address": f"{product['domain']}/{product['name']}",
        **{key: product[key] for key in ("id", "name", "version", "domain", "status")},
        "archetype": product["type"],
        "tier": int(custom(product)["tier"]),
        "team": product["team"]["name"],
        "has_support": bool(product.get("support") or the_team(product["team"]["name"]).get("support")),
        "origin": origin.get("system"),
        "origin_kind": origin.get("kind"),
        "is_deprecated": product.get("deprecated") == "true",
        "classification": LEVELS[max(ranks)],
        "classification_rank": max(ranks),
        "personal_data": any(is_personal(f) for at, each in own for *_, f in fields(each, at)),
        **{
            key: (said[key].rstrip("\n") if key in said else None)
            for key in ("purpose", "limitations", "usage")
        },
        "file": file,
    } | {
        key: row[key]
        for key in ("purpose", "limitations", "usage")
        if (row[key] or "").strip() == said.get(key, "").strip()
    }


def holds_port(row: Row, example: MeshSource) -> None:
    """A port."""
    file, product, port, contract = ports()[row["address"]]
    assert (row["name"], row["version"], row["type"]) == (port["name"], port["version"], port["type"])
    assert row["major"] == int(port["version"].partition(".")[0])
    assert row["stated_contract"] == port["contractId"]
    assert row["is_deprecated"] == (port.get("deprecated") == "true")
    assert row["is_event_port"] == (port["type"] in ("events", "topic", "stream", "event", "kafka"))
    assert row["classification"] == highest(row["address"], contract)
    assert row["classification_rank"] == LEVELS.index(row["classification"])
    assert row["personal_data"] == any(is_personal(each) for *_, each in fields(contract, ""))
    assert example.products[row["product_id"] - 1].product.fact.id == product["id"]
    assert example.contracts[row["contract_id"] - 1].contract.fact.id == contract["id"]
    expected = "deprecated" if row["is_deprecated"] else product["status"]
    assert row["status"] == contract.get("status", expected)
    assert row["file"] == file
    service(row, contract)


def holds_contract(row: Row, example: MeshSource) -> None:
    """A contract."""
    _, product, port, contract = ports()[row["address"]]
    file, _ = contracts()[f"{row['id']}@{row['version']}"]
    assert file == row["file"]
    assert (row["name"], row["domain"]) == (contract.get("name"), contract.get("domain", product["domain"]))
    assert row["major"] == int(contract["version"].partition(".")[0])
    assert (row["stated_domain"], row["stated_status"]) == (contract.get("domain"), contract.get("status"))
    assert row["team"] == product["team"]["name"]
    assert row["stated_team"] == contract.get("team", {}).get("name")
    is_ending = port.get("deprecated") == "true"
    assert row["status"] == contract.get("status", "deprecated" if is_ending else product["status"])
    assert row["has_support"] is True or row["has_support"] == 1
    assert row["classification"] == highest(row["address"], contract)
    assert row["classification_rank"] == LEVELS.index(row["classification"])
    assert row["personal_data"] == any(is_personal(each) for *_, each in fields(contract, ""))
    for key in ("purpose", "limitations", "usage"):
        assert (row[key] or "").split() == contract["description"].get(key, "").split()
    assert example.ports[row["port_id"] - 1].port.address == row["address"]
    assert example.products[row["product_id"] - 1].product.fact.id == product["id"]
    service(row, contract)


def holds_server(row: Row, example: MeshSource) -> None:
    """A server."""
    home, _, name = row["address"].partition("#servers/")
    server = next(each for each in ports()[home][3]["servers"] if each["server"] == name)
    own = custom(server)
    assert (row["name"], row["type"]) == (server["server"], server["type"])
    assert row["environment"] == server.get("environment")
    assert (row["region"], row["topic"]) == (own.get("region"), own.get("topic"))
    for column, key in (
        ("host", "host"),
        ("database_name", "database"),
        ("schema_name", "schema"),
        ("location", "location"),
    ):
        assert row[column] == server.get(key)
    for column, key in (
        ("encrypted_at_rest", "encryptedAtRest"),
        ("encrypted_in_transit", "encryptedInTransit"),
    ):
        assert row[column] == {"true": True, "false": False}.get(own.get(key))
    assert resolve(example.mesh, row["address"]).kind == "server"


def holds_object(row: Row, example: MeshSource) -> None:
    """An object."""
    home, _, name = row["address"].rpartition("/")
    each = next(each for each in ports()[home][3]["schema"] if each["name"] == name)
    inner = [field for *_, field in inside(each, "", "")]
    ranks = [LEVELS.index(field["classification"]) for field in inner if "classification" in field]
    assert (row["name"], row["physical_name"], row["physical_type"]) == (
        name,
        each["physicalName"],
        each["physicalType"],
    )
    assert row["is_deprecated"] == (each.get("deprecated") == "true")
    assert row["has_quality"] == any("quality" in thing for thing in (each, *inner))
    assert row["has_grain"] == ("dataGranularityDescription" in each)
    assert row["classification_rank"] == max(ranks)
    assert row["classification"] == LEVELS[max(ranks)]
    assert row["personal_data"] == any(map(is_personal, inner))
    for column, key in (("ce_type", "ceType"), ("ce_source", "ceSource"), ("ce_mode", "cloudEventsMode")):
        assert row[column] == custom(each).get(key)
    assert (row["description"] or "").split() == each.get("description", "").split()
    assert (row["grain"] or "").split() == each.get("dataGranularityDescription", "").split()
    assert example.contracts[row["contract_id"] - 1].contract.address == home


def all_fields() -> dict[str, tuple[str, Row, Row]]:
    """Return the fields of the example by address, each with its path and what contains it."""
    found: dict[str, tuple[str, Row, Row]] = {}
    for address, (*_, contract) in ports().items():
        for at, path, each in fields(contract, address):
            found[at] = (path, each, found.get(at.rpartition("/")[0], ("", {}, {}))[1])
    return found


FIELDS = {
    "logical_type": "logicalType",
    "physical_type": "physicalType",
    "physical_name": "physicalName",
    "stated_classification": "classification",
    "encrypted_name": "encryptedName",
    "business_name": "businessName",
}
FLAGS = {
    "is_required": "required",
    "is_unique": "unique",
    "is_key": "primaryKey",
    "is_deprecated": "deprecated",
}


def holds_field(row: Row, example: MeshSource) -> None:
    """A field."""
    path, field, _ = all_fields()[row["address"]]
    named = resolve(example.mesh, row["address"])
    assert named.contract is not None
    assert row["field_id"] == example.first_fields[named.contract] + (named.field or 0)
    assert row["object_id"] == example.first_objects[named.contract] + (named.object or 0)
    assert row["contract_id"] == example.contract_ids[named.contract]
    assert (row["path"], row["name"]) == (path, path.rpartition("/")[2])
    if path.count("/") > 1:
        above = resolve(example.mesh, row["address"].rpartition("/")[0])
        assert row["parent_id"] == example.first_fields[named.contract] + (above.field or 0)
    else:
        assert row["parent_id"] is None
    for column, key in FIELDS.items():
        assert row[column] == field.get(key), column
    for column, key in FLAGS.items():
        assert row[column] == (field.get(key) == "true"), column
    options, own = field.get("logicalTypeOptions", {}), custom(field)
    assert (row["format"], row["pattern"]) == (options.get("format"), options.get("pattern"))
    assert row["timezone"] == {"true": True, "false": False}.get(options.get("timezone"))
    assert row["default_timezone"] == options.get("defaultTimezone")
    assert row["is_described"] == bool(field.get("description"))
    assert (row["description"] or "").split() == field.get("description", "").split()
    assert (row["transform_logic"] or "").split() == field.get("transformLogic", "").split()
    assert row["data_category"] == own.get("dataCategory")
    assert row["personal_data"] == is_personal(field)
    done = own.get("deidentification")
    assert row["deidentification"] == (done.get("method") if isinstance(done, dict) else done)
    stated = field.get("classification")
    if stated:
        assert row["classification"] == stated
    if row["classification"]:
        assert row["classification_rank"] == LEVELS.index(row["classification"])


def holds_slo(row: Row, _: MeshSource) -> None:
    """A service level."""
    home, _, name = row["address"].partition("#sla/")
    own = [each for each in ports()[home][3]["slaProperties"] if each["property"] == name]
    level = next(
        each
        for each in own
        if each["value"] == row["stated_value"] and each.get("element") == row["elements"]
    )
    assert (row["name"], row["stated_name"], row["stated_unit"]) == (name, name, level.get("unit"))
    assert row["scope"] == custom(level).get("slaScope")
    ends = SECONDS.get(level.get("unit", ""))
    for column, end in (("seconds_min", 0), ("seconds_max", 1)):
        assert row[column] == (int(level["value"]) * ends[end] if ends else None)
    is_share = level.get("unit") == "percent"
    assert row["percent"] == (float(level["value"]) if is_share else None)
    assert row["on_date"] == (level["value"] if name in DATES.values() else None)


def holds_role(row: Row, _: MeshSource) -> None:
    """A role of a contract."""
    home, _, name = row["address"].partition("#roles/")
    role = next(each for each in ports()[home][3]["roles"] if each["role"] == name)
    registered = {each["name"]: each for _, each in of_kind("Role")}[name]
    assert (row["name"], row["access"], row["is_registered"]) == (name, role["access"], True)
    assert (row["clearance"], row["identity_group"]) == (registered["clearance"], registered["group"])
    assert row["clearance_rank"] == LEVELS.index(registered["clearance"])


def holds_quality_rule(row: Row, example: MeshSource) -> None:
    """A quality rule."""
    named = resolve(example.mesh, row["address"])
    things = {address: each for address, (_, each, _) in all_fields().items()}
    things |= {f"{at}/{each['name']}": each for at, (*_, its) in ports().items() for each in its["schema"]}
    keys = {
        "name": "name",
        "type": "type",
        "dimension": "dimension",
        "severity": "severity",
        "query": "query",
    }
    own = [
        each
        for each in things[row["address"]]["quality"]
        if all(each.get(key) == row[column] for column, key in keys.items())
        and (each.get("description") or "").split() == (row["description"] or "").split()
        and each.get("metric", each.get("rule")) == row["metric"]
    ]
    assert own
    assert (
        row["operator"] is None
        or str(own[0][row["operator"]]).replace("'", '"') == str(row["operand"]).replace("'", '"')
        or row["operand"].startswith("[")
    )
    assert named.contract is not None
    assert row["object_id"] == example.first_objects[named.contract] + (named.object or 0)
    expected = None if named.field is None else example.first_fields[named.contract] + named.field
    assert row["field_id"] == expected


def holds_input(row: Row, example: MeshSource) -> None:
    """An input."""
    product = example.products[row["product_id"] - 1].product
    document = next(each for _, each in of_kind("DataProduct") if each["id"] == product.fact.id)
    stated = next(each for each in document["inputPorts"] if each["name"] == row["name"])
    assert (row["contract"], row["version"]) == (stated["contractId"], stated["version"])
    assert row["address"] == product.address
    *_, contract = ports()[row["source_address"]]
    assert contract["id"] == stated["contractId"]
    assert contract["version"].partition(".")[0] == stated["version"].partition(".")[0]
    assert example.ports[row["source_port_id"] - 1].port.address == row["source_address"]
    assert row["source_address"].startswith(example.products[row["source_product_id"] - 1].product.address)
    assert example.contracts[row["source_contract_id"] - 1].contract.address == row["source_address"]


def holds_port_lineage(row: Row, example: MeshSource) -> None:
    """A port and a source of it."""
    _, product, port, _ = ports()[row["address"]]
    *_, source = ports()[row["source_address"]]
    named = (
        [each["id"] for each in port.get("inputContracts", product.get("inputPorts", []))]
        if "inputContracts" in port
        else [each["contractId"] for each in product.get("inputPorts", [])]
    )
    assert source["id"] in named
    assert example.ports[row["port_id"] - 1].port.address == row["address"]
    assert example.ports[row["source_port_id"] - 1].port.address == row["source_address"]
    assert example.contracts[row["source_contract_id"] - 1].contract.address == row["source_address"]


def thing_of(row: Row, example: MeshSource) -> Row:
    """Return the product to which an item belongs, and check the numbers of its row."""
    if row["product_id"] is not None:
        assert row["contract_id"] is None
        assert example.products[row["product_id"] - 1].product.address == row["address"]
        return next(p for _, p in of_kind("DataProduct") if f"{p['domain']}/{p['name']}" == row["address"])
    assert example.contracts[row["contract_id"] - 1].contract.address == row["address"]
    return ports()[row["address"]][1]


def holds_owner(row: Row, example: MeshSource) -> None:
    """An owner: of the product, else of its team."""
    product = thing_of(row, example)
    own = [each["username"] for each in product["team"].get("members", ()) if each.get("role") == "owner"]
    team = [
        each["username"]
        for each in the_team(product["team"]["name"])["members"]
        if each.get("role") == "owner"
    ]
    assert row["username"] in (own or team)


def holds_support(row: Row, example: MeshSource) -> None:
    """A support channel: of the product, else of its team."""
    product = thing_of(row, example)
    channels = product.get("support") or the_team(product["team"]["name"])["support"]
    keys = ("channel", "url", "tool", "scope")
    assert {key: row[key] for key in keys} in [{key: each.get(key) for key in keys} for each in channels]


def holds_agreement(row: Row, example: MeshSource) -> None:
    """An agreement."""
    each = next(each for file, each in of_kind("AccessAgreement") if file == row["file"])
    assert (row["address"], row["purpose"], row["role"]) == (each["port"], each["purpose"], each["role"])
    assert (row["team"], row["application"]) == (each["consumer"]["team"], each["consumer"]["use"])
    assert (row["starts"], row["expires"]) == (each.get("startDate"), each["expires"])
    assert example.ports[row["port_id"] - 1].port.address == each["port"]


def holds_agreement_column(row: Row, example: MeshSource) -> None:
    """A column of an agreement."""
    agreement = example.mesh.agreements[row["agreement_id"] - 1]
    each = next(each for file, each in of_kind("AccessAgreement") if file == agreement.home.file)
    assert row["path"] in each["columns"]
    assert row["address"] == each["port"]


def holds_lineage(row: Row, example: MeshSource) -> None:
    """An edge of column lineage."""
    target = resolve(example.mesh, row["address"])
    source = resolve(example.mesh, row["source_address"])
    assert target.contract is not None
    assert source.contract is not None
    assert row["field_id"] == example.first_fields[target.contract] + (target.field or 0)
    assert row["source_field_id"] == example.first_fields[source.contract] + (source.field or 0)
    stated = all_fields()[row["address"]][1].get("transformSourceObjects", [])
    assert (row["source_address"] in stated) == (row["kind"] in ("declared", "both")) or not any(
        "@" in each for each in stated
    )


def holds_registered(kind: str, columns: dict[str, str]) -> Callable[[Row, MeshSource], None]:
    """A registry entry."""

    def hold(row: Row, example: MeshSource) -> None:
        each = next(each for _, each in of_kind(kind) if each["name"] == row["name"])
        assert row["address"] == f"{kind.casefold()}:{each['name']}"
        assert resolve(example.mesh, row["address"]).kind == kind.casefold()
        for column, key in columns.items():
            assert (row[column] or "").split() == each.get(key, "").split(), column

    return hold


def holds_member(row: Row, _: MeshSource) -> None:
    """A member of a team."""
    assert row["address"] == f"team:{row['team']}"
    assert {"username": row["username"], "role": row["role"]} in [
        {key: each.get(key) for key in ("username", "role")} for each in the_team(row["team"])["members"]
    ]


def holds_level(row: Row, _: MeshSource) -> None:
    """A level."""
    assert row["name"] == LEVELS[row["level_rank"]]


def holds_entity(row: Row, _: MeshSource) -> None:
    """An entity."""
    each = next(each for _, each in of_kind("Entity") if each["name"] == row["name"])
    assert row["address"] == f"entity:{each['name']}"
    assert row["definition"].split() == each["definition"].split()
    assert (row["steward"], row["identifier"]) == (each["steward"], each["identifier"]["scheme"])


def holds_identifier(row: Row, _: MeshSource) -> None:
    """A scheme."""
    assert row["address"] == f"entity:{row['entity']}/{row['name']}"
    entity = next(each for _, each in of_kind("Entity") if each["name"] == row["entity"])
    own = {each["scheme"]: each for each in (entity["identifier"], *entity.get("schemes", ()))}
    if row["domain"] is not None:
        meaning = next(
            m for __, m in of_kind("Meaning") if (m["domain"], m["entity"]) == (row["domain"], row["entity"])
        )
        own = {each.get("name"): each for each in meaning["schemes"]}
    each = own[row["name"]]
    assert (row["logical_type"], row["pattern"]) == (each.get("logicalType"), each.get("pattern"))


def holds_entity_link(row: Row, example: MeshSource) -> None:
    """A column that identifies."""
    named = resolve(example.mesh, row["address"])
    assert named.contract is not None
    assert row["field_id"] == example.first_fields[named.contract] + (named.field or 0)
    urls = [each["url"] for each in all_fields()[row["address"]][1].get("authoritativeDefinitions", ())]
    stated = [url for url in urls if url.startswith(f"entity:{row['entity']}/{row['scheme']}")]
    assert bool(stated) == bool(row["is_declared"])
    domain = row["address"].partition("/")[0]
    if not stated:
        meaning = next(
            m for __, m in of_kind("Meaning") if (m["domain"], m["entity"]) == (domain, row["entity"])
        )
        uses = [
            each for each in meaning["schemes"] if row["scheme"] in (each.get("name"), each.get("scheme"))
        ]
        assert row["role"] in [each.get("role") for each in uses]
        parts = [
            part
            for each in uses
            for glob in each.get("columns", ())
            if isinstance(glob, dict)
            for part in glob
        ]
        assert row["part"] is None or row["part"] in parts
    else:
        assert row["role"] is None or f"role={row['role']}" in stated[0]


def holds_meaning(row: Row, _: MeshSource) -> None:
    """A meaning."""
    each = next(e for file, e in of_kind("Meaning") if file == row["file"] and e["entity"] == row["entity"])
    assert row["address"] == f"entity:{each['entity']}"
    assert (row["domain"], row["relation"]) == (each["domain"], each["relation"])
    assert row["means"].split() == each["means"].split()


def holds_waiver(row: Row, _: MeshSource) -> None:
    """A waiver."""
    each = next(each for file, each in of_kind("Waiver") if file == row["file"])
    keys = {
        "address": "address",
        "rule": "rule",
        "owner": "owner",
        "approved_by": "approvedBy",
        "expires": "expires",
    }
    assert {column: row[column] for column in keys} == {column: each[key] for column, key in keys.items()}
    assert row["reason"].split() == each["reason"].split()


def part_at(address: str) -> Row:
    """Return what is at an address."""
    path, _, part = address.partition("#")
    if address.count("/") == 1:
        return next(p for _, p in of_kind("DataProduct") if f"{p['domain']}/{p['name']}" == address)
    if part:
        kind, _, name = part.partition("/")
        key, its = {
            "servers": ("servers", "server"),
            "sla": ("slaProperties", "property"),
            "roles": ("roles", "role"),
        }[kind]
        return next(each for each in ports()[path][3][key] if each[its] == name)
    if path in ports():
        return ports()[path][3]
    if path in all_fields():
        return all_fields()[path][1]
    home, _, name = path.rpartition("/")
    return next(each for each in ports()[home][3]["schema"] if each["name"] == name)


def holds_custom_property(row: Row, example: MeshSource) -> None:
    """A custom property."""
    value = custom(part_at(row["address"]))[row["name"]]
    said = value if isinstance(value, str) else json.dumps(value)
    assert row["value"] == said or json.loads(row["value"]) is not None
    assert row["part"] in {"product", "contract", "object", "field", "server", "sla", "role"}
    assert resolve(example.mesh, row["address"]).kind == row["part"].replace("contract", "port")


def holds_tag(row: Row, _: MeshSource) -> None:
    """A tag."""
    tags = part_at(row["address"]).get("tags", [])
    if row["part"] == "port":
        tags = ports()[row["address"]][2]["tags"]
    assert row["tag"] in tags


def holds_definition(row: Row, _: MeshSource) -> None:
    """A definition."""
    thing = part_at(row["address"])
    if row["part"] == "port":
        thing = ports()[row["address"]][2]
    known = [(each["type"], each["url"]) for each in thing["authoritativeDefinitions"]]
    assert (row["type"], row["url"]) in known


def holds_document(row: Row, example: MeshSource) -> None:
    """A document."""
    each = next(
        each for file, number, each in documents() if (file, number + 1) == (row["file"], row["position"])
    )
    assert row["kind"] == each["kind"]
    assert (row["name"] or "") == each.get("name", "")
    assert row["address"] == example.mesh.documents.get((row["file"], row["position"] - 1))


HOLDS: dict[str, Callable[[Row, MeshSource], None]] = {
    "product": holds_product,
    "port": holds_port,
    "contract": holds_contract,
    "server": holds_server,
    "object": holds_object,
    "field": holds_field,
    "slo": holds_slo,
    "role": holds_role,
    "quality_rule": holds_quality_rule,
    "input": holds_input,
    "port_lineage": holds_port_lineage,
    "owner": holds_owner,
    "support": holds_support,
    "agreement": holds_agreement,
    "agreement_column": holds_agreement_column,
    "lineage": holds_lineage,
    "domain": holds_registered(
        "Domain", {"title": "title", "purpose": "purpose", "parent": "parent", "owner": "owner"}
    ),
    "team": holds_registered("Team", {"title": "title", "purpose": "purpose"}),
    "system": holds_registered("System", {"type": "type", "owner": "owner"}),
    "member": holds_member,
    "classification_level": holds_level,
    "entity": holds_entity,
    "identifier": holds_identifier,
    "entity_link": holds_entity_link,
    "meaning": holds_meaning,
    "waiver": holds_waiver,
    "custom_property": holds_custom_property,
    "tag": holds_tag,
    "definition": holds_definition,
    "document": holds_document,
}
COUNTS = {
    "product": lambda: len(of_kind("DataProduct")),
    "port": lambda: len(ports()),
    "contract": lambda: len(contracts()),
    "server": lambda: sum(len(each["servers"]) for _, each in contracts().values()),
    "object": lambda: sum(len(each["schema"]) for _, each in contracts().values()),
    "field": lambda: len(all_fields()),
    "slo": lambda: sum(len(each["slaProperties"]) for _, each in contracts().values()),
    "role": lambda: sum(len(each["roles"]) for _, each in contracts().values()),
    "input": lambda: sum(len(each.get("inputPorts", ())) for _, each in of_kind("DataProduct")),
    "agreement": lambda: len(of_kind("AccessAgreement")),
    "agreement_column": lambda: sum(len(each.get("columns", ())) for _, each in of_kind("AccessAgreement")),
    "domain": lambda: len(of_kind("Domain")),
    "team": lambda: len(of_kind("Team")),
    "system": lambda: len(of_kind("System")),
    "member": lambda: sum(len(each["members"]) for _, each in of_kind("Team")),
    "classification_level": lambda: len(LEVELS),
    "entity": lambda: len(of_kind("Entity")),
    "meaning": lambda: len(of_kind("Meaning")),
    "waiver": lambda: len(of_kind("Waiver")),
    "document": lambda: len(documents()),
    "quality_rule": lambda: sum(
        len(each.get("quality", ()))
        for _, contract in contracts().values()
        for each in (*contract["schema"], *(field for *_, field in fields(contract, "")))
    ),
}
"""The number of rows, if it follows directly from the documents."""


@pytest.mark.parametrize("name", [name for name in TABLES if name != "diagnostic"])
def test_table_equals_the_documents(name: str, example: MeshSource) -> None:
    """Every row, and every column of it."""
    table = TABLES[name]
    found = 0
    for block in table.blocks(example):
        columns = [list(column.values(block)) for column in table.columns]
        for values in zip(*columns, strict=True):
            row = dict(zip((column.name for column in table.columns), values, strict=True))
            assert [c.name for c in table.columns if row[c.name] is None and not c.is_nullable] == []
            HOLDS[name](row, example)
            found += 1
    assert found == COUNTS.get(name, lambda: found)()
    assert found > 0
