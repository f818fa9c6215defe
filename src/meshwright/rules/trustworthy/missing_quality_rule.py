"""
An object has no quality rule.

Errors in unchecked data go unnoticed until a consumer finds them. One rule is a start: for example, that rows
arrive, that the key is unique, or that required values are present.

```yaml bad contract
schema:
  - name: plays
#         ^^^^^ no quality rule on the object or its fields
    # no quality
    properties:
      - name: play_id
        logicalType: string
        # no quality
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        quality:
          - metric: duplicateValues
            mustBe: 0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Lack, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("missing-quality-rule", on=Contract, severity=Severity.WARNING, since="0.1")
def missing_quality_rule(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for all objects of the contract. An object with an unreadable rule is not reported."""
    fact = contract.fact
    broken = {path[1] for path in fact.faults if path[:1] == ("schema",) and "quality" in path}
    lacking = [
        number
        for number, each in enumerate(fact.objects)
        if not each.has_quality and number not in broken and fact.is_sound("schema", number, "quality")
    ]
    if lacking:
        more = f" ({len(lacking)} objects)" if len(lacking) > 1 else ""
        yield Finding(
            f"no quality rule on the object or its fields{more}",
            contract.home.name("schema", lacking[0]),
            tuple(Related("here too", contract.home.name("schema", number)) for number in lacking[1:]),
            lack=None if more else Lack("quality rule", "the object"),
            causes=(Cause(contract.home.at("schema", lacking[0], "name"), "duplicate-object"),)
            if len(lacking) == 1
            else (),
        )
