"""
A field has no classification.

Data without a classification is either left unprotected or treated like secret data.
A field inside a classified field inherits its level.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: country
#             ^^^^^^^ `plays/country` has no classification
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        # no classification
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        classification: internal
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import unclassified
from meshwright.finding.finding import Cause, Finding, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "missing-classification", on=Contract, severity=Severity.WARNING, since="0.1", needs=("Classification",)
)
def missing_classification(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Check fields that contain values, but not objects and lists, which contain only other fields."""
    columns = contract.fact.fields
    for field in unclassified(columns):
        if columns.names[field] and contract.fact.is_sound(*columns.path(field), "classification"):
            yield Finding(
                f"`{columns.name(field, contract.fact.objects)}` has no classification",
                contract.home.name(*columns.path(field)),
                causes=(Cause(contract.home.name(*columns.path(field)), "below-category-level"),),
            )
