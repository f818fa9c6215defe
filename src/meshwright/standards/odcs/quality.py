"""ODCS `quality[]`: quality rules of objects and properties."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from meshwright.standards.bitol import AuthoritativeDefinition, CustomProperty, StableId
from meshwright.standards.block import Block, Distinct, Kinds, Many, Maybe, Number, Since, key_of

QualityType = Literal["text", "library", "sql", "custom"]
Dimension = Literal[
    "accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"
]
Metric = Literal["nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"]
Implementation = Annotated[str | dict[str, object], Kinds(("string", "object"))]
Between = Annotated[Many[Number], Field(min_length=2, max_length=2), Distinct()]


class QualityRule(Block):
    """A quality rule; its keys depend on its type, and since 3.1 it has one operator (`mustBe`, …)."""

    model_config = ConfigDict(title="a quality rule")

    id: Annotated[Maybe[StableId], Since(odcs="3.1.0")] = None
    authoritative_definitions: Many[AuthoritativeDefinition] = ()
    business_impact: Maybe[str] = None
    custom_properties: Many[CustomProperty] = ()
    description: Maybe[str] = None
    dimension: Maybe[Dimension] = None
    method: Maybe[str] = None
    name: Maybe[str] = None
    schedule: Maybe[str] = None
    scheduler: Maybe[str] = None
    severity: Maybe[str] = None
    tags: Many[str] = ()
    type: Maybe[QualityType] = None
    unit: Maybe[str] = None
    metric: Annotated[Maybe[Metric], Since(odcs="3.1.0")] = None
    rule: Maybe[str] = None
    arguments: Annotated[Maybe[dict[str, object]], Since(odcs="3.1.0")] = None
    query: Maybe[str] = None
    engine: Maybe[str] = None
    implementation: Maybe[Implementation] = None
    must_be: object = None
    must_not_be: object = None
    must_be_greater_than: Maybe[Number] = None
    must_be_greater_or_equal_to: Maybe[Number] = None
    must_be_less_than: Maybe[Number] = None
    must_be_less_or_equal_to: Maybe[Number] = None
    must_be_between: Between = ()
    must_not_be_between: Between = ()


COMMON = (
    "id",
    "authoritativeDefinitions",
    "businessImpact",
    "customProperties",
    "description",
    "dimension",
    "method",
    "name",
    "schedule",
    "scheduler",
    "severity",
    "tags",
    "type",
    "unit",
)
"""The keys of every rule."""

OPERATORS = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
)

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "untyped": "",
        "text": "",
        "library": "metric! rule arguments",
        "sql": "query!",
        "custom": "engine! implementation!",
        "sql library": "metric! rule arguments query!",
        "custom library": "metric! rule arguments engine! implementation!",
    }
)
"""The keys of each kind of rule since 3.1, without operators; `!` marks required keys.

A `metric` makes every rule a library rule, whatever its type."""


def stated_operators(rule: QualityRule) -> dict[str, object]:
    """Return the operators of a rule, by key, in their usual order."""
    values = {key: getattr(rule, attribute) for key, attribute in _ATTRIBUTES.items()}
    return {key: value for key, value in values.items() if value is not None and value != ()}


_ATTRIBUTES = {key_of(name): name for name in QualityRule.__pydantic_fields__ if key_of(name) in OPERATORS}
