"""The Markdown twin of a product's page: the same sections, tables for schemas and promises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.markdown.marks import (
    code,
    facts,
    items,
    link,
    message,
    page,
    plain,
    prose,
    section,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.api.documents import (
        Contract,
        Criterion,
        Description,
        Field,
        Input,
        Object,
        Port,
        Product,
        Promise,
        Server,
        Support,
    )
    from meshwright.catalog.history import Entry

_SCHEMA = ("field", "type", "marks", "meaning", "identifies", "comes from", "goes to")


def product_twin(document: Product, entries: Iterable[Entry] = ()) -> str:
    """Write a product's page; `entries` are its past."""
    route = routes.product(document["address"])
    domain, team = document.get("domain", ""), document.get("team", "")
    entities = (
        link(code(each["name"]), route, routes.entity(each["name"])) for each in document.get("entities", ())
    )
    score = document.get("score")
    return page(
        document["name"],
        described(document.get("description")),
        facts(
            (
                ("address", code(document["address"])),
                ("status", plain(document.get("status", ""))),
                ("version", code(document.get("version", ""))),
                ("domain", link(plain(domain), route, routes.domain(domain)) if domain else ""),
                ("team", link(plain(team), route, routes.team(team)) if team else ""),
                ("owners", ", ".join(map(code, document.get("owners", ())))),
                ("archetype", plain(document.get("archetype", ""))),
                ("highest classification", plain(document.get("level", ""))),
                ("personal data", "yes" if document["personal"] else "no"),
                ("freshness", plain(document.get("freshness", ""))),
                ("ends", document.get("ends", "")),
                ("score", f"{score} of 100" if score is not None else ""),
                ("also called", ", ".join(map(plain, document.get("synonyms", ())))),
                ("tags", ", ".join(map(plain, document.get("tags", ())))),
                ("entities", ", ".join(entities)),
                ("main port", _linked(document["mainPort"], route) if "mainPort" in document else ""),
                ("origin", plain(document["origin"]["system"]) if "origin" in document else ""),
            )
        ),
        section("Reads", items(_input(each, route) for each in document["inputs"])),
        *(_port(port, route) for port in document["ports"]),
        section("Consumers", table(("who", "port", "team", "purpose", "until"), _consumers(document, route))),
        section("Qualities", table(("quality", "score", "lowered by"), _qualities(document, route))),
        section("Success criteria", items(map(_criterion, document.get("successCriteria", ())))),
        section("Changes", changes(entries)),
        section("Support", supported(document.get("support", []))),
    )


def described(description: Description | None) -> str:
    """Write what something is for, and what it is not."""
    said = description or {}
    parts = [prose(said.get("purpose", ""))]
    parts += (
        f"**{name}:** {prose(text)}"
        for name, text in (("Limitations", said.get("limitations")), ("Usage", said.get("usage")))
        if text
    )
    return "\n\n".join(filter(None, parts))


def supported(support: Iterable[Support]) -> str:
    """Write where somebody answers."""
    return items(map(_channel, support))


def _channel(each: Support) -> str:
    url, words = plain(each.get("url", "")), plain(each.get("description", ""))
    return f"{plain(each['channel'])}{f' ({url})' if url else ''}{f': {words}' if words else ''}"


def _criterion(each: Criterion) -> str:
    target, place = plain(each.get("target", "")), plain(each.get("measuredAt", ""))
    return (
        f"{plain(each['name'])}{f': {target}' if target else ''}{f' (measured at {place})' if place else ''}"
    )


def changes(entries: Iterable[Entry]) -> str:
    """Write what happened, a line a commit."""
    return items(_entry(each) for each in entries)


def _entry(entry: Entry) -> str:
    said = "; ".join(message(each.sentence) for each in entry.said) or plain(entry.subject)
    more = f", and {entry.more} more" if entry.more else ""
    broken = " (breaking)" if entry.is_breaking else ""
    return f"{entry.when:%Y-%m-%d}{broken}: {said}{more}"


def _input(each: Input, route: str) -> str:
    version = f" from {code(each.get('version', ''))} on" if each.get("version") else ""
    port, contract = each.get("port"), code(each.get("contractId", ""))
    if port is None:
        return f"{plain(each['name'])}: contract {contract}{version}, which is not in this mesh"
    return f"{plain(each['name'])}: {_linked(port, route)}{version}"


def _linked(address: str, route: str) -> str:
    """Link to what an address names."""
    return link(code(address), route, routes.anchored(address)[0])


