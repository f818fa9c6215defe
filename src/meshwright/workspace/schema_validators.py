"""The two validators for JSON Schema: `jsonschema`, which is always installed, and `jsonschema-rs`, which is
fast. Both give the same results. `jsonschema-rs` cannot be interrupted, so it is used only if the work is
bounded; `jsonschema` counts its steps. Both ignore `format`, because they support different formats. This
module does not choose which schemas apply to a document.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from meshwright.workspace.schema_graph import SchemaReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.workspace.schema_graph import Place

    Json = Any
    Package = Any
    """A value from a package that has no types or is optional."""

FAST_STEPS = 1_000_000
"""The maximum number of schema parts that `jsonschema-rs` applies to a document; this takes seconds if all are violated."""
SLOW_STEPS = 300_000
"""The maximum number of schema parts that `jsonschema` applies to a document; applying this many takes seconds. Each
part counts two or three times.
"""
NESTING = 150
"""The maximum nesting of applied parts; Python allows about a thousand nested calls."""
MOST = 50_000
"""The maximum number of violations of one schema in one document."""
LARGEST = 2**53
"""The smallest number that `jsonschema-rs` may handle inexactly."""


class TooCostlyError(Exception):
    """A schema needs too many steps for a document."""


class Violation(NamedTuple):
    """A value's violation of a schema, independent of the validator."""

    place: Place
    rule: Place
    """The location in the schema."""
    keyword: str
    value: Json = None
    """The content of the schema at that location."""
    name: str = ""
    """The missing or unexpected key."""
    key: str = ""
    """The key whose name is not allowed."""

    @property
    def order(self) -> tuple[object, ...]:
        """A sort key that does not depend on the validator."""
        return tuple(map(str, self.place)), tuple(map(str, self.rule)), self.key, self.name


