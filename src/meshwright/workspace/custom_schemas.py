"""The organisation's own JSON Schemas: additional constraints on its documents.

They are in `governance/schemas/`, next to the generated schemas for editors, and declare what they apply to:
`"x-meshwright": {"appliesTo": "DataContract"}`, or a list of kinds. References can only point to other schemas in the
folder, and are never fetched. Patterns are matched in linear time.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.facts.facts import ContractFact, ProductFact, RegistryFact
from meshwright.finding.finding import did_you_mean
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass, field
from meshwright.source import limits
from meshwright.source.place import Part
from meshwright.source.problem import SchemaRefusal, code
from meshwright.source.snapshot import Content
from meshwright.standards.governance import KINDS
from meshwright.standards.versions import STANDARDS
from meshwright.workspace.schema_words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.facts.facts import Fact
    from meshwright.facts.unit import Unit
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.schema_validators import Violation

MARK = "x-meshwright"
"""The key that marks a schema as the organisation's; generated schemas lack it."""
EXTRA = "schemas"
"""The extra that contains the fast validator."""
FEW = 500
"""The maximum number of documents that `jsonschema` checks within seconds; beyond it, a notice suggests the extra."""


@dataclass(frozen=True, slots=True)
class CustomSchemas:
    """The organisation's schemas, before they are applied."""

    all: Mapping[str, Any] = field(default_factory=dict)
    """All schemas in the folder by path, because schemas can refer to each other."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The kinds to which each schema applies, by path."""
    problems: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The reason why a schema is not applied, by path: a code, and the end of a message."""


def own_schemas(snapshot: Snapshot) -> CustomSchemas:
    """Read the organisation's schemas; if there are none, other files in the folder are not parsed."""
    contents = [each for each in snapshot.contents(snapshot.schemas) if isinstance(each, Content)]
    if not any(f'"{MARK}"'.encode() in each.data for each in contents):
        return CustomSchemas()
    read: dict[str, Any] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    problems: dict[str, tuple[str, str]] = {}
    for content in contents:
        try:
            schema = json.loads(content.data, parse_constant=_no_constant)
            if isinstance(schema, dict) and MARK in schema:
                kinds[content.path] = _kinds(schema[MARK])
            read[content.path] = schema
        except (ValueError, RecursionError) as error:
            problems[content.path] = _word(error)
    return CustomSchemas(read, kinds, problems)


class _ConstantError(ValueError):
    """A constant that Python's parser accepts although it is not valid JSON, such as NaN."""


def _no_constant(name: str) -> Any:  # noqa: ANN401 - never returns
    raise _ConstantError(f"`{name}` is not a value")


def _word(error: Exception) -> tuple[str, str]:
    if isinstance(error, json.JSONDecodeError):
        return "json", f"is not JSON: {error.msg.lower()} on line {error.lineno}"
    if isinstance(error, _ConstantError):
        return "json", f"is not JSON: {error}"
    if isinstance(error, UnicodeDecodeError):
        return "utf-8", "is not UTF-8 text"
    return ("depth", "is nested too deeply") if isinstance(error, RecursionError) else ("mark", str(error))


def _kinds(mark: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Return the kinds of documents to which a schema applies; raises ValueError."""
    said = mark.get("appliesTo") if isinstance(mark, dict) else None
    kinds = (said,) if isinstance(said, str) else tuple(said) if isinstance(said, list) else ()
    known = (*(standard.kind for standard in STANDARDS), *KINDS)
    if not kinds:
        raise ValueError(
            f'does not state what it applies to; add `"{MARK}": {{"appliesTo": "DataContract"}}`'
        )
    for kind in kinds:
        if kind not in known:
            near = nearest(kind, known) if isinstance(kind, str) else None
            raise ValueError(f"applies to `{kind}`, which is not a kind of document{did_you_mean(near)}")
    return kinds


def refusals(own: CustomSchemas, units: Mapping[str, Unit]) -> Iterator[tuple[str, SchemaRefusal]]:
    """Apply the schemas to documents of their kinds, and yield the violations by file.

    For a schema that cannot be applied, the problem is reported in the schema's file.
    """
    for path, (reason, what) in sorted(own.problems.items()):
        yield path, SchemaRefusal(what=f"this schema {what}", schema="", code=reason)
    if not own.kinds:
        return
    from meshwright.workspace.schema_graph import UnusableSchemaError
    from meshwright.workspace.schema_validators import SchemaValidator, TooCostlyError

    for path, kinds in sorted(own.kinds.items()):
        try:
            schema = SchemaValidator(path, own.all)
        except UnusableSchemaError as error:
            yield (
                path,
                SchemaRefusal(what=f"this schema cannot be applied: {error}", schema="", code="schema"),
            )
            continue
        costly: list[str] = []
        for file, at, value in _values(units, kinds):
            try:
                found = schema.violations(value)
            except TooCostlyError:
                costly.append(file)
                continue
            for violation in found[: limits.PROBLEMS]:
                yield file, replace(_refusal(violation, path), document=at)
        if costly:
            more = f" and {len(costly) - 1} more" if len(costly) > 1 else ""
            what = f"this schema takes too many steps for `{costly[0]}`{more}"
            yield path, SchemaRefusal(what=what, schema="", code="cost")


def notices(own: CustomSchemas, units: Mapping[str, Unit]) -> Iterator[str]:
    """Yield a suggestion to install the faster extra, if it is missing and there are many documents."""
    kinds = {kind for each in own.kinds.values() for kind in each}
    count = sum(_kind(fact) in kinds for unit in units.values() for fact in unit.facts) if kinds else 0
    if count <= FEW:
        return
    from meshwright.workspace.schema_validators import rust_package

    if rust_package() is None:
        yield f"{count:,} documents are checked by your own schemas; the extra `{EXTRA}` makes this faster"


def _values(units: Mapping[str, Unit], kinds: tuple[str, ...]) -> Iterator[tuple[str, int, Any]]:
    """Yield the file, position and content of each document of the given kinds."""
    for file, unit in sorted(units.items()):
        wanted = [at for at, fact in enumerate(unit.facts) if _kind(fact) in kinds]
        if wanted:
            bodies = unit.details().bodies
            yield from ((file, at, bodies[at]) for at in wanted)


def _kind(fact: Fact | None) -> str:
    if isinstance(fact, ContractFact):
        return "DataContract"
    if isinstance(fact, ProductFact):
        return "DataProduct"
    return fact.kind if isinstance(fact, RegistryFact) else ""


def _refusal(violation: Violation, path: str) -> SchemaRefusal:
    """Return the refusal for a violation.

    The refusal's location is the unexpected key, the name of the item that lacks a key, or the value.
    """
    place, part = violation.place, Part.VALUE
    if violation.keyword == "required":
        part = Part.NAME
    elif violation.name:
        place, part = (*place, violation.name), Part.KEY
    rule = "/".join(map(str, violation.rule))
    identity = code(rule, violation.name) if violation.name else rule
    return SchemaRefusal(what=words(violation), schema=path, code=identity, path=place, part=part)
