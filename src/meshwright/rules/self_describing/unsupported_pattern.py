r"""
Values cannot be checked against a pattern.

Patterns run in linear time, so that no pattern can block a check; look-around and back-references are therefore
unsupported. Examples and samples of the field are not checked against such a pattern, but they are checked against
all other options.

Database engines interpret some parts of patterns differently: word boundaries, Unicode classes, inline flags, named
groups and more than 255 repetitions. `measure` does not apply such a pattern, whether it belongs to a field or to
a quality rule. In that case, the finding is a notice.

```yaml bad contract
schema:
  - name: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: country
        logicalType: string
        logicalTypeOptions:
          pattern: ^(?!XX)[A-Z]{2}$
#                  ^^^^^^^^^^^^^^^^ cannot verify values of `plays/country`: look-around in patterns is unsupported
        description: Where it was played.
        classification: internal
        examples: [DE]
```
```yaml bad contract
schema:
  - name: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: country
        logicalType: string
        logicalTypeOptions:
          pattern: ^[A-Z]{2}\b
#                  ^^^^^^^^^^^ `measure` cannot verify values of `plays/country`: engines do not agree on `\b`
        description: Where it was played.
        classification: internal
        examples: [DE]
      - name: title
        logicalType: string
        description: As on the cover.
        classification: internal
        quality:
          - metric: invalidValues
            dimension: conformity
            description: It begins with a letter.
            arguments: {pattern: '^(?!\d)'}
#                                ^^^^^^^^^ `measure` cannot verify values of `plays/title`: engines do not agree on look-around
            mustBe: 0
```
```yaml good contract
schema:
  - name: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: country
        logicalType: string
        logicalTypeOptions:
          pattern: ^[A-Z]{2}$
        description: Where it was played.
        classification: internal
        examples: [DE]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.pattern import refusal
from meshwright.quantities.pattern_syntax import SYNTAX, TOO_LARGE, uncommon_part
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@rule("unsupported-pattern", on=Contract, severity=Severity.WARNING, since="0.1", preset="essential")
def unsupported_pattern(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report each unsupported pattern, with the samples that are not checked against it."""
    fields = contract.fact.fields
    for index, options in fields.more.get("options", {}).items():
        pattern = options.get("pattern")
        if not isinstance(pattern, str):
            continue
        at = contract.home.at(*fields.path(index), "logicalTypeOptions", "pattern")
        reason = refusal(pattern)
        if reason is None:
            yield from _uncommon(contract, index, pattern, at)
            continue
        samples = (
            each for each in mesh.samples if each.contract is contract and each.object == fields.object(index)
        )
        yield Finding(
            f"cannot verify values of `{fields.name(index, contract.fact.objects)}`: {reason}",
            at,
            tuple(Related("this sample is not checked against it", each.home.at()) for each in samples),
        )
    for index, patterns in fields.more.get("patterns", {}).items():
        for position, pattern in patterns:
            steps = (*fields.path(index), "quality", position, "arguments", "pattern")
            yield from _uncommon(contract, index, pattern, contract.home.at(*steps))


def _uncommon(contract: Contract, index: int, pattern: str, at: At) -> Iterator[Finding]:
    """Report a pattern that `measure` does not apply."""
    if part := uncommon_part(pattern):
        name = contract.fact.fields.name(index, contract.fact.objects)
        yield Finding(
            f"`measure` cannot verify values of `{name}`: {_PARTS.get(part, f'engines do not agree on {part}')}",
            at,
            severity=Severity.NOTICE,
        )


_PARTS = {SYNTAX: "its pattern does not parse", TOO_LARGE: "its pattern is too large"}
