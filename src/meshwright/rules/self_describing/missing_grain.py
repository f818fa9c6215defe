"""
An object does not state what one row represents.

Without this information, a count or a sum can look right but be wrong.
`dataGranularityDescription` states this in a sentence: one row per play, or one row per payee and month.

```yaml bad contract
schema:
  - name: plays
#         ^^^^^ missing `dataGranularityDescription`; state what one row represents
    # no dataGranularityDescription
    properties:
      - name: play_id
        logicalType: string
```
```yaml good contract
schema:
  - name: plays
    dataGranularityDescription: One row a play; a redelivered report repeats its id.
    properties:
      - name: play_id
        logicalType: string
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("missing-grain", on=Contract, severity=Severity.WARNING, since="0.1")
def missing_grain(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for all objects of the contract."""
    fact = contract.fact
    lacking = [
        contract.home.name("schema", number)
        for number, each in enumerate(fact.objects)
        if not each.has_grain and fact.is_sound("schema", number, "dataGranularityDescription")
    ]
    if lacking:
        more = f" ({len(lacking)} objects)" if len(lacking) > 1 else ""
        yield Finding(
            f"missing `dataGranularityDescription`{more}; state what one row represents",
            lacking[0],
            tuple(Related("here too", at) for at in lacking[1:]),
            lack=None if more else Lack("grain (`dataGranularityDescription`)", "the object"),
        )
