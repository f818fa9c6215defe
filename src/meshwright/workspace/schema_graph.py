"""The structure of a JSON Schema: its parts, its references with their targets, and its patterns.

References can only point to the organisation's own schemas; nothing is ever fetched. This module does not
apply a schema to anything.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import DRAFT4, DRAFT6, DRAFT7, DRAFT201909, DRAFT202012

from meshwright.source.discovery import SCHEMAS
from meshwright.source.ecma_regex import ecma_regex
from meshwright.source.linear_regex import UnsupportedPatternError
from meshwright.workspace.schema_cost import Part, SchemaCost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from referencing import Specification
    from referencing._core import Resolver

    from meshwright.source.linear_regex import LinearRegex

    Json = Any

BASE = "https://schemas.invalid/"
"""The address prefix for a schema's path, with a host that never exists (RFC 2606)."""
LATEST = "https://json-schema.org/draft/2020-12/schema"
"""The dialect of a schema without `$schema`."""
DIALECTS: Mapping[str, Specification[Any]] = {
    "http://json-schema.org/draft-04/schema": DRAFT4,
    "http://json-schema.org/draft-06/schema": DRAFT6,
    "http://json-schema.org/draft-07/schema": DRAFT7,
    "https://json-schema.org/draft/2019-09/schema": DRAFT201909,
    LATEST: DRAFT202012,
}
DEEPEST = 48
"""The maximum nesting of objects and lists in a schema."""
ENTRIES = 10
"""The number of entries in keywords such as `enum` or `required` that take about as long to check as one part."""
_UNALIKE = ("$dynamicRef", "$recursiveRef", "contentMediaType", "contentEncoding")
"""Keywords that validators interpret differently."""

Place = tuple[str | int, ...]


class UnusableSchemaError(ValueError):
    """A schema cannot be applied; the message is the reason."""


@dataclass(frozen=True, slots=True)
class SchemaGraph:
    """A schema with all its references resolved."""

    uri: str
    dialect: str
    documents: Mapping[str, Any]
    """The schema and all schemas that it refers to, by address and without `$schema`."""
    targets: Mapping[int, Place]
    """The target of each reference in its document, by the identity of the referring part."""
    patterns: Mapping[str, LinearRegex]
    is_common: bool
    """Whether all validators interpret the schema the same way."""
    cost: SchemaCost

    @property
    def specification(self) -> Specification[Any]:
        """The specification of the dialect, which defines ids and anchors."""
        return DIALECTS[self.dialect]

    @property
    def registry(self) -> Registry[Any]:
        """A registry that resolves references only to these documents."""
        resources = [(uri, self.specification.create_resource(each)) for uri, each in self.documents.items()]
        return Registry().with_resources(resources).crawl()


class _Reference(NamedTuple):
    """A reference in a part."""

    part: int
    is_static: bool
    uri: str
    resolver: Resolver[Any]


