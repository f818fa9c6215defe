"""Assessment of changes to objects and fields: names, types, keys, classification and references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.identifier_links import NOTHING, PREFIX, linked
from meshwright.changes.assessment_quality import assess_quality
from meshwright.changes.assessment_server import is_production
from meshwright.changes.assessment_source import assess_source
from meshwright.changes.assessment_sql import assess_sql
from meshwright.changes.assessment_values import assess_enum, assess_list, assess_option
from meshwright.changes.change import OBJECT, ChangeKind
from meshwright.changes.naming import same, text
from meshwright.changes.relationships import RelationshipSide, are_same
from meshwright.changes.rows import by_flag, by_kind, by_row, harmless
from meshwright.changes.types import TypeRelation, relation
from meshwright.changes.value_lists import lists_values, values_of
from meshwright.mesh.address import spoken
from meshwright.mesh.end_dates import end
from meshwright.mesh.items import Contract
from meshwright.quantities.service_level import day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.changes.change import Change, ChangeLocation, ChangeSides
    from meshwright.changes.verdict import Verdict
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh

SEMANTIC = frozenset({"unit", "currency", "timezone", "encoding", "scale"})
"""Custom properties that determine how a value is interpreted."""
_VARIABLES = ("${", "{{")
_PLACES = ("project", "catalog", "database", "dataset", "schema")
"""The server settings that qualify table names, from the outermost to the innermost."""
_INNER = frozenset({"[]", "{key}", "{value}"})
"""Parts of addresses that denote unnamed items: the items of lists, and the keys and values of maps."""
_QUERIED = frozenset(
    {"table", "view", "materialized view", "materializedview", "external table", "dynamic table"}
    | {"streaming table", "base table", "delta table", "iceberg table"}
)
"""Object types that consumers query in the same way."""
_OTHERS = frozenset(
    {"topic", "queue", "stream", "file", "files", "folder", "object", "document", "collection", "index"}
    | {"message", "event", "graph", "api", "endpoint", "sheet", "spreadsheet", "csv", "json", "parquet"}
)
"""Object types that cannot be queried like a table."""


def assess_field(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a change to an object or field, or to one of its properties."""
    aspect = change.aspect[0] if change.aspect else ""
    find = _ASPECTS.get(aspect)
    return find(change, sides) if find else by_kind(change, aspect)


def _itself(change: Change, sides: ChangeSides) -> Verdict:
    if change.kind is ChangeKind.REMOVED and _was_announced(change, sides):
        return by_row(change, "field", "removed-as-announced")
    if change.kind is not ChangeKind.MOVED:
        return by_row(change, "field", change.kind.value)
    moved = ", ".join(
        f"`{name}`" for each in (change.before, change.after) if isinstance(each, list) for name in each
    )
    way = f"out of `{change.before}`" if isinstance(change.before, str) else f"into `{change.after}`"
    return by_row(change, "field", "moved", fields=moved, how=way)


def _was_announced(change: Change, sides: ChangeSides) -> bool:
    """Return whether a removed item was deprecated in a released version and its end date has passed."""
    if change.before.get("deprecated") is not True:
        return False
    own = change.before.get("customProperties")
    stated = [
        found
        for each in (own if isinstance(own, list) else [])
        if isinstance(each, dict) and each.get("property") in ("endOfLife", "endOfSupport")
        if (found := day(each.get("value"))) is not None
    ]
    last = min(stated) if stated else end(sides.old) if isinstance(sides.old, Contract) else None
    return last is not None and last <= sides.after.today


def _servers(sides: ChangeSides) -> tuple[ServerFact, ...]:
    return _servers_of(sides.old) + _servers_of(sides.new)


def _servers_of(thing: Contract | Product | None) -> tuple[ServerFact, ...]:
    return thing.fact.servers if isinstance(thing, Contract) else ()


def _type(change: Change, sides: ChangeSides) -> Verdict:
    before, after = change.before, change.after
    if not all(each is None or isinstance(each, dict) for each in (before, after)):
        return harmless(change)  # `type`, which is not a key in the standard
    if change.kind is not ChangeKind.CHANGED:
        return by_row(change, "type", change.kind.value, was=_type_of(before), now=_type_of(after))
    found = relation(before, after, [each.type for each in _servers(sides)])
    key, other = "physicalType", "logicalType"
    if before.get(key) == after.get(key):
        key, other = other, key
    if found is TypeRelation.SAME and (key in before) != (key in after):
        return by_row(change, "type", "undeclared" if key in before else "declared", key=key)
    was, now = (each.get(key, each.get(other)) for each in (before, after))
    return by_row(change, "type", found.value, was=was, now=now)


