"""Conversion of fields in the Data Contract Specification to ODCS properties; definitions are inlined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.standards.conversion.carrying import Source, custom_properties, own_custom, stated
from meshwright.standards.conversion.quality import quality_rules
from meshwright.standards.odcs.schema import NUMBER_FORMATS, OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.source.place import Path
    from meshwright.standards.conversion.carrying import Custom, Notes

LOGICAL = {
    **dict.fromkeys(("string", "text", "varchar", "char"), "string"),
    **dict.fromkeys(("int", "integer", "long", "bigint", "smallint", "tinyint"), "integer"),
    **dict.fromkeys(("number", "decimal", "numeric", "float", "double"), "number"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    **dict.fromkeys(("timestamp", "timestamp_tz", "timestamp_ntz", "datetime"), "timestamp"),
    "date": "date",
    "time": "time",
    "array": "array",
    "map": "map",
    **dict.fromkeys(("object", "record", "struct"), "object"),
}
"""Logical types by type name; `bytes`, `variant`, `json` and `null` have none."""
_ZONES = {"timestamp_tz": True, "timestamp_ntz": False}
_OPTIONS = (
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
)
_REFERENCE = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*(\.[A-Za-z_][A-Za-z0-9_\-]*)+")
_DEFINITION = re.compile(r"#/definitions/([^/]+)((?:/fields/[^/]+)*)")
_PHYSICAL = re.compile(r"[a-z]+Type")
_OWN = frozenset({"domain", "name"})
"""The keys of a definition that describe only the definition itself."""
_NOT_PHYSICAL = frozenset({"avroType", "avroLogicalType", "jsonType", "logicalType"})


class Fields:
    """The conversion of fields, with the definitions of their contract."""

    def __init__(self, definitions: object, notes: Notes) -> None:
        self.definitions = definitions if isinstance(definitions, dict) else {}
        self.notes = notes
        self.used: dict[str, set[str]] = {}
        """The keys of each definition that fields use."""
        if definitions is not None and not isinstance(definitions, dict):
            notes.lost(("definitions",), "`definitions` is not a mapping")

    def properties(self, entries: Iterable[tuple[str, Source]]) -> list[dict[str, Any]]:
        """Return the properties of a model, or of a field with nested fields."""
        return [{"name": name, **self.property(each)} for name, each in entries]

    def note_unused(self) -> None:
        """Note unused definitions, and the unused parts of others."""
        for name, each in self.definitions.items():
            path = ("definitions", name)
            if name not in self.used:
                self.notes.lost(path, f"definition `{name}`, which no field refers to")
                continue
            for key, value in each.items():
                if value is None or key in self.used[name] or (key, value) == ("name", name):
                    continue
                why = "" if key in _OWN else ", because each field that refers to it has its own"
                self.notes.lost((*path, key), f"`{key}` of definition `{name}`{why}")

    def property(self, field: Source, within: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a property without its name; `within` contains the enclosing definitions."""
        field, links, within = self._resolved(field, within)
        given = field.text("type")
        kind = self._kind(field, given)
        physical, config = self._physical(field, given, kind)
        options = _options(field, given, kind)
        parts = self._parts(field, kind, within)
        lineage = _lineage(field)
        relationships, unresolved = _relationships(field)
        return stated(
            businessName=field.text("title"),
            description=field.text("description"),
            logicalType=kind,
            physicalType=physical,
            logicalTypeOptions=options,
            required=field.take("required"),
            unique=field.take("unique"),
            primaryKey=field.first("primaryKey", "primary"),
            classification=field.take("classification"),
            tags=field.take("tags"),
            enum=_enum(field),
            examples=_examples(field),
            relationships=relationships,
            **lineage,
            quality=quality_rules(field),
            authoritativeDefinitions=[*field.links("links"), *links],
            **parts,
            customProperties=custom_properties(own_custom(field), unresolved, config, field.rest()),
        )

    def _resolved(
        self, field: Source, within: tuple[str, ...]
    ) -> tuple[Source, list[dict[str, Any]], tuple[str, ...]]:
        """Return a field merged with its definition, whose keys it overrides; a definition elsewhere becomes a link."""
        reference = field.take("$ref")
        if reference is None:
            return field, [], within
        found = self._definition(reference)
        path: Path = (*field.path, "$ref")
        if found is None:
            self.notes.lost(path, f"definition `{reference}` is not in this file; copy its type and limits")
            is_link = isinstance(reference, str) and not reference.startswith("#")
            return field, [{"type": "definition", "url": reference}] if is_link else [], within
        if reference in within:
            self.notes.lost(path, f"definition `{reference}` contains itself")
            return field, [], within
        name, definition = found
        own = {key: value for key, value in field.value.items() if key != "$ref" and value is not None}
        whole = self.definitions[name]
        kept = (key for key, value in definition.items() if own.get(key, value) == value and key not in _OWN)
        self.used.setdefault(name, set()).update(kept if definition is whole else whole)
        merged = Source({**definition, **own}, field.path, self.notes)
        merged.taken.update(_OWN - own.keys())
        return self._resolved(merged, (*within, reference))

    def _definition(self, reference: object) -> tuple[str, dict[str, Any]] | None:
        parts = _DEFINITION.fullmatch(reference) if isinstance(reference, str) else None
        if parts is None:
            return None
        found = self.definitions.get(parts[1])
        for name in parts[2].split("/fields/")[1:]:
            fields = found.get("fields") if isinstance(found, dict) else None
            found = fields.get(name) if isinstance(fields, dict) else None
        return (parts[1], found) if isinstance(found, dict) else None

    def _kind(self, field: Source, given: object) -> str | None:
        if given is None:
            return next(
                (kind for key, kind in (("fields", "object"), ("items", "array")) if field.value.get(key)),
                None,
            )
        return LOGICAL.get(given.casefold()) if isinstance(given, str) else None

    def _physical(self, field: Source, given: Any, kind: str | None) -> tuple[Any, list[Custom]]:  # noqa: ANN401 - a value of the source
        """Return the physical type: the only type that `config` names, or the source's type if it is more specific."""
        config = field.mapping("config")
        names = [key for key in config.value if _PHYSICAL.fullmatch(key) and key not in _NOT_PHYSICAL]
        named = [each for each in names if isinstance(config.value[each], str)]
        stated_type = config.take(named[0]) if len(named) == 1 else None
        custom = config.rest()
        precision, scale = field.value.get("precision"), field.value.get("scale")
        if stated_type is None and kind == "number" and isinstance(precision, int) and isinstance(given, str):
            field.taken.update({"precision", "scale"})
            size = f"{precision},{scale}" if isinstance(scale, int) else f"{precision}"
            word = given if given.casefold() in {"decimal", "numeric"} else "decimal"
            return f"{word}({size})", custom
        if stated_type is not None and given not in (None, kind):
            words = f"type `{given}` is kept only as the physical type `{stated_type}`"
            self.notes.changed((*field.path, "type"), words)
        return stated_type or (given if given != kind else None), custom

    def _parts(self, field: Source, kind: str | None, within: tuple[str, ...]) -> dict[str, Any]:
        """Return the parts of a field: properties, items, or the key and value of a map."""
        found: dict[str, Any] = {}
        if field.value.get("fields"):
            found["properties"] = [
                {"name": name, **self.property(each, within)} for name, each in field.entries("fields")
            ]
        if isinstance(field.value.get("items"), dict):
            found["items"] = self.property(field.mapping("items"), within)
        if kind == "map":
            keys, values = field.mapping("keys"), field.mapping("values")
            found["map"] = {
                "key": self.property(keys, within) or {"logicalType": "string"},
                "value": self.property(values, within),
            }
        return found


