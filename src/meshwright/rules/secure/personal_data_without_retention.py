"""
Personal data has no declared retention period.

The law requires a limit, and teams need one to erase a person's data.
Data is personal if the classification registry says so for its `dataCategory`, or else if the category begins with
`user.`. If a standard requires a retention period too, only this rule reports the lack of one.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: profiles
profiles:
  - slos: [latency, retention]
```
```yaml bad contract
name: play events daily
#     ^^^^^^^^^^^^^^^^^ missing `retention`, required for personal data (`plays/email`)
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import unkept
from meshwright.finding.finding import FORMERLY_OF_ALL, Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("personal-data-without-retention", on=Contract, severity=Severity.WARNING, since="0.1")
def personal_data_without_retention(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check for a retention period on the contract, or on each object with personal data."""
    fact = contract.fact
    fields = unkept(contract, mesh.classification)
    for number, field in enumerate(fields):
        column = fact.fields.name(field, fact.objects)
        category = contract.home.at(*fact.fields.path(field), "customProperties", "dataCategory", "value")
        yield Finding(
            f"missing `retention`, required for personal data (`{column}`)",
            contract.home.name(),
            (Related("personal data", category),),
            discriminator=column,
            subject=column,
            former=() if number else FORMERLY_OF_ALL,
        )
