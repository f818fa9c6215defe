"""A product as Markdown: the same sections as its HTML page, with tables for schemas and service levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.markdown.contract import written_contract
from meshwright.catalog.markdown.marks import (
    block,
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
from meshwright.catalog.markdown.parts import (
    addressed,
    changes,
    described,
    found,
    joined,
    named,
    referred,
    sourced,
    supported,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.documents.parts import Named, Quality
    from meshwright.catalog.documents.product import (
        Affected,
        Consumer,
        Criterion,
        Input,
        Note,
        Origin,
        Port,
        Product,
    )
    from meshwright.catalog.documents.register import Products, Summary


def product_markdown(product: Product) -> str:
    """Return a product's page as Markdown."""
    route = routes.product(product.address)
    entities = (
        f"{link(code(each.name), route, routes.entity(each.name))} {plain(each.title)}".rstrip()
        for each in product.entities
    )
    return page(
        product.title,
        described(product.description),
        facts(
            (
                ("address", code(product.address)),
                ("name", code(product.name)),
                ("status", plain(product.status)),
                ("version", code(product.version)),
                ("domain", named(product.domain, route)),
                ("team", named(product.team, route)),
                ("owners", ", ".join((*map(code, product.owners), *map(plain, product.owner_names)))),
                ("archetype", plain(product.archetype)),
                ("highest classification", plain(product.level)),
                ("personal data", "yes" if product.is_personal else "no"),
                ("freshness", plain(product.freshness)),
                ("ends", str(product.ends or "")),
                ("score", f"{product.score} of 100" if product.score is not None else ""),
                ("also called", ", ".join(map(plain, product.synonyms))),
                ("tags", ", ".join(map(plain, product.tags))),
                ("entities", ", ".join(entities)),
                ("main port", addressed(product.main_port, route) if product.main_port else ""),
                ("origin", _origin(product.origin)),
                ("samples, agreements, roles and findings left out for", plain(product.withheld_from)),
                ("file", sourced(product.file, product.source)),
                ("edit this description", plain(product.edit)),
                ("report a problem with the data", plain(product.report)),
                *((each.name, _figure(each.value, each.note)) for each in product.figures),
            )
        ),
        section("Reads", items(_input(each, route) for each in product.inputs)),
        *(_port(port, route) for port in product.ports),
        section("Joins with", *_joins(product, route)),
        section(
            "Consumers",
            table(
                ("who", "port", "team", "purpose", "requested", "until"), _consumers(product.consumers, route)
            ),
        ),
        section(
            "Qualities",
            table(("quality", "score", "checks", "lowered by"), _qualities(product.qualities, route)),
        ),
        section("Findings", table(("finding", "rule", "level", "note"), found(product.findings, route))),
        section("Success criteria", items(map(_criterion, product.success_criteria))),
        section("Changes", changes(product.changes), plain(product.history_note)),
        *(_note(each) for each in product.notes),
        section("Support", supported(product.support)),
        section("Read more", referred(product.references)),
    )


def joins_markdown(products: Products) -> str:
    """Return as Markdown the list of products that can be joined, each with the common entities."""

    def line(each: Summary) -> str:
        entities = ", ".join(map(plain, each.entities))
        title = link(plain(each.title), "joins", routes.product(each.address))
        return f"{title}: {entities}" if entities else title

    return page("Can I join?", items(map(line, products.products)))


def _note(each: Note) -> str:
    return section(plain(each.title), sourced(each.file, each.source), block(each.text, "markdown"))


def _figure(value: str, note: str) -> str:
    return f"{plain(value)}{f' ({plain(note)})' if note else ''}"


def _origin(origin: Origin | None) -> str:
    if origin is None:
        return ""
    return f"{plain(origin.system)}{f' ({plain(origin.kind)})' if origin.kind else ''}"


def _criterion(each: Criterion) -> str:
    target, place = plain(each.target), plain(each.measured_at)
    return f"{plain(each.name)}{f': {target}' if target else ''}{f' (measured at {place})' if place else ''}"


