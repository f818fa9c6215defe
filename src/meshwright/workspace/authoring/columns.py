"""The columns of a new port: new columns, and columns derived from an upstream column.

A derived column keeps its source's type, level, category, description and entity, and declares the source. Does
not: write files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.meaning.identifier_links import PREFIX, linked
from meshwright.analysis.sensitivity.classification import sensitivity
from meshwright.finding.finding import did_you_mean
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.reference_messages import target_or_message
from meshwright.quantities.suggestions import nearest
from meshwright.workspace.authoring.names import column_name, prose, registered
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import Resolved
    from meshwright.workspace.authoring.drafts import Drafts

TYPES = (
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "timestamp",
    "time",
    "object",
    "array",
    "map",
    "vector",
)
"""The logical types in ODCS."""
FORM = "`NAME:TYPE`, or the address of a column"
_KEPT = (
    "businessName",
    "logicalType",
    "logicalTypeOptions",
    "physicalType",
    "primaryKey",
    "primaryKeyPosition",
    "required",
    "unique",
    "classification",
    "description",
    "enum",
    "properties",
    "items",
    "map",
)
"""The keys that a derived column keeps, in the order in which they are written."""
_MARKS = ("key", "required", "unique")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a new port, and the contract from which it derives."""

    values: dict[str, Any]
    """The column as a property in a contract."""
    source: Contract | None = None
    link: str = ""
    """The entity that the source identifies, as a link; empty if there is none."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A requested column: `[NAME=]ADDRESS[:MARK…]` or `NAME:TYPE[:MARK…]`, with its description."""

    name: str
    address: str
    type: str
    marks: tuple[str, ...]
    description: str


def columns_of(stated: Iterable[str], drafts: Drafts) -> list[Column]:
    """Return the requested columns; raises DraftError, for example for duplicate names."""
    found: list[Column] = []
    marks: list[_Stated] = []
    for each in map(_stated, stated):
        found += _upstream(each, drafts) if each.address else [Column(_new(each))]
        marks += [each] * (len(found) - len(marks))
    names = Counter(each.values["name"] for each in found)
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is not None:
        raise DraftError(
            f"duplicate column `{twice}`; give one of them another name: `--column NAME=ADDRESS`"
        )
    return [
        replace(each, values=_marked(each.values, said, drafts.mesh))
        for each, said in zip(_without_lost_keys(found), marks, strict=True)
    ]


def _stated(text: str) -> _Stated:
    head, _, description = text.strip().partition(" ")
    first, *marks = head.split(":")
    if first == "mesh" or "/" in first.partition("=")[0] or "=" in first:
        name, is_named, address = first.partition("=")
        return _Stated(
            name if is_named else "", address if is_named else first, "", tuple(marks), description
        )
    kind = marks[0] if marks else ""
    if kind not in TYPES:
        hint = did_you_mean(nearest(kind, TYPES)) if kind else ""
        raise DraftError(f"`--column {text}` has no type; expected {FORM}; types: {', '.join(TYPES)}{hint}")
    return _Stated(first, "", kind, tuple(marks[1:]), description)


def _new(stated: _Stated) -> dict[str, Any]:
    """Return the property for a column with a name and type."""
    return {"name": column_name(stated.name), "logicalType": stated.type}


def _marked(values: dict[str, Any], stated: _Stated, mesh: Mesh) -> dict[str, Any]:
    """Add the declarations meant by a column's marks to its property; raises DraftError for an unknown mark."""
    values = dict(values)
    levels = mesh.classification.levels if mesh.classification else ()
    for mark in stated.marks:
        key, _, value = mark.partition("=")
        if mark == "key":
            values |= {"primaryKey": True, "required": True}
        elif mark in _MARKS:
            values[mark] = True
        elif mark in levels:
            values["classification"] = mark
        elif key == "category" and value:
            custom = [
                each for each in values.get("customProperties", ()) if each["property"] != "dataCategory"
            ]
            values["customProperties"] = [*custom, {"property": "dataCategory", "value": value}]
        elif key == "entity" and value:
            registered("Entity", value.partition("/")[0], mesh)
            values["authoritativeDefinitions"] = [_definition(f"{PREFIX}{value}")]
        else:
            known = (*_MARKS, *levels, "category=…", "entity=…")
            hint = did_you_mean(nearest(mark, known))
            raise DraftError(f"unknown mark `:{mark}`; available: {', '.join(known)}{hint}")
    if stated.description:
        values["description"] = prose(stated.description, "--column")
    return _ordered(values)


def _ordered(values: Mapping[str, Any]) -> dict[str, Any]:
    first = ("name", *_KEPT)
    return {**{key: values[key] for key in first if key in values}, **values}


def _definition(url: str) -> dict[str, str]:
    return {"type": "semanticDefinition", "url": url}