def _port(port: Port, route: str) -> str:
    contract = port.get("contract")
    return section(
        f"Port {code(port['address'].rpartition('/')[2])}",
        prose(port.get("description", "")),
        facts(
            (
                ("address", code(port["address"])),
                ("type", plain(port.get("type", ""))),
                ("version", code(port.get("version", ""))),
                ("status", plain(contract.get("status", "")) if contract else ""),
                ("deprecated", "yes" if port["deprecated"] else ""),
                ("ends", port.get("ends", "")),
                ("followed by", ", ".join(map(code, port.get("successors", ())))),
                ("made from", ", ".join(_linked(each, route) for each in port.get("fedBy", ()))),
                ("feeds", ", ".join(_linked(each, route) for each in port.get("feeds", ()))),
                (
                    "contract",
                    code(port.get("contractId", "")) + ("" if contract else ", which is not in this mesh"),
                ),
            )
        ),
        _contract(contract, route) if contract else "",
    )


def _contract(contract: Contract, route: str) -> str:
    parts = [
        described(contract.get("description")),
        section(
            "Promises",
            table(("promise", "value", "verdict"), _promises(contract.get("promises", []))),
            level=3,
        ),
        facts((("who may read it", ", ".join(map(code, contract.get("roles", ())))),)),
        section("Places", items(map(_server, contract.get("servers", []))), level=3),
        *(_object(each, route) for each in contract["objects"]),
    ]
    return "\n\n".join(filter(None, parts))


def _promises(promises: Iterable[Promise]) -> Iterator[tuple[str, ...]]:
    for each in promises:
        value = each.get("reads") or " ".join(filter(None, (_value(each["value"]), each.get("unit"))))
        why = each.get("reason") or each.get("note", "")
        verdict = f"{each.get('verdict', '')} ({message(why)})" if why else each.get("verdict", "")
        yield plain(each.get("name", each["property"])), plain(value), verdict


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _server(server: Server) -> str:
    settings = (f"{plain(key)} {code(_value(value))}" for key, value in server.get("settings", {}).items())
    return ", ".join((f"{plain(server['server'])} ({plain(server['type'])})", *settings))


def _object(each: Object, route: str) -> str:
    kind = " ".join(filter(None, (plain(each.get("physicalType", "")), code(each.get("physicalName", "")))))
    return section(
        code(each["name"]),
        prose(each.get("description", "")),
        facts((("is", kind), ("a row is", plain(each.get("grain", ""))))),
        table(_SCHEMA, _fields(each["fields"], "", route)),
        level=3,
    )


def _fields(fields: Iterable[Field], above: str, route: str) -> Iterator[tuple[str, ...]]:
    for field in fields:
        name = f"{above}{field['name']}"
        marks = [each.replace("-", " ") for each in field.get("marks", ())]
        entities = (
            link(code(f"{each['entity']}/{each['scheme']}"), route, routes.entity(each["entity"]))
            for each in field.get("entities", ())
        )
        yield (
            code(name),
            plain(field.get("logicalType") or field.get("physicalType", "")),
            ", ".join(filter(None, (*marks, plain(field.get("classification", ""))))),
            _meaning(field),
            ", ".join(entities),
            ", ".join(map(code, field.get("comesFrom", ()))),
            ", ".join(map(code, field.get("goesTo", ()))),
        )
        yield from _fields(field.get("fields", ()), f"{name}/", route)


def _meaning(field: Field) -> str:
    """Write what a field means, and which values it has."""
    values = (each.get("value") if isinstance(each, dict) else each for each in field.get("enum", ()))
    listed = ", ".join(code(_value(each)) for each in values)
    return " ".join(
        filter(None, (plain(field.get("description", "")), f"One of {listed}." if listed else ""))
    )


def _consumers(document: Product, route: str) -> Iterator[tuple[str, ...]]:
    for each in document["consumers"]:
        is_product = each["kind"] == "product"
        yield (
            _linked(each["name"], route) if is_product else plain(each["name"]),
            code(each["port"].rpartition("/")[2]),
            plain(each.get("team", "")),
            plain(each.get("purpose", "")),
            each.get("expires", ""),
        )


def _qualities(document: Product, route: str) -> Iterator[tuple[str, ...]]:
    for each in document["qualities"]:
        lowered = (
            f"{link(code(low['rule']), route, routes.rule(low['rule']))} ({low['diagnostics']})"
            for low in each.get("loweredBy", ())
        )
        score = each.get("score")
        yield each["name"], "" if score is None else str(score), ", ".join(lowered)
