"""Entities and the list of entities as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes, text
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
from meshwright.catalog.markdown.parts import addressed, joined, named, referred, sourced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.documents.entity import (
        Appearance,
        Entities,
        Entity,
        EntityMeaning,
        EntitySummary,
        Recipe,
        Scheme,
    )


def entities_markdown(entities: Entities) -> str:
    """Return the list of entities as Markdown."""
    return page("Entities", listed_entities(entities.entities, "entities"))


def listed_entities(entities: Iterable[EntitySummary], route: str) -> str:
    """Return entities as list entries."""
    lines = []
    for each in entities:
        known = ", ".join(
            filter(
                None,
                (
                    f"identified by {code(each.identifier)}" if each.identifier else "",
                    f"steward {named(each.steward, route)}" if each.steward else "",
                    f"in {', '.join(named(one, route) for one in each.domains)}" if each.domains else "",
                    text.counted(each.products, "product"),
                    text.counted(each.appearances, "column"),
                ),
            )
        )
        linked = link(plain(each.title or each.name), route, routes.entity(each.name))
        lines.append(f"{linked}: {plain(each.definition)} ({known})")
    return items(lines)


def entity_markdown(entity: Entity) -> str:
    """Return an entity's page as Markdown."""
    route = routes.entity(entity.name)
    crosswalks = (
        f"{addressed(each.port.name, route) if each.port.route else code(each.port.name)}"
        f" connects {', '.join(map(code, each.schemes))}"
        for each in entity.crosswalks
    )
    return page(
        entity.title or entity.name,
        prose(entity.definition),
        facts(
            (
                ("name", code(entity.name)),
                ("steward", named(entity.steward, route)),
                ("also called", ", ".join(map(plain, entity.aliases))),
                ("personal data and erasure", _subject(entity, route)),
                ("identified by", code(entity.identifier)),
                ("file", sourced(entity.file, entity.source)),
            )
        ),
        section(
            "Identifiers",
            table(
                ("scheme", "declared by", "type", "pattern", "parts", "examples", "maps", "columns"),
                (_scheme(each, route) for each in entity.schemes),
            ),
        ),
        section("Crosswalks", items(crosswalks)),
        section(
            "Appearances",
            table(
                ("domain", "column", "product", "identifier", "role", "means", "declared"),
                (_appearance(each, route) for each in entity.appearances),
            ),
        ),
        section("Other meanings of the word", items(_meaning(each, route) for each in entity.homonyms)),
        section("Meanings without linked columns", items(_meaning(each, route) for each in entity.silent)),
        section("Joins", *(_recipe(each, route) for each in entity.recipes), _left_out(entity)),
        section("Gaps", items(map(message, entity.gaps))),
        section("Read more", referred(entity.references)),
    )


def _subject(entity: Entity, route: str) -> str:
    return link("data subject", route, entity.subject.rpartition("/")[0]) if entity.subject else ""


def _scheme(each: Scheme, route: str) -> tuple[str, ...]:
    through = ", ".join(addressed(one, route) for one in each.through)
    check = f" (check digit {plain(each.check)})" if each.check else ""
    way = {"same": "the same values", "crosswalk": f"by crosswalk {through}", "none": "no mapping"}[
        each.mapping
    ]
    return (
        code(each.name) + (" (federated)" if each.is_federated else ""),
        named(each.domain, route) if each.domain else "the steward",
        plain(each.logical_type) + check,
        code(each.pattern),
        ", ".join(f"{plain(key)} {code(form)}" for key, form in (each.parts or {}).items()),
        ", ".join(map(code, each.examples)),
        "" if each.is_federated else way,
        str(each.columns),
    )


def _appearance(each: Appearance, route: str) -> tuple[str, ...]:
    means = f"{plain(each.means)}{f' ({plain(each.nearness)})' if each.nearness else ''}"
    return (
        named(each.domain, route),
        addressed(each.column, route) if each.product else code(each.column),
        plain(each.title),
        plain(f"{each.scheme} ({each.part})" if each.part else each.scheme),
        plain(each.role),
        means,
        "by its contract" if each.is_declared else "by its domain",
    )


def _meaning(each: EntityMeaning, route: str) -> str:
    return f"{named(each.domain, route)}{f' ({plain(each.nearness)})' if each.nearness else ''}: {plain(each.means)}"


def _recipe(recipe: Recipe, route: str) -> str:
    """Return the join of two domains as Markdown, or only its command if the page does not show the recipe."""
    names = f"{plain(recipe.one.title)} with {plain(recipe.other.title)}"
    if not recipe.is_written:
        return f"{names}: {code(recipe.join.command)}"
    head = table(("product", "entity", "ports", "verdict", "how", "notes"), [joined(recipe.join, route)])
    sql = block(recipe.sql, recipe.dialect) if recipe.sql else message(recipe.no_sql)
    return section(names, head, sql, message(recipe.locations), block(recipe.join.command, "shell"), level=3)


def _left_out(entity: Entity) -> str:
    return (
        f"Not compared: {text.counted(entity.more_domains, 'more domain')} with linked columns."
        if entity.more_domains
        else ""
    )
