"""
Quality rules, or the options of a type, contradict each other: no value satisfies both.

One of the two is wrong, and a check that always fails is soon ignored.
Rules are compared if they have the same field, metric, arguments and unit (or the same query). Counts are never
negative, and shares are at most 100 percent.

```yaml bad contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeBetween: [5000, 1000]
#                      ^^^^^^^^^^^^ no number is between 5000 and 1000
      - metric: nullValues
        mustBeLessThan: 0
#                       ^ no value of `nullValues` satisfies this rule
      - metric: duplicateValues
        mustBe: none
#               ^^^^ `duplicateValues` cannot be `none`; state a number
    properties:
      - name: play_id
        logicalType: string
        logicalTypeOptions:
          minLength: 36
          maxLength: 20
#                    ^^ no value satisfies a `minLength` of 36 and a `maxLength` of 20
        quality:
          - metric: nullValues
            mustBe: 0
          - metric: nullValues
            mustBeGreaterThan: 5
#                              ^ no number satisfies both this rule and the other rule of `nullValues`
```
```yaml good contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeGreaterThan: 4000
      - metric: rowCount
        mustBeBetween: [1000, 10000000]
    properties:
      - name: play_id
        logicalType: string
```
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any, get_args

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.quantities.conformance import contradicted_options
from meshwright.quantities.ranges import NumericRange, measurable, stated_range
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.quality import Metric, stated_operators
from meshwright.standards.odcs.walk import each_property
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.quality import QualityRule

QUERY = "query"
"""The name in fingerprints for a rule with a query but without a metric or a name."""
_NUMBER = re.compile(r" *[+-]?[0-9]+(?:\.[0-9]+)? *%? *")
_COUNTED = frozenset(get_args(Metric))
_QUERY = "the query"
"""The name in messages for such a rule."""
Stated = tuple[At, str, NumericRange]
"""A rule's location, its name, and the range that it allows."""
MOST = 300
"""The maximum number of compared rules that differ only in their bounds."""


@rule(
    "contradictory-quality-rules", on=DataContract, severity=Severity.ERROR, since="0.1", preset="essential"
)
def contradictory_quality_rules(contract: DataContract) -> Iterator[Finding]:
    """Check single rules, pairs of rules, and the options of types."""
    for number, schema in enumerate(contract.schema_):
        yield from _of_rules(schema.quality, ("schema", number))
    for field, path in each_property(contract.schema_):
        if field.quality:
            yield from _of_rules(field.quality, path)
        if field.logical_type_options is not None and len(field.logical_type_options.model_fields_set) > 1:
            options = field.logical_type_options.model_dump(by_alias=True, exclude_unset=True)
            for least, most in contradicted_options(options, field.logical_type or ""):
                at = At((*path, "logicalTypeOptions"))
                yield Finding(
                    f"no value satisfies a `{least}` of {options[least]} and a `{most}` of {options[most]}",
                    at / most,
                    (Related(f"the `{least}`", at / least),),
                    discriminator=most,
                    hides=(at / least,),
                )


def _of_rules(quality: tuple[QualityRule, ...], path: Path) -> Iterator[Finding]:
    groups: dict[str, list[Stated]] = {}
    for position, each in enumerate(quality):
        operators = stated_operators(each)
        is_alone = len(quality) == 1 and len(operators) == 1 and not each.metric
        if not operators or (is_alone and "mustBeBetween" not in operators):
            continue
        at = At((*path, "quality", position, next(iter(operators))))
        name = each.metric or each.rule or ""
        allowed = stated_range(operators)
        unit = (each.unit or "").casefold().replace("%", "percent")
        possible = measurable(unit) if each.metric else NumericRange()
        message = _uncountable(operators, each.metric) or _impossible(
            operators, allowed & possible, name or _QUERY
        )
        if message:
            yield Finding(message, at, discriminator=name or QUERY, former=() if name else (_QUERY,))
        elif name or each.query:
            about = repr((name, each.query, each.arguments, unit.replace("rows", "")))
            groups.setdefault(about, []).append((at, name, allowed))
    for group in groups.values():
        rules = _distinct(group)
        if len(rules) > MOST:
            at, name, _ = rules[MOST]
            message = f"more than {MOST} rules of `{name}` differ only in their bounds; state fewer"
            yield Finding(message, at, discriminator="more")
        pairs = ((one, other) for one, other in combinations(rules[:MOST], 2) if (one[2] & other[2]).is_empty)
        for one, other in pairs:
            name = one[1]
            about = f"`{name}`" if name and " " not in name else name or _QUERY
            yield Finding(
                f"no number satisfies both this rule and the other rule of {about}",
                other[0],
                (Related("the other rule", one[0]),),
                discriminator=name or QUERY,
                former=() if name else (_QUERY,),
            )
            break


def _uncountable(operators: dict[str, Any], metric: str | None) -> str | None:
    """Report that a count metric is compared with something other than a number."""
    words = [operators[key] for key in ("mustBe", "mustNotBe") if isinstance(operators.get(key), str)]
    if metric not in _COUNTED or not words or has_variable(words[0]) or _NUMBER.fullmatch(words[0]):
        return None
    return f"`{metric}` cannot be `{words[0]}`; state a number"


def _distinct(rules: list[Stated]) -> list[Stated]:
    """Return the first rule for each range."""
    first: dict[NumericRange, Stated] = {}
    for each in rules:
        first.setdefault(each[2], each)
    return list(first.values())


def _impossible(operators: dict[str, Any], possible: NumericRange, name: str) -> str | None:
    between = operators.get("mustBeBetween")
    if between and stated_range({"mustBeBetween": between}).is_empty:
        return f"no number is between {between[0]} and {between[1]}"
    return f"no value of `{name}` satisfies this rule" if possible.is_empty else None