class SchemaReader:
    """Reads a schema and all schemas that it refers to."""

    def __init__(self, schemas: Mapping[str, Any], fault: Callable[[Any, str], str | None]) -> None:
        """Take all schemas by path, and a function that explains why a schema does not conform to a dialect."""
        self._schemas = schemas
        self._fault = fault
        self._dialect = LATEST
        self._documents: dict[str, Any] = {}
        self._parts: dict[int, Part] = {}
        self._places: dict[int, Place] = {}
        self._patterns: dict[str, LinearRegex] = {}
        self._references: deque[_Reference] = deque()
        self._is_common = True

    def read(self, path: str) -> SchemaGraph:
        """Read the schema at a path; raises UnusableSchemaError."""
        self._dialect = _dialect(self._schemas[path])
        uri = BASE + quote(path)
        registry: Registry[Any] = Registry(retrieve=self._document)  # type: ignore[call-arg] # attrs makes it
        root = self._found(_Reference(0, is_static=True, uri=uri, resolver=registry.resolver()))
        self._visit(root.contents, root.resolver, ())
        targets: dict[int, Place] = {}
        while self._references:
            reference = self._references.popleft()
            found = self._found(reference)
            place = _pointer(reference.uri)
            if isinstance(found.contents, dict) and id(found.contents) not in self._parts:
                self._accept(found.contents)
                self._visit(found.contents, found.resolver, place)
            elif not isinstance(found.contents, dict | bool):
                raise UnusableSchemaError(f"`{reference.uri}` is not a schema")
            if reference.is_static:
                targets[reference.part] = self._places.get(id(found.contents), place)
            if isinstance(found.contents, dict):
                self._parts[reference.part].same.append(id(found.contents))
        cost = SchemaCost(self._parts, id(root.contents))
        if cost.is_endless:
            raise UnusableSchemaError("a part refers to itself without descending into the value")
        return SchemaGraph(
            uri, self._dialect, self._documents, targets, self._patterns, self._is_common, cost
        )

    def _document(self, uri: str) -> Resource[Any]:
        """Resolve a reference to a schema in the folder."""
        name = unquote(uri.removeprefix(BASE))
        if not uri.startswith(BASE) or name not in self._schemas:
            raise NoSuchResource(ref=uri)  # type: ignore[call-arg] # as above
        document = self._schemas[name]
        if isinstance(document, dict):
            if _dialect(document) != self._dialect:
                raise UnusableSchemaError(f"`{name}` has a different `$schema`")
            document = {key: value for key, value in document.items() if key != "$schema"}
        self._accept(document)
        self._documents[uri] = document
        return DIALECTS[self._dialect].create_resource(document)

    def _accept(self, schema: Json) -> None:
        if _is_deep(schema):
            raise UnusableSchemaError("nested too deeply")
        fault = self._fault(schema, self._dialect)
        if fault is not None:
            raise UnusableSchemaError(fault)

    def _found(self, reference: _Reference) -> Json:
        try:
            return reference.resolver.lookup(reference.uri)
        except (Unresolvable, ValueError) as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, UnusableSchemaError):
                    raise cause from None
                cause = cause.__cause__
            raise UnusableSchemaError(
                f"unknown reference `{reference.uri}`; only `{SCHEMAS}` is read, and nothing is fetched"
            ) from error

    def _visit(self, schema: Json, resolver: Resolver[Any], place: Place) -> None:
        """Record a part and all its subparts."""
        specification = DIALECTS[self._dialect]
        left = [(schema, resolver, place)]
        while left:
            schema, resolver, place = left.pop()
            if not isinstance(schema, dict) or id(schema) in self._parts:
                continue
            if "$schema" in schema:
                raise UnusableSchemaError("`$schema` inside a schema is unsupported")
            entries = sum(len(each) for each in schema.values() if isinstance(each, dict | list))
            self._parts[id(schema)] = part = Part(1 + entries // ENTRIES)
            self._places[id(schema)] = place
            part.is_repeated = "unevaluatedProperties" in schema or "unevaluatedItems" in schema
            is_unalike = any(each in schema for each in _UNALIKE) or (
                specification is DRAFT201909 and "unevaluatedItems" in schema
            )
            self._is_common = self._is_common and not is_unalike
            self._read_patterns(schema)
            for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                if isinstance(uri := schema.get(keyword), str):
                    self._references.append(_Reference(id(schema), keyword == "$ref", uri, resolver))
            for keyword, key, inner in _inner(schema):
                if isinstance(inner, dict):
                    if keyword in _SAME:
                        part.same.append(id(inner))
                    elif keyword not in _DEFINITIONS:
                        part.inside.append((key if keyword in _ONE else None, id(inner)))
                    resource = specification.create_resource(inner)
                    where = (keyword,) if key is None else (keyword, key)
                    at = () if resource.id() is not None else (*place, *where)
                    left.append((inner, resolver.in_subresource(resource), at))

    def _read_patterns(self, schema: dict[str, Any]) -> None:
        patterns = schema.get("patternProperties")
        for pattern in (schema.get("pattern"), *(patterns if isinstance(patterns, dict) else ())):
            if isinstance(pattern, str) and pattern not in self._patterns:
                try:
                    self._patterns[pattern] = ecma_regex(pattern)
                except UnsupportedPatternError as error:
                    raise UnusableSchemaError(f"unsupported pattern `{pattern}`") from error


def _dialect(schema: Json) -> str:
    """Return the dialect of a schema; raises UnusableSchemaError."""
    named = schema.get("$schema", LATEST) if isinstance(schema, dict) else LATEST
    dialect = named.removesuffix("#") if isinstance(named, str) else ""
    if dialect not in DIALECTS:
        raise UnusableSchemaError(
            f"unknown `$schema`; supported: {', '.join(f'`{each}`' for each in DIALECTS)}"
        )
    return dialect


def _inner(schema: dict[str, Json]) -> Iterator[tuple[str, str | int | None, Json]]:
    """Yield the subparts of a part, each with its keyword and its name or position."""
    for keyword in _KEYWORDS:
        value = schema.get(keyword)
        if keyword in _MAPS:
            yield from ((keyword, name, each) for name, each in _items(value))
        elif isinstance(value, list):
            yield from ((keyword, position, each) for position, each in enumerate(value))
        else:
            yield keyword, None, value


def _items(value: Json) -> Iterator[tuple[str, Json]]:
    return iter(value.items() if isinstance(value, dict) else ())


_DEFINITIONS = ("$defs", "definitions")
_SAME = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies")
_ONE = ("properties", "prefixItems", "items")
"""Keywords whose subparts each apply to one key or one item; `items` only if it is a list."""
_ANY = ("patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames")
_KEYWORDS = (*_DEFINITIONS, *_SAME, *_ONE, *_ANY, "additionalItems", "unevaluatedItems", "contains")
_MAPS = (*_DEFINITIONS, "dependentSchemas", "dependencies", "properties", "patternProperties")


def _pointer(uri: str) -> Place:
    """Return the path in a reference's fragment; () for an anchor."""
    fragment = unquote(uri.partition("#")[2])
    if not fragment.startswith("/"):
        return ()
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in fragment[1:].split("/"))


def _is_deep(schema: Json) -> bool:
    level = [schema]
    for _ in range(DEEPEST + 1):
        level = [inner for each in level if isinstance(each, dict | list) for inner in _values(each)]
    return bool(level)


def _values(of: dict[str, Any] | list[Any]) -> Iterator[Any]:
    return iter(of.values() if isinstance(of, dict) else of)
