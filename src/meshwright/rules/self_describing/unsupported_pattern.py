"""
Values cannot be checked against a pattern.

Patterns run in linear time, so that no pattern can block a check; look-around and back-references are therefore
unsupported. Examples and samples of the field are not checked against such a pattern, but they are checked against
all other options.

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
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("unsupported-pattern", on=Contract, severity=Severity.WARNING, since="0.1", preset="essential")
def unsupported_pattern(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report each unsupported pattern, with the samples that are not checked against it."""
    fields = contract.fact.fields
    for index, options in fields.more.get("options", {}).items():
        pattern = options.get("pattern")
        reason = refusal(pattern) if isinstance(pattern, str) else None
        if reason is None:
            continue
        samples = (
            each for each in mesh.samples if each.contract is contract and each.object == fields.object(index)
        )
        yield Finding(
            f"cannot verify values of `{fields.name(index, contract.fact.objects)}`: {reason}",
            contract.home.at(*fields.path(index), "logicalTypeOptions", "pattern"),
            tuple(Related("this sample is not checked against it", each.home.at()) for each in samples),
        )