def _type_of(stated: Mapping[str, Any] | None) -> str:
    return text(stated.get("physicalType", stated.get("logicalType"))) if stated else ""


def _type_of_object(change: Change, _: ChangeSides) -> Verdict:
    """Assess an object's type: a view is queried like a table, but a topic is not."""
    was, now = (_spelled(each) for each in (change.before, change.after))
    if was == now or not was or (not now and was in _QUERIED) or {was, now} <= _QUERIED:
        return harmless(change)
    event = "removed" if not now else "changed" if {was, now} <= _QUERIED | _OTHERS else "unknown"
    return by_row(change, "physicalType", event, was=was, now=now)


def _spelled(stated: object) -> str:
    """Return an object's physical type in lower case, without hyphens and underscores."""
    return " ".join(re.sub(r"[-_]", " ", stated).casefold().split()) if isinstance(stated, str) else ""


def _physical_name(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a `physicalName`.

    If only one side declares a physical name, it is compared with the default of the other side.
    """
    was, now = _name(change.before, change.old), _name(change.after, change.new)
    if (
        not (was and now)
        or was == now
        or _is_qualified(was, now, _servers_of(sides.old))
        or _is_qualified(now, was, _servers_of(sides.new))
    ):
        return harmless(change)
    if (
        change.kind is ChangeKind.CHANGED
        and was.casefold() != now.casefold()
        and not _has_variables(was, now)
    ):
        return by_row(change, "physicalName", "changed")
    event = "unknown" if _may_be_same(was, now) else "replaced"
    return by_row(change, "physicalName", event, was=was, now=now)


def _name(stated: object, spot: ChangeLocation | None) -> str:
    if stated is not None:
        return text(stated)
    name = spoken(spot.address.rpartition("/")[2]) if spot else ""
    return "" if name in _INNER else name


def _is_qualified(short: str, long: str, servers: Iterable[ServerFact]) -> bool:
    """Return whether the longer name is the shorter name with qualifiers that match every production server."""
    places = long.casefold().split(".")[:-1]
    found = [
        [str(each.settings[key]).casefold() for key in _PLACES if key in each.settings]
        for each in servers
        if is_production(each.settings)
    ]
    stated = [each[-len(places) :] for each in found if each and places]
    return long.endswith(f".{short}") and bool(stated) and all(each == places for each in stated)


def _may_be_same(was: str, now: str) -> bool:
    """Return whether two names may be equal because they differ only in case, in a qualifier, or in an unknown variable."""
    if _has_variables(was, now):
        return True
    return was.rpartition(".")[2].casefold() == now.rpartition(".")[2].casefold()


def _has_variables(*names: str) -> bool:
    return any(mark in each for mark in _VARIABLES for each in names)


def _guarantee(change: Change, _: ChangeSides) -> Verdict:
    """Assess `required` or `unique`, which a quality rule can also express."""
    aspect = change.aspect[0]
    return by_row(change, aspect, "restated") if change.echoes else by_flag(change, aspect)


def _key(change: Change, _: ChangeSides) -> Verdict:
    """Assess a primary key. A nested field forms a key by itself; all other fields together form the key of their object."""
    if change.thing != OBJECT:
        return by_flag(change, "primaryKey")
    before, after = change.before or [], change.after or []
    was, now = (", ".join(f"`{name}`" for name in names) for names in (before, after))
    gone = [
        each.before.get("name", "")
        for each in change.echoes
        if not each.aspect and each.kind is ChangeKind.REMOVED
    ]
    if gone:
        return by_row(change, "key", "field-removed", fields=", ".join(f"`{name}`" for name in gone))
    if not after or not before:
        return by_row(change, "key", "added" if after else "removed", was=was, now=now)
    event = "reordered" if sorted(before) == sorted(after) else "changed"
    return by_row(change, "key", event, was=was, now=now)


def _custom(change: Change, _: ChangeSides) -> Verdict:
    if any(map(lists_values, (change.before, change.after))):
        if change.kind is not ChangeKind.CHANGED:
            return by_row(change, "enum", "added" if change.kind is ChangeKind.ADDED else "removed")
        return assess_list(change, *(values_of(each.get("value")) for each in (change.before, change.after)))
    values = [each.get("value") if isinstance(each, dict) else None for each in (change.before, change.after)]
    is_measure = change.aspect[-1] in SEMANTIC and not same(*values)
    return by_kind(change, "measure") if is_measure else harmless(change)


def _classification(change: Change, sides: ChangeSides) -> Verdict:
    ladder = sides.after.classification or sides.before.classification
    before, after = ((ladder.rank(each) if ladder else None) for each in (change.before, change.after))
    if change.kind is ChangeKind.ADDED:
        return by_row(change, "classification", "added")
    if text(change.before).strip().casefold() == text(change.after).strip().casefold():
        return harmless(change)
    if change.kind is ChangeKind.REMOVED or (before is not None and after is not None and after < before):
        return by_row(change, "classification", "lowered" if change.after else "removed")
    event = "unknown" if before is None or after is None else "raised"
    return by_row(change, "classification", event)


def _relationship(change: Change, sides: ChangeSides) -> Verdict:
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return by_row(change, "relationships", change.kind.value)
    was, now = ((each.get("from"), each.get("to")) for each in (change.before, change.after))
    if was == now and not change.echoes:
        return harmless(change)
    if (
        isinstance(sides.old, Contract)
        and isinstance(sides.new, Contract)
        and are_same(
            change, RelationshipSide(sides.old, sides.before), RelationshipSide(sides.new, sides.after)
        )
    ):
        return by_row(change, "relationships", "restated")
    return by_row(change, "relationships", "retargeted", was=text(was[1]), now=text(now[1]))


def _link(change: Change, sides: ChangeSides) -> Verdict:
    """Assess an authoritative definition.

    For a field without such a definition, the link from its domain's meaning is used.
    """
    stated, states = _url(change.before), _url(change.after)
    was = stated or _by_meaning(change.old, sides.old, sides.before)
    now = states or _by_meaning(change.new, sides.new, sides.after)
    none = f"{PREFIX}{NOTHING}"
    was, now = (each if each != none else None for each in (was, now))
    if stated == states or was == now:
        return harmless(change)
    return by_row(
        change, "entity", "added" if was is None else "changed" if now else "removed", was=was, now=now
    )


def _url(definition: Any) -> str | None:  # noqa: ANN401 - a YAML value
    is_link = isinstance(definition, dict) and definition.get("type") == "semanticDefinition"
    return text(definition.get("url")) if is_link else None


def _by_meaning(spot: ChangeLocation | None, thing: Contract | Product | None, mesh: Mesh) -> str | None:
    """Return the link implied by a domain's meaning, in the form of a field's own link."""
    if spot is None or not isinstance(thing, Contract):
        return None
    known = mesh.derived(_no_meanings_yet)
    if thing not in known:
        known[thing] = {
            each.column: f"{PREFIX}{each.entity}/{each.scheme.name}"
            for each in reversed(mesh.derived(linked).of.get(thing, ()))
            if not each.is_explicit
        }
    return known[thing].get(spot.address.removeprefix(f"{thing.address}/"))


def _no_meanings_yet(_: Mesh) -> dict[Contract, dict[str, str]]:
    return {}


_ASPECTS: dict[str, Callable[[Change, ChangeSides], Verdict]] = {
    "": _itself,
    "authoritativeDefinitions": _link,
    "classification": _classification,
    "criticalDataElement": lambda change, _: by_flag(change, "criticalDataElement"),
    "customProperties": _custom,
    "deprecated": lambda change, _: by_flag(change, "deprecated"),
    "enum": lambda change, _: assess_enum(change),
    "logicalTypeOptions": lambda change, _: assess_option(change),
    "physicalName": _physical_name,
    "physicalType": _type_of_object,
    "primaryKey": _key,
    "quality": lambda change, sides: assess_quality(change, [each.type for each in _servers(sides)]),
    "relationships": _relationship,
    "required": _guarantee,
    "semanticType": lambda change, _: by_kind(change, "measure"),
    "transformLogic": assess_sql,
    "transformSourceObjects": assess_source,
    "type": _type,
    "unique": _guarantee,
}
"""The function that finds the row of a change, by key. For all other keys, the kind of change determines the row."""