class SchemaValidator:
    """A schema that is ready for use."""

    def __init__(self, path: str, schemas: Mapping[str, Any]) -> None:
        """Take the path of a schema, and all schemas by path; raises UnusableSchemaError."""
        self._graph = SchemaReader(schemas, fault).read(path)
        self._left = 0

    def violations(self, value: Json) -> list[Violation]:
        """Return the violations of the schema in a fixed order; raises TooCostlyError."""
        work = self._graph.cost.work(value, FAST_STEPS)
        if work.nesting > NESTING:
            raise TooCostlyError
        is_fast = work.steps <= FAST_STEPS and not _has_large_number(value)
        found = self._fast(value) if is_fast else None
        return sorted(_causes(self._slow(value) if found is None else found), key=lambda each: each.order)

    def _fast(self, value: Json) -> list[Violation] | None:
        """Return the violations according to `jsonschema-rs`.

        The result is None if the package cannot validate the value, for example because of a lone surrogate.
        """
        if self._rust is None:
            return None
        try:
            return _collected(
                each for error in self._rust.iter_errors(value) for each in _of_rust(error, value)
            )
        except UnicodeEncodeError:
            return None

    def _slow(self, value: Json) -> list[Violation]:
        self._left = SLOW_STEPS
        try:
            return _collected(each for error in self._python.iter_errors(value) for each in _of_python(error))
        except RecursionError as error:
            raise TooCostlyError from error

    @cached_property
    def _rust(self) -> Json:
        """The validator of `jsonschema-rs`; None if the package is not installed or interprets the schema differently."""
        graph, rust = self._graph, rust_package()
        if rust is None or not graph.is_common:
            return None

        documents = {unquote(uri): document for uri, document in graph.documents.items()}

        def retrieved(uri: str) -> Json:
            document = documents[unquote(uri)]
            return {"$schema": graph.dialect, **document} if isinstance(document, dict) else document

        try:
            return rust.validator_for(
                retrieved(graph.uri),
                base_uri=graph.uri,
                retriever=retrieved,
                validate_formats=False,
                mask="this",
                pattern_options=rust.RegexOptions(),
            )
        except (ValueError, KeyError):
            return None

    @cached_property
    def _python(self) -> Json:
        """The validator class of the library `jsonschema`, extended with our keywords."""
        from jsonschema.validators import create

        from meshwright.workspace.schema_keywords import Keywords

        graph, base = self._graph, _class(self._graph.dialect)
        made = create(
            meta_schema=base.META_SCHEMA,
            validators=Keywords(graph, self._spend).over(base.VALIDATORS),
            type_checker=base.TYPE_CHECKER.redefine_many(
                {"number": _is_number, "integer": _is_integer_of(base)}
            ),
            id_of=base.ID_OF,
            applicable_validators=self._keywords,
        )
        return made({"$ref": graph.uri}, registry=graph.registry)

    def _keywords(self, schema: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        """Return the effective keywords of a part, and count the part; raises TooCostlyError."""
        self._spend()
        ignores_others = self._graph.dialect.startswith("http:") and "$ref" in schema
        return [("$ref", schema["$ref"])] if ignores_others else schema.items()

    def _spend(self, steps: int = 1) -> None:
        self._left -= steps
        if self._left < 0:
            raise TooCostlyError


def _collected(found: Iterator[Violation]) -> list[Violation]:
    violations = list(islice(found, MOST + 1))
    if len(violations) > MOST:
        raise TooCostlyError
    return violations


def _causes(found: list[Violation]) -> Iterator[Violation]:
    """Return the violations, without those of keys and items that are unevaluated only because the part that evaluates
    them fails.
    """
    inner: set[Place] = set()
    for each in found:
        if not each.keyword.startswith("unevaluated"):
            inner |= {each.place[:length] for length in range(len(each.place) + 1)}
    return (each for each in found if not each.keyword.startswith("unevaluated") or each.place not in inner)


def rust_package() -> Json | None:
    """Return the module `jsonschema-rs` from the extra `schemas`; None if it is not installed."""
    try:
        import jsonschema_rs
    except ImportError:
        return None
    return jsonschema_rs


def fault(schema: Json, dialect: str) -> str | None:
    """Explain why a value is not a valid schema in a dialect; None if it is valid."""
    if isinstance(schema, bool):
        return None
    if not isinstance(schema, dict):
        return "not a schema"
    rust = rust_package()
    try:
        if rust is not None and rust.meta.is_valid({"$schema": dialect, **schema}):
            return None
    except UnicodeEncodeError:
        pass
    from jsonschema_specifications import REGISTRY

    from meshwright.workspace.schema_keywords import without_repeats

    base = _class(dialect)
    errors = base(base.META_SCHEMA, registry=REGISTRY).iter_errors(without_repeats(schema))
    try:
        error = next(iter(errors), None)
    except RecursionError:
        return "nested too deeply"
    return f"unexpected value at `{'/'.join(map(str, error.path))}`" if error else None


def _class(dialect: str) -> Json:
    import jsonschema

    draft = dialect.removesuffix("/schema").rpartition("/")[2].removeprefix("draft-")
    return getattr(jsonschema, f"Draft{draft.replace('-', '').removeprefix('0')}Validator")


def _is_number(_: object, value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_integer_of(base: Json) -> Callable[[object, object], bool]:
    """Return the test for integers; in draft 4, 1.0 is not an integer."""
    is_whole = base.TYPE_CHECKER.is_type(1.0, "integer")

    def is_integer(checker: object, value: object) -> bool:
        if isinstance(value, float):
            return is_whole and _is_number(checker, value) and value.is_integer()
        return _is_number(checker, value)

    return is_integer


def _has_large_number(value: Json) -> bool:
    """Return whether a value contains NaN, or a number that is too large to be exact as a float."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            left += each.values()
        elif isinstance(each, list):
            left += each
        elif isinstance(each, int | float) and not abs(each) < LARGEST:
            return True
    return False


def _of_python(error: Json) -> Iterator[Violation]:
    rule = (*getattr(error, "at", error.schema_path),)
    if stated := getattr(error, "rule", ""):
        rule = (*rule[:-1], stated)
    rule = tuple(each for each in rule if each != "")
    keyword = error.validator or "falseSchema"
    for name in getattr(error, "names", ()) or ("",):
        yield Violation(
            tuple(error.path), rule, keyword, error.validator_value, name, getattr(error, "key", "")
        )


def _of_rust(error: Json, value: Json) -> Iterator[Violation]:
    rule, kind, key = tuple(error.schema_path), error.kind, ""
    place: Place = ()
    for step in error.instance_path:  # a number for a numeric key
        place = (*place, str(step) if isinstance(value, dict) else step)
        value = value[place[-1]]
    if kind.name == "propertyNames":
        kind, key = kind.error.kind, kind.error.instance
    keyword, names = kind.name, [""]
    said = next(iter(kind.as_dict().values()), None)
    if keyword == "required":
        names = [kind.property]
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        names = kind.unexpected
    elif keyword == "oneOf":
        said = int(type(kind).__name__ == "OneOfMultipleValid")
    elif keyword == "falseSchema" and _closes_object(place, rule):
        keyword, names = "additionalProperties", sorted(value)
    yield from (Violation(place, rule, keyword, said, name, key) for name in names)


def _closes_object(place: Place, rule: Place) -> bool:
    """Return whether `false` is the value of `additionalProperties`, not of a property with that name."""
    is_of_key = place[-1:] == rule[-1:] and rule[-2:-1] == ("properties",)
    return rule[-1:] == ("additionalProperties",) and not is_of_key
