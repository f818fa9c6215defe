"""Replacements for keywords in `jsonschema` that are slow, inexact, or interpreted differently by other validators.

Patterns run in linear time, equal values are found by hash, and numbers are exact. This module does not write
messages; a value can be a secret, so an error carries its details as attributes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from jsonschema.exceptions import ValidationError
from referencing.jsonschema import lookup_recursive_ref

from meshwright.workspace.schema_graph import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping
    from typing import Any

    from meshwright.workspace.schema_graph import SchemaGraph

    Json = Any
    Validator = Any
    """A type of the library, which has no type annotations."""
    Keyword = Callable[[Validator, Json, Json, Json], Iterator[ValidationError] | None]


class KeywordError(ValidationError):  # type: ignore[misc] # the library has no types
    """A violation that needs more details than the keyword and its value."""

    def __init__(self, *names: str, keyword: str = "", value: Json = None, rule: str = "") -> None:
        """Take the names involved, and the keyword, value and location if these differ from those in the schema."""
        more = {"validator": keyword, "validator_value": value} if keyword else {}
        super().__init__("", **more)
        self.names = names
        self.rule = rule


class Keywords:
    """The keywords for one schema."""

    def __init__(self, graph: SchemaGraph, spend: Callable[[int], None]) -> None:
        """Take a schema, and a function that counts a step."""
        self._graph = graph
        self._spend = spend
        self._values: dict[int, frozenset[Hashable]] = {}
        self._is_latest = graph.dialect.endswith("2020-12/schema")

    def over(self, others: Mapping[str, Keyword]) -> dict[str, Keyword]:
        """Return a dialect's keywords, with our replacements."""
        dependencies = {"dependencies": self._dependencies}
        return {name: self._own.get(name, other) for name, other in (dependencies | dict(others)).items()}

    @property
    def _own(self) -> dict[str, Keyword]:
        return {
            "$ref": self._ref,
            "additionalItems": self._additional_items,
            "additionalProperties": self._additional_properties,
            "allOf": self._all_of,
            "const": self._const,
            "contains": self._contains,
            "dependencies": self._dependencies,
            "dependentRequired": self._dependencies,
            "dependentSchemas": self._dependencies,
            "enum": self._enum,
            "if": self._if,
            "items": self._items,
            "maximum": self._maximum,
            "minimum": self._minimum,
            "multipleOf": self._multiple_of,
            "not": self._not,
            "oneOf": self._one_of,
            "pattern": self._pattern,
            "patternProperties": self._pattern_properties,
            "prefixItems": self._prefix_items,
            "properties": self._properties,
            "propertyNames": self._property_names,
            "required": self._required,
            "unevaluatedItems": self._unevaluated_items,
            "unevaluatedProperties": self._unevaluated_properties,
            "uniqueItems": self._unique_items,
        }

    # References

    def _ref(self, validator: Validator, uri: str, value: Json, schema: Json) -> Iterator[ValidationError]:
        """Follow a reference; violations are located in the referenced document."""
        found = validator._resolver.lookup(uri)  # noqa: SLF001 - as the library's own keyword does
        for error in _descend(validator, value, found.contents, resolver=found.resolver):
            if not hasattr(error, "at"):
                error.at = (*self._graph.targets.get(id(schema), ()), *error.schema_path)
            yield error

    # Any value

    def _all_of(
        self, validator: Validator, parts: list[Json], value: Json, _: Json
    ) -> Iterator[ValidationError]:
        for position, part in enumerate(parts):
            yield from _descend(validator, value, part, schema_path=position)

    def _const(self, _: Json, const: Json, value: Json, __: Json) -> Iterator[ValidationError]:
        if comparable(value) != comparable(const):
            yield KeywordError()

    def _enum(self, _: Json, values: list[Json], value: Json, __: Json) -> Iterator[ValidationError]:
        if id(values) not in self._values:
            self._values[id(values)] = frozenset(map(comparable, values))
        if comparable(value) not in self._values[id(values)]:
            yield KeywordError()

    def _not(self, validator: Validator, other: Json, value: Json, _: Json) -> Iterator[ValidationError]:
        if _is_valid(validator, value, other):
            yield KeywordError()

    def _one_of(
        self, validator: Validator, options: list[Json], value: Json, _: Json
    ) -> Iterator[ValidationError]:
        valid = sum(_is_valid(validator, value, each) for each in options)
        if valid != 1:
            yield KeywordError(keyword="oneOf", value=valid)

    def _if(
        self, validator: Validator, condition: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        branch = "then" if _is_valid(validator, value, condition) else "else"
        if branch in schema:
            yield from _descend(validator, value, schema[branch], schema_path=branch)

    # Numbers and strings

    def _minimum(
        self, validator: Validator, limit: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        is_exclusive = schema.get("exclusiveMinimum") is True
        if validator.is_type(value, "number") and (value < limit or (is_exclusive and value == limit)):
            yield _limit("exclusiveMinimum" if is_exclusive else "minimum", limit)

    def _maximum(
        self, validator: Validator, limit: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        is_exclusive = schema.get("exclusiveMaximum") is True
        if validator.is_type(value, "number") and (value > limit or (is_exclusive and value == limit)):
            yield _limit("exclusiveMaximum" if is_exclusive else "maximum", limit)

    def _multiple_of(self, validator: Validator, of: Json, value: Json, _: Json) -> Iterator[ValidationError]:
        if validator.is_type(value, "number") and Fraction(str(value)) % Fraction(str(of)):
            yield KeywordError()

    def _pattern(self, _: Json, pattern: str, value: Json, __: Json) -> Iterator[ValidationError]:
        if isinstance(value, str) and not self._matches(pattern, value):
            yield KeywordError()

    def _matches(self, pattern: str, text: str) -> bool:
        self._spend(1)
        return self._graph.patterns[pattern].is_in(text)

    # Lists

    def _items(
        self, validator: Validator, items: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        if not isinstance(value, list):
            return
        if isinstance(items, list):
            yield from self._prefix_items(validator, items, value, schema)
            return
        first = len(schema.get("prefixItems", ())) if self._is_latest else 0
        for position, item in enumerate(value[first:], first):
            yield from _descend(validator, item, items, path=position)

    def _prefix_items(
        self, validator: Validator, items: list[Json], value: Json, _: Json
    ) -> Iterator[ValidationError]:
        for position, (item, each) in enumerate(
            zip(value, items, strict=False) if isinstance(value, list) else ()
        ):
            yield from _descend(validator, item, each, path=position, schema_path=position)

    def _additional_items(
        self, validator: Validator, more: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        items = schema.get("items")
        if not isinstance(value, list) or not isinstance(items, list):
            return
        if more is False:
            if len(value) > len(items):
                yield KeywordError()
            return
        for position, item in enumerate(value[len(items) :], len(items)):
            yield from _descend(validator, item, more, path=position)

    def _contains(
        self, validator: Validator, part: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        if not isinstance(value, list):
            return
        found = sum(_is_valid(validator, each, part) for each in value)
        counts = schema if "dependentSchemas" in validator.VALIDATORS else {}
        if found > counts.get("maxContains", found):
            yield KeywordError(keyword="contains", rule="maxContains")
        elif found < counts.get("minContains", 1):
            rule = next((each for each in ("minContains", "maxContains") if each in counts), "contains")
            yield KeywordError(keyword="contains", rule=rule)

    def _unique_items(self, _: Json, is_unique: Json, value: Json, __: Json) -> Iterator[ValidationError]:
        if is_unique and isinstance(value, list) and len(set(map(comparable, value))) < len(value):
            yield KeywordError()

    def _unevaluated_items(
        self, validator: Validator, more: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        if isinstance(value, list):
            known = self._evaluated(validator, value, schema, is_outer=True)
            rest = (each for position, each in enumerate(value) if position not in known)
            if not all(_is_valid(validator, each, more) for each in rest):
                yield KeywordError()

    # Objects

    def _required(self, _: Json, names: list[str], value: Json, __: Json) -> Iterator[ValidationError]:
        if isinstance(value, dict):
            self._spend(len(names) // ENTRIES)
            yield from (KeywordError(name) for name in names if name not in value)

    def _dependencies(
        self, validator: Validator, needs: Json, value: Json, _: Json
    ) -> Iterator[ValidationError]:
        self._spend(len(needs) // ENTRIES)
        for name, need in needs.items() if isinstance(value, dict) else ():
            if name in value and isinstance(need, list):
                yield from (KeywordError(each, keyword="required") for each in need if each not in value)
            elif name in value:
                yield from _descend(validator, value, need, schema_path=name)

    def _property_names(
        self, validator: Validator, names: Json, value: Json, _: Json
    ) -> Iterator[ValidationError]:
        if not isinstance(value, dict):
            return
        if names is False:
            if value:
                yield KeywordError(keyword="falseSchema")
            return
        for key in value:
            for error in _descend(validator, key, names):
                error.key = key
                yield error

    def _properties(
        self, validator: Validator, parts: Json, value: Json, _: Json
    ) -> Iterator[ValidationError]:
        for key, each in value.items() if isinstance(value, dict) else ():
            if key in parts:
                yield from _descend(validator, each, parts[key], path=key, schema_path=key)

    def _pattern_properties(
        self, validator: Validator, parts: Json, value: Json, _: Json
    ) -> Iterator[ValidationError]:
        for pattern, part in parts.items() if isinstance(value, dict) else ():
            for key, each in value.items():
                if self._matches(pattern, key):
                    yield from _descend(validator, each, part, path=key, schema_path=pattern)

    def _additional_properties(
        self, validator: Validator, more: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        if not isinstance(value, dict):
            return
        keys = list(self._additional(value, schema))
        if more is False:
            if keys:
                yield KeywordError(*keys)
            return
        for key in keys:
            yield from _descend(validator, value[key], more, path=key)

    def _additional(self, value: dict[str, Any], schema: Json) -> Iterator[str]:
        patterns = schema.get("patternProperties", ())
        for key in value:
            if key not in schema.get("properties", ()) and not any(
                self._matches(each, key) for each in patterns
            ):
                yield key

    def _unevaluated_properties(
        self, validator: Validator, more: Json, value: Json, schema: Json
    ) -> Iterator[ValidationError]:
        if isinstance(value, dict):
            known = self._evaluated(validator, value, schema, is_outer=True)
            keys = [key for key in value if key not in known and not _is_valid(validator, value[key], more)]
            if keys:
                yield KeywordError(*keys)

    # Evaluated keys and positions

    def _evaluated(
        self, validator: Validator, value: Json, schema: Json, *, is_outer: bool = False
    ) -> set[str | int]:
        """Return the keys or positions that a schema evaluates.

        For the outermost schema, the `unevaluated…` keywords are ignored.
        """
        if isinstance(value, dict):
            found, rest = self._evaluated_keys(value, schema), schema.get("unevaluatedProperties")
        else:
            found, rest = self._evaluated_positions(validator, value, schema), schema.get("unevaluatedItems")
        for part, resolver in self._applied(validator, value, schema):
            inner = validator.evolve(schema=part, _resolver=resolver)
            found |= self._evaluated(inner, value, part)
        if rest is not None and not is_outer:
            each = value.items() if isinstance(value, dict) else enumerate(value)
            found |= {at for at, inner in each if at not in found and _is_valid(validator, inner, rest)}
        return found

    def _applied(self, validator: Validator, value: Json, schema: Json) -> Iterator[tuple[Json, Json]]:
        """Yield the parts that apply to the value itself and accept it, each with the resolver of its references."""
        resolver = validator._resolver  # noqa: SLF001 - see `_ref`
        found = [resolver.lookup(schema[keyword]) for keyword in ("$ref", "$dynamicRef") if keyword in schema]
        found += [lookup_recursive_ref(resolver)] if "$recursiveRef" in schema else []
        yield from ((each.contents, each.resolver) for each in found if isinstance(each.contents, dict))
        parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, ())]
        dependent = schema.get("dependentSchemas", {}).items() if isinstance(value, dict) else ()
        parts += [part for name, part in dependent if name in value]
        if "if" in schema:
            holds = _is_valid(validator, value, schema["if"])
            parts += [schema["if"], schema.get("then", True)] if holds else [schema.get("else", True)]
        specification = self._graph.specification
        for part in parts:
            if isinstance(part, dict) and _is_valid(validator, value, part):
                yield part, resolver.in_subresource(specification.create_resource(part))

    def _evaluated_keys(self, value: Json, schema: Json) -> set[str | int]:
        found = {key for key in value if key in schema.get("properties", ())}
        found |= {
            key for each in schema.get("patternProperties", ()) for key in value if self._matches(each, key)
        }
        return found | set(self._additional(value, schema)) if "additionalProperties" in schema else found

    def _evaluated_positions(self, validator: Validator, value: Json, schema: Json) -> set[str | int]:
        items = schema.get("items")
        is_all = items is not None and not isinstance(items, list)
        if is_all or (isinstance(items, list) and "additionalItems" in schema):
            return set(range(len(value)))
        listed = schema.get("prefixItems", ()) if self._is_latest else items or ()
        found: set[str | int] = set(range(min(len(listed), len(value))))
        if self._is_latest and "contains" in schema:
            found |= {at for at, each in enumerate(value) if _is_valid(validator, each, schema["contains"])}
        return found


def comparable(value: Json) -> Hashable:
    """Return a key that is equal for equal JSON values: 1 equals 1.0, but not true."""
    if isinstance(value, dict):
        return dict, frozenset((key, comparable(each)) for key, each in value.items())
    if isinstance(value, list):
        return list, tuple(map(comparable, value))
    return (bool, value) if isinstance(value, bool) else value


def without_repeats(value: Json) -> Json:
    """Return a value without duplicate list items, because `jsonschema` rejects an `enum` with duplicates."""
    if isinstance(value, dict):
        return {key: without_repeats(each) for key, each in value.items()}
    if isinstance(value, list):
        return list({comparable(each): without_repeats(each) for each in value}.values())
    return value


def _descend(  # noqa: PLR0913 - the library's method takes as many
    validator: Validator,
    value: Json,
    schema: Json,
    *,
    path: Json = None,
    schema_path: Json = None,
    resolver: Json = None,
) -> Iterator[ValidationError]:
    """Yield the violations of a part.

    The schema `false` is handled here, because the library would lose the value's location.
    """
    if schema is not False:
        yield from validator.descend(value, schema, path=path, schema_path=schema_path, resolver=resolver)
        return
    error = KeywordError(keyword="falseSchema")
    error.path.extend(() if path is None else (path,))
    error.schema_path.extend(() if schema_path is None else (schema_path,))
    yield error


def _is_valid(validator: Validator, value: Json, schema: Json) -> bool:
    return next(_descend(validator, value, schema), None) is None


def _limit(keyword: str, limit: Json) -> KeywordError:
    return KeywordError(keyword=keyword, value=limit, rule=keyword)
