"""Words, styles and table rows for pages, as filters for templates."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from meshwright.catalog import routes
from meshwright.catalog.days import days_read, rows_of_days
from meshwright.catalog.documents.parts import kind_of, score_word
from meshwright.catalog.html.durations import durations
from meshwright.catalog.natural import natural
from meshwright.catalog.text import breaking, counted, noun_for, plain_of, rich, web_link, word
from meshwright.mesh.address import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.catalog.diagrams.badge import Tone
    from meshwright.catalog.documents.contract import Field, Object, ServiceLevel
    from meshwright.catalog.documents.entity import Appearance, Recipe
    from meshwright.catalog.documents.governance import LeadTimes, Row
    from meshwright.catalog.documents.mesh import News
    from meshwright.catalog.documents.parts import Change, ChangeSentence, Diagnostics, Finding, Named
    from meshwright.catalog.documents.product import Consumer, EntityReference, Input, Port, Product
    from meshwright.catalog.documents.register import Flow


class Titled(Protocol):
    """An item that has a title."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102


T = TypeVar("T", bound=Titled)
R = TypeVar("R", "Row", "LeadTimes")
TeamsItem = TypeVar("TeamsItem", "Consumer", "Input")
SERVICE_LEVELS = {
    "latency": "fresh within",
    "frequency": "refreshed every",
    "availability": "available",
    "retention": "kept for",
    "timeToDetect": "faults detected within",
    "timeToNotify": "faults reported within",
    "timeToRepair": "repaired within",
    "errorRate": "error rate",
    "generalAvailability": "available since",
    "endOfSupport": "supported until",
    "endOfLife": "ends",
    "timeOfAvailability": "available by",
}
TONES: dict[str, Tone] = {"good": "good", "fair": "fair", "poor": "poor", "none": "plain"}
LONGEST_FORMAT = 12
_VALUE = re.compile(r"`[^`]*`")
_ADDED = re.compile(r"\badded\b")


def tone_of(score: int | None) -> Tone:
    """Return the style of a score."""
    return TONES[score_word(score)]


def finding_tone(level: str) -> str:
    """Return the style of a finding's severity."""
    return {"error": "poor", "warning": "warn"}.get(level, "")


class FieldTag(NamedTuple):
    """A short label for a property of a field, with its meaning."""

    word: str
    means: str
    kind: str = ""
    """The style: `key`, `warn` or empty."""


def tags_of(field: Field) -> Iterator[FieldTag]:
    """Yield the tags of a field, most important first."""
    if "primary-key" in field.marks:
        yield FieldTag("key", "part of the primary key", "key")
    elif "unique" in field.marks:
        yield FieldTag("unique", "no value occurs in two rows", "key")
    if "deprecated" in field.marks:
        yield FieldTag("deprecated", "to be removed", "warn")
    if "required" in field.marks and "primary-key" not in field.marks:
        yield FieldTag("required", "never empty")
    if "partition-key" in field.marks:
        yield FieldTag("partition", "the data is partitioned by it")
    if field.is_critical:
        yield FieldTag("critical", "a critical data element")


def type_of(field: Field) -> str:
    """Return the display name of a field's type: `timestamp`, `string (uuid)`."""
    name, form = field.logical_type or field.physical_type, (field.options or {}).get("format")
    is_short = isinstance(form, str) and 0 < len(form) <= LONGEST_FORMAT
    return f"{name} ({form})" if is_short else name


class FieldRow(NamedTuple):
    """A row of a schema table."""

    field: Field
    depth: int
    anchor: str


def rows_of(table: Object) -> Iterator[FieldRow]:
    """Yield the fields of an object in preorder."""

    def below(fields: Iterable[Field], depth: int) -> Iterator[FieldRow]:
        for each in fields:
            yield FieldRow(each, depth, routes.anchored(each.address)[1])
            yield from below(each.fields, depth + 1)

    return below(table.fields, 0)


class LineageEnd(NamedTuple):
    """A source or a target of a column: another column, object or port."""

    product: str
    column: str
    address: str
    has_page: bool


def ends_of(named: Iterable[Named], item: str = "") -> list[LineageEnd]:
    """Return the columns from which a column derives, or those that derive from it.

    A product's column is listed once even if several ports have it, except in the column's own product.
    """
    own, slash, _ = item.partition("@")[0].rpartition("/")
    found: dict[tuple[str, str], LineageEnd] = {}
    for each in named:
        contract, _, below = each.name.partition("@")
        column = spoken(below.rpartition("/")[2]) if "/" in below else ""
        product, title = each.route or contract, each.title
        if slash and contract.rpartition("/")[0] == own:
            product = title = port_of(each.name).rpartition("/")[2]
        found.setdefault((product, column), LineageEnd(title, column, each.name, bool(each.route)))
    return list(found.values())


