"""The organisation's own JSON Schemas: what else its documents must look like.

They stand in `governance/schemas/` beside those that editors use, and say what they are for:
`"x-meshwright": {"appliesTo": "DataContract"}`, or a list of kinds. No reference is ever fetched;
one may name another schema of the folder. Patterns are matched in linear time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from meshwright.facts.facts import ContractFact, ProductFact, RegistryFact
from meshwright.finding.finding import did_you_mean
from meshwright.quantities.suggestions import nearest
from meshwright.source import limits
from meshwright.source.discovery import SCHEMAS
from meshwright.source.place import Part
from meshwright.source.problem import SchemaRefusal, code
from meshwright.source.snapshot import Content
from meshwright.standards.governance import KINDS
from meshwright.standards.versions import STANDARDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.facts.facts import Fact
    from meshwright.facts.unit import Unit
    from meshwright.source.snapshot import Snapshot

MARK = "x-meshwright"
"""The key by which a schema is known as the organisation's own; the generated ones lack it."""
EXTRA = "schemas"
"""The extra that brings what applies them."""
_BASE = "meshwright:///"


@dataclass(frozen=True, slots=True)
class CustomSchemas:
    """The organisation's own schemas, read and not yet applied."""

    all: Mapping[str, Any] = field(default_factory=dict)
    """Every schema of the folder, by path: they may refer to each other."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The kinds that an own one applies to, by path."""
    problems: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What keeps one from being applied, by path: a code, and words that go on after the path."""


class _Schema(Protocol):
    """What is used of a validator."""

    def iter_errors(self, instance: Any) -> Iterable[Any]:  # noqa: ANN401 - any YAML value
        """Return what is wrong."""


def own_schemas(snapshot: Snapshot) -> CustomSchemas:
    """Read the organisation's own schemas; without any, the folder's others are not even parsed."""
    contents = [each for each in snapshot.contents(snapshot.schemas) if isinstance(each, Content)]
    if not any(f'"{MARK}"'.encode() in each.data for each in contents):
        return CustomSchemas()
    read: dict[str, Any] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    problems: dict[str, tuple[str, str]] = {}
    for content in contents:
        try:
            schema = json.loads(content.data)
            if isinstance(schema, dict) and MARK in schema:
                kinds[content.path] = _kinds(schema[MARK])
            read[content.path] = schema
        except (ValueError, RecursionError) as error:
            problems[content.path] = _word(error)
    return CustomSchemas(read, kinds, problems)


def _word(error: Exception) -> tuple[str, str]:
    if isinstance(error, json.JSONDecodeError):
        return "json", f"is no JSON: {error.msg.lower()} in line {error.lineno}"
    if isinstance(error, UnicodeDecodeError):
        return "utf-8", "is no JSON: it is not UTF-8"
    return ("depth", "is nested too deeply") if isinstance(error, RecursionError) else ("mark", str(error))


def _kinds(mark: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Read what a schema applies to; raises ValueError."""
    said = mark.get("appliesTo") if isinstance(mark, dict) else None
    kinds = (said,) if isinstance(said, str) else tuple(said) if isinstance(said, list) else ()
    known = (*(standard.kind for standard in STANDARDS), *KINDS)
    if not kinds:
        raise ValueError(f'does not say what it is for; `"{MARK}": {{"appliesTo": "DataContract"}}` would')
    for kind in kinds:
        if kind not in known:
            near = nearest(kind, known) if isinstance(kind, str) else None
            raise ValueError(f"is for `{kind}`, which is no kind of document{did_you_mean(near)}")
    return kinds


class MissingExtraError(Exception):
    """There are schemas to apply, and what applies them is not installed."""


def refusals(own: CustomSchemas, units: Mapping[str, Unit]) -> Iterator[tuple[str, SchemaRefusal]]:
    """Apply the schemas to the documents of their kinds, and give what they refuse, by file.

    A schema that can't be applied is a refusal of its own file. Raises MissingExtraError.
    """
    by_kind: dict[str, list[tuple[str, _Schema]]] = {}
    problems = dict(own.problems)
    for path, kinds in own.kinds.items():
        try:
            schema = _compiled(own, path)
        except ValueError as error:
            message = getattr(error, "message", str(error)).partition("\n")[0]
            problems[path] = ("schema", f"is no JSON Schema that can be applied: {_said(message)}")
            continue
        for kind in kinds:
            by_kind.setdefault(kind, []).append((path, schema))
    for path, (reason, what) in sorted(problems.items()):
        yield path, SchemaRefusal(what=f"this schema {what}", schema="", code=reason)
    for file, unit in sorted(units.items()):
        wanted = [
            (at, by_kind[kind]) for at, fact in enumerate(unit.facts) if (kind := _kind(fact)) in by_kind
        ]
        if wanted:
            bodies = unit.details().bodies
            for at, schemas in wanted:
                for path, schema in schemas:
                    for refusal in _refused(schema, path, bodies[at]):
                        yield file, replace(refusal, document=at)


def _kind(fact: Fact | None) -> str:
    if isinstance(fact, ContractFact):
        return "DataContract"
    if isinstance(fact, ProductFact):
        return "DataProduct"
    return fact.kind if isinstance(fact, RegistryFact) else ""


def _compiled(own: CustomSchemas, path: str) -> _Schema:
    """Make a schema ready; raises MissingExtraError, and ValueError where it is none."""
    try:
        import jsonschema_rs
    except ImportError as error:
        raise MissingExtraError(f"`{path}` needs `pip install 'meshwright[{EXTRA}]'`") from error

    def found(uri: str) -> Any:  # noqa: ANN401 - any JSON
        name = uri.removeprefix(_BASE)
        if not uri.startswith(_BASE) or name not in own.all:
            raise ValueError(f"`{name}` is no schema in `{SCHEMAS}`, and nothing is fetched")
        return own.all[name]

    schema: _Schema = jsonschema_rs.validator_for(
        own.all[path],
        base_uri=_BASE + path,
        retriever=found,
        mask="this",
        pattern_options=jsonschema_rs.RegexOptions(),
    )
    return schema


def _refused(schema: _Schema, path: str, value: Any) -> Iterator[SchemaRefusal]:  # noqa: ANN401 - any YAML value
    """Place what a schema refuses: at the key that has no place, at the name of what lacks one, else at the value."""
    for error in islice(schema.iter_errors(value), limits.PROBLEMS):
        place = tuple(error.instance_path)
        kind = error.kind
        rule = "/".join(map(str, error.schema_path))
        if kind.name == "required":
            what = f"there is no `{kind.property}` here"
            yield SchemaRefusal(
                what=what, schema=path, code=code(rule, kind.property), path=place, part=Part.NAME
            )
        elif kind.name in ("additionalProperties", "unevaluatedProperties"):
            for key in kind.unexpected:
                what = f"`{key}` has no place here"
                at = (*place, key)
                yield SchemaRefusal(what=what, schema=path, code=code(rule, key), path=at, part=Part.KEY)
        else:
            yield SchemaRefusal(what=_said(error.message), schema=path, code=rule, path=place)


def _said(message: str) -> str:
    """Make a validator's sentence one of ours."""
    message = message.replace('"', "`")
    return message[:1].lower() + message[1:].rstrip(".")