def _upstream(stated: _Stated, drafts: Drafts) -> Iterator[Column]:
    """Yield the columns at an address: one column, or all columns of an object."""
    mesh = drafts.mesh
    target = target_of(stated.address, mesh)
    contract, fields = target.contract, target.contract.fact.fields
    if target.field is not None:
        yield _from(contract, target.field, stated, drafts)
        return
    if stated.name or stated.marks or stated.description:
        raise DraftError(f"`{stated.address}` is not a single column; only a column takes a name or marks")
    objects = [target.object] if target.object is not None else list(range(len(contract.fact.objects)))
    if len(objects) != 1:
        names = ", ".join(f"`{stated.address}/{each.name}`" for each in contract.fact.objects)
        raise DraftError(f"`{stated.address}` has {len(objects)} objects; name one: {names}")
    for field in range(len(fields)):
        if fields.parents[field] == -1 - objects[0]:
            yield _from(contract, field, stated, drafts)


def target_of(address: str, mesh: Mesh) -> Resolved:
    """Find the port, object or column at an address; raises DraftError with a suggestion."""
    found = target_or_message(address, mesh)
    if not isinstance(found, str):
        return found
    if found:
        raise DraftError(found)
    raise DraftError(
        f"`{address}` is not an address of this mesh{did_you_mean(nearest(address, mesh.ports))}"
    )


def _from(contract: Contract, field: int, stated: _Stated, drafts: Drafts) -> Column:
    """Return a column that is derived from an upstream column."""
    mesh = drafts.mesh
    lineage, fact = mesh.derived(columns), contract.fact.field(field)
    raw = drafts.edit(contract.home).value(*fact.path)
    values = {"name": column_name(stated.name or fact.name.rpartition("/")[2]), **_kept(raw)}
    level = _level(contract, field, mesh)
    if level:
        values["classification"] = level
    values["transformSourceObjects"] = [lineage.address(lineage.id(contract, field))]
    category = (fact.more.custom or {}).get("dataCategory")
    if isinstance(category, str):
        values["customProperties"] = [{"property": "dataCategory", "value": category}]
    link = next((each for each in mesh.derived(linked).of.get(contract, ()) if each.field == field), None)
    url = ""
    if link is not None:
        query = "&".join(f"{key}={said}" for key, said in (("role", link.role), ("part", link.part)) if said)
        url = f"{PREFIX}{link.scheme.label}{f'?{query}' if query else ''}"
    return Column(values, contract, url)


def _kept(raw: Any) -> dict[str, Any]:  # noqa: ANN401 - a YAML value
    """Return the part of a property that a derived column keeps, including nested properties."""
    values = raw if isinstance(raw, dict) else {}
    kept = {key: values[key] for key in _KEPT if key in values}
    if isinstance(kept.get("properties"), list):
        kept["properties"] = [
            {"name": each.get("name"), **_kept(each)} for each in kept["properties"] if isinstance(each, dict)
        ]
    if isinstance(kept.get("items"), dict):
        kept["items"] = _kept(kept["items"])
    return kept


def _level(contract: Contract, field: int, mesh: Mesh) -> str:
    """Return the declared or inherited level of a column."""
    levels = mesh.derived(sensitivity)
    if levels is None:
        return contract.fact.fields.classifications[field] or ""
    rank = levels.reach(levels.columns.id(contract, field))
    return levels.ladder.levels[rank] if rank >= 0 else ""


def _without_lost_keys(found: list[Column]) -> list[Column]:
    """Return the columns without the declarations that may be false in the new port.

    Rows derived from two objects may lack values from one of them. Part of a key does not identify a row.
    """
    upstream = [each for each in found if each.source is not None]
    objects = {each.values["transformSourceObjects"][0].rpartition("/")[0] for each in upstream}
    lost = set()
    if len(objects) > 1:
        lost = {"primaryKey", "primaryKeyPosition", "required", "unique"}
    elif upstream and not _has_whole_key(upstream):
        lost = {"primaryKey", "primaryKeyPosition", "unique"}
    if not lost:
        return found
    return [
        replace(each, values={key: value for key, value in each.values.items() if key not in lost})
        if each.source is not None
        else each
        for each in found
    ]


def _has_whole_key(found: Iterable[Column]) -> bool:
    """Return whether the columns include the whole key of their source object."""
    kept = {source for each in found for source in each.values["transformSourceObjects"]}
    one = next(iter(found))
    assert one.source is not None  # callers pass only derived columns
    fields, objects = one.source.fact, one.source.fact.objects
    name = one.values["transformSourceObjects"][0].removeprefix(f"{one.source.address}/").partition("/")[0]
    keys = {
        f"{one.source.address}/{each.name}"
        for each in fields.each_field()
        if each.is_key and objects[each.object].name == name
    }
    return bool(keys) and keys <= kept


def meant(domain: str, object_name: str, mesh: Mesh) -> frozenset[str]:
    """Return the names of an object's columns that a contract or meaning declares as identifiers or non-identifiers."""
    links = mesh.derived(linked)
    return frozenset(
        contract.fact.fields.names[field]
        for contract, fields in links.spoken.items()
        if domain_of(contract, mesh) == domain
        for field in fields
        if contract.fact.objects[contract.fact.fields.object(field)].name == object_name
    )