def of_product(appearance: Appearance) -> str:
    """Return a column's product, or its port if no product exposes the contract."""
    return appearance.product.name if appearance.product else port_of(appearance.column)


def read_once(inputs: Iterable[Input]) -> list[Input]:
    """Return one input for each contract in the mesh that is read, followed by inputs whose contract is unknown."""
    known = {each.contract: each for each in reversed(tuple(inputs)) if each.contract}
    return [*reversed(known.values()), *(each for each in inputs if not each.contract)]


def request_data(port: Port, product: Product) -> str:
    """Return a port's data for the access dialog, as JSON for an attribute; see `assets/js/access.js`."""
    if port.request is None:
        return ""
    team = product.team
    own = {
        "port": port.address,
        "place": port.request.place,
        "roles": port.request.roles,
        "owner": team.title or team.name if team else ", ".join(product.owner_names or product.owners),
        "approvers": {
            each.role: spaced(each.approvers)
            for each in (port.contract.grants if port.contract else ())
            if each.approvers and not (team and each.approvers == team.name)
        },
    }
    return json.dumps(own, ensure_ascii=False)


def once_for_ports(appearances: Iterable[Appearance]) -> list[list[Appearance]]:
    """Group a product's columns that have the same name and meaning in several ports."""
    found: dict[tuple[str, ...], list[Appearance]] = {}
    for each in appearances:
        key = (
            of_product(each),
            column_of(each.column),
            each.scheme,
            each.part,
            each.role,
            str(each.is_declared),
        )
        found.setdefault(key, []).append(each)
    return list(found.values())


def port_of(address: str) -> str:
    """Return the address of a column's port."""
    head, _, rest = address.partition("@")
    return f"{head}@{rest.partition('/')[0]}"


def column_of(address: str) -> str:
    """Return the path of a column below its port, with the names in the contract."""
    return "/".join(map(spoken, address.partition("@")[2].split("/")[1:]))


def recipe_words(recipe: Recipe) -> str:
    """Return a short statement on whether two domains can be joined."""
    if recipe.join.verdict == "joinable":
        return "by crosswalk" if recipe.join.through else "yes"
    return {"undecided": "several ways", "meanings-differ": "meanings differ"}.get(recipe.join.verdict, "no")


def recipe_anchor(recipe: Recipe) -> str:
    """Return the anchor of a recipe on the page of its entity."""
    return f"join-{'--'.join(domain_step(each.name) for each in (recipe.one, recipe.other))}"


def domain_step(name: str) -> str:
    """Return the part of an anchor that denotes a domain; `-` for columns without a known domain."""
    return routes.step(name) if name not in ("", "-") else routes.NO_DOMAIN


def by_title(found: Iterable[T]) -> list[T]:
    """Sort items by title; items without a title come last."""
    return sorted(found, key=_title_order)


def _title_order(each: Titled) -> tuple[object, ...]:
    return not each.name, natural(each.title), natural(each.name)


def by_domain(rows: Iterable[R]) -> list[R]:
    """Sort rows by the title of their domain."""
    return sorted(rows, key=lambda each: _title_order(each.domain))


def strongest(flows: Iterable[Flow]) -> list[Flow]:
    """Sort neighbours by their number of flows, largest first."""
    return sorted(flows, key=lambda each: (-each.products, *_title_order(each.domain)))


def weight(found: Diagnostics) -> int:
    """Return a sort key for numbers of findings, in which errors outweigh warnings, and warnings outweigh notices."""
    return (found.errors * 1_000 + min(found.warnings, 999)) * 1_000 + min(found.notices, 999)


def news_route(news: News) -> tuple[str, str]:
    """Return the route and the anchor of a news item."""
    address = f"{news.product.name}/{news.place}" if news.place else news.product.name
    return routes.anchored(address)


def by_team(items: Iterable[TeamsItem]) -> list[tuple[str, list[TeamsItem]]]:
    """Group consumers or inputs by the title of their team, largest group first."""
    found: dict[str, list[TeamsItem]] = {}
    for each in items:
        found.setdefault(each.team.title or each.team.name if each.team else "No team", []).append(each)
    return sorted(found.items(), key=lambda each: (-len(each[1]), natural(each[0])))


_SEVERITIES = {"error": 0, "warning": 1, "notice": 2}