def _input(each: Input, route: str) -> str:
    version = f" from {code(each.version)} on" if each.version else ""
    if not each.contract:
        return f"{plain(each.name)}: contract {code(each.contract_id)}{version}, which is not in this mesh"
    of = ", ".join(filter(None, (plain(each.title), named(each.team, route), plain(each.status))))
    port = addressed(each.port, route) if each.port else code(each.contract)
    return f"{plain(each.name)}: {port}{version}{f' ({of})' if of else ''}"


def _port(port: Port, route: str) -> str:
    contract, request = port.contract, port.request
    missing = ""
    if contract is None:
        missing = (
            ", which cannot be read: " + code(port.unreadable.name)
            if port.unreadable
            else ", which is not in this mesh"
        )
    return section(
        f"Port {code(port.title)}",
        prose(port.description),
        facts(
            (
                ("address", code(port.address)),
                ("name", code(port.name)),
                ("type", plain(port.type)),
                ("version", code(port.version)),
                ("status", plain(port.status)),
                ("highest classification", plain(port.level)),
                ("personal data", "yes" if port.is_personal else ""),
                ("deprecated", "yes" if port.is_deprecated else ""),
                ("ends", str(port.ends or "")),
                ("successor", ", ".join(_followed(each, route) for each in port.successors)),
                ("fed by", ", ".join(addressed(each, route) for each in port.fed_by)),
                ("feeds", ", ".join(addressed(each, route) for each in port.feeds)),
                ("affected by a change", ", ".join(_affected(each, route) for each in port.affected)),
                ("contract", code(port.contract_id) + missing),
            )
        ),
        written_contract(contract, route) if contract else "",
        section("Read it", *(block(each.text, each.language) for each in port.snippets), level=3),
        section(
            "Request access",
            facts(
                (
                    ("propose", code(request.path)),
                    ("form", plain(request.form)),
                    ("roles", ", ".join(map(code, request.roles))),
                )
            ),
            block(request.content, "yaml"),
            level=3,
        )
        if request
        else "",
    )


def _affected(each: Affected, route: str) -> str:
    address = [addressed(each.name, route)] if each.kind == "product" else []
    notes = (
        *address,
        "directly" if each.hand == 1 else "through others",
        "" if each.is_certain else "perhaps",
        named(each.team, route),
        plain(each.channel),
        plain(each.contact),
    )
    return f"{plain(each.title)} ({', '.join(filter(None, notes))})"


def _joins(product: Product, route: str) -> Iterator[str]:
    rows = (joined(each, route) for each in product.joins)
    yield table(("product", "entity", "ports", "verdict", "how", "notes"), rows)
    if product.joins:
        yield block("\n".join(each.command for each in product.joins), "shell")
        for each in product.joins:
            yield block(each.sql, plain(each.dialect))
            yield message(each.locations)
            yield message(each.no_sql)
    if product.has_more_joins:
        yield "More products share an entity with this one; the pages of the entities list all of them."


def _followed(each: Named, route: str) -> str:
    return addressed(each.name, route) if each.route else code(each.name)


def _consumers(consumers: Iterable[Consumer], route: str) -> Iterator[tuple[str, ...]]:
    for each in consumers:
        who = (
            f"{plain(each.title)} ({addressed(each.name, route)})"
            if each.kind == "product"
            else plain(each.title)
        )
        port = code(each.port.rpartition("/")[2])
        days = str(each.requested_on or ""), str(each.expires or "")
        yield who, port, named(each.team, route), plain(each.purpose), *days


def _qualities(qualities: Iterable[Quality], route: str) -> Iterator[tuple[str, ...]]:
    for each in qualities:
        lowered = (
            f"{link(code(low.rule), route, routes.rule(low.rule))} ({low.diagnostics})"
            for low in each.lowered_by
        )
        score = "" if each.score is None else str(each.score)
        yield each.name, score, str(each.checks), ", ".join(lowered)
