"""
A field declares a lower classification than its definition.

A property that links to a definition (`authoritativeDefinitions`) has the definition's meaning, and is at least as
sensitive. If the two levels differ, all checks use the higher one, but consumers see the lower one in the contract.
A field without a classification takes that of its definition.

```yaml bad raw semantics/mail.yaml
name: email
classification: confidential
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: email
        logicalType: string
        classification: internal
#                       ^^^^^^^^ `plays/email` is internal; its definition in `semantics/mail.yaml` declares confidential
        authoritativeDefinitions:
          - type: definition
            url: ../../../../semantics/mail.yaml
```
```yaml fixed raw semantics/mail.yaml
name: email
classification: confidential
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: email
        logicalType: string
        classification: confidential
        authoritativeDefinitions:
          - type: definition
            url: ../../../../semantics/mail.yaml
```
```yaml good raw semantics/mail.yaml
name: email
classification: confidential
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: email
        logicalType: string
        # no classification
        authoritativeDefinitions:
          - type: definition
            url: ../../../../semantics/mail.yaml
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Replace, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "below-defined-level",
    on=Contract,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Classification",),
)
def below_defined_level(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare each field's own level with that of its definition, if both are registered."""
    ladder, columns = mesh.classification, contract.fact.fields
    if ladder is None:
        return
    for field, (level, file) in columns.more.get("defined", {}).items():
        stated = columns.classifications[field]
        own, least = ladder.rank(stated), ladder.rank(level)
        if own is None or least is None or own >= least:
            continue
        at = contract.home.at(*columns.path(field), "classification")
        yield Finding(
            f"`{columns.name(field, contract.fact.objects)}` is {stated}; its definition in `{file}` declares {level}",
            at,
            fix=Fix((Replace(at, level),), safe=False, title=f"classify it as {level}"),
        )