def by_level(ports: Iterable[Port]) -> list[tuple[ServiceLevel, list[Port]]]:
    """Return the service levels of a product's ports, each with all ports that have exactly this level.

    Different values of the same service level follow each other.
    """
    found: dict[str, dict[str, tuple[ServiceLevel, list[Port]]]] = {}
    for port in ports:
        for level in port.contract.promises if port.contract else ():
            own = found.setdefault(level.name or level.property, {})
            own.setdefault(repr(level), (level, []))[1].append(port)
    return [each for own in found.values() for each in own.values()]


def by_finding(findings: Iterable[Finding]) -> list[tuple[Finding, int, list[str]]]:
    """Return the different findings, the most severe first, each with the number of times that it occurs, and its ports."""
    found: dict[Finding, list[str]] = {}
    for each in findings:
        found.setdefault(replace(each, port=""), []).append(each.port)
    rows = [(each, len(ports), list(dict.fromkeys(filter(None, ports)))) for each, ports in found.items()]
    return sorted(rows, key=lambda each: _SEVERITIES.get(each[0].level, len(_SEVERITIES)))


def entity_title(name: str, entities: Iterable[EntityReference]) -> str:
    """Return the title of an entity of a product; its name if it has none."""
    return next((each.title for each in entities if each.name == name and each.title), name)


def spaced(name: str) -> str:
    """Return a name in kebab case as words."""
    return name.replace("-", " ")


def effect_word(effect: str, said: Iterable[ChangeSentence | News]) -> str:
    """Return the word for the effect of changes on consumers, who call only what is added "new"."""
    if effect == "new":
        own = [_VALUE.sub("", each.words) for each in said if getattr(each, "effect", effect) == effect]
        return "new" if not own or any(_ADDED.search(each) for each in own) else "changed"
    return {"text": "without effect", "unknown": "not compared"}.get(effect, effect)


def by_effect(changes: Iterable[Change]) -> list[tuple[str, int, str]]:
    """Return the words for the effects of changes on consumers, most severe first, each with its number and style."""
    counts = Counter[tuple[str, str]](
        (each.effect, effect_word(each.effect, each.sentences)) for each in changes
    )
    return [
        (word, counts[effect, word], tone)
        for effect, tone in EFFECT_TONES.items()
        for word in sorted({own for other, own in counts if other == effect}, reverse=True)
    ]


def lacks_version(change: Change) -> bool:
    """Return whether a change that may break consumers came without a new version of the product or a contract."""
    return change.effect in ("breaking", "may break") and not change.versions


EFFECT_TONES = {
    "breaking": "poor",
    "may break": "poor",
    "ending": "warn",
    "new": "good",
    "unknown": "",
    "text": "",
}
"""The style of each effect of a change, most severe first."""
JOINS = {
    "joinable": ("joinable", "good"),
    "undecided": ("joinable in several ways", "good"),
    "meanings-differ": ("the keys match, but the meanings differ", "fair"),
    "not-joinable": ("not joinable", "poor"),
}
"""The words and the style for each result of a join."""
TOOLS = {"googlechat": "Google Chat"}
"""Display names of support tools, unless capitalising the first letter is enough."""
FILTERS = {
    "rich": rich,
    "breaking": breaking,
    "once_for_ports": once_for_ports,
    "plain": plain_of,
    "durations": durations,
    "web_link": web_link,
    "word": word,
    "join_words": lambda verdict: JOINS[verdict][0],
    "join_tone": lambda verdict: JOINS[verdict][1],
    "score_word": score_word,
    "finding_tone": finding_tone,
    "kind": kind_of,
    "tags": tags_of,
    "type": type_of,
    "rows": rows_of,
    "ends": ends_of,
    "read_once": read_once,
    "request_data": request_data,
    "service_level": lambda name: SERVICE_LEVELS.get(name, name),
    "counted": counted,
    "noun_for": noun_for,
    "days_read": days_read,
    "rows_of_days": rows_of_days,
    "weight": weight,
    "news_route": news_route,
    "by_team": by_team,
    "by_level": by_level,
    "by_finding": by_finding,
    "entity_title": entity_title,
    "by_effect": by_effect,
    "effect_word": effect_word,
    "lacks_version": lacks_version,
    "heat": lambda products: 1 + sum(products >= least for least in (2, 5, 10)),
    "effect_tone": lambda effect: EFFECT_TONES.get(effect, ""),
    "by_title": by_title,
    "by_domain": by_domain,
    "strongest": strongest,
    "scored": lambda scores: [(each.name, each.score) for each in scores],
    "product_route": routes.product,
    "subject_route": routes.subject,
    "port_of": port_of,
    "of_product": of_product,
    "column_of": column_of,
    "recipe_words": recipe_words,
    "tool_name": lambda tool: TOOLS.get(tool, tool.capitalize()),
    "spaced": spaced,
    "recipe_anchor": recipe_anchor,
}