def _options(field: Source, given: object, kind: str | None) -> dict[str, Any]:
    """Return the limits that the logical type supports; the others become custom properties."""
    allowed = OPTIONS.get(kind, "").split() if kind else ()
    own = field.given(*(key for key in _OPTIONS if key in allowed))
    if kind is not None and kind in NUMBER_FORMATS and own.get("format") not in (None, *NUMBER_FORMATS[kind]):
        field.taken.discard("format")
        del own["format"]
    zone = _ZONES.get(given.casefold()) if isinstance(given, str) else None
    return own if zone is None else {**own, "timezone": zone}


def _enum(field: Source) -> Any:  # noqa: ANN401 - what is not a list stays what it is
    values = field.take("enum")
    return [{"value": each} for each in values] if isinstance(values, list) else values


def _examples(field: Source) -> Any:  # noqa: ANN401 - what is not a list stays what it is
    single, several = field.take("example"), field.take("examples")
    if single is None:
        return several
    return [single, *(several if isinstance(several, list) else [])]


def _relationships(field: Source) -> tuple[list[dict[str, Any]], list[Custom]]:
    to = field.take("references")
    if to is None:
        return [], []
    if isinstance(to, str) and _REFERENCE.fullmatch(to):
        return [{"to": to}], []
    field.notes.changed(
        (*field.path, "references"), "`references` is not `object.field`, so it became a custom property"
    )
    return [], [{"property": "references", "value": to}]


def _lineage(field: Source) -> dict[str, Any]:
    """Return the sources of a field; ODCS has no keys for details of the steps."""
    lineage = field.mapping("lineage")
    sources = []
    for each in lineage.mappings("inputFields"):
        parts = [each.text(key) for key in ("namespace", "name", "field")]
        sources.append(".".join(str(part) for part in parts if part is not None))
        each.lose_rest()
    description, kind = lineage.text("transformationDescription"), lineage.text("transformationType")
    words = f"{kind}: {description}" if kind and description else kind or description
    lineage.lose_rest()
    return stated(transformSourceObjects=sources, transformDescription=words)
