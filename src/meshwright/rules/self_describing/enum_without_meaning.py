"""
Values of an enum are listed but not explained.

Only the authors of an enum know what `partial` or `3` means. Explain the value with a `label` or a `description`.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: ended_by
        logicalType: string
        description: Why the play ended.
        enum:
          - value: finished
            description: played to the end
          - value: aborted
#                  ^^^^^^^ 1 value of an enum is not explained; add a `description`
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: ended_by
        logicalType: string
        description: Why the play ended.
        enum:
          - value: finished
            description: played to the end
          - value: aborted
            label: the listener moved on, or playback broke off
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.walk import each_property

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("enum-without-meaning", on=DataContract, severity=Severity.NOTICE, since="0.1", preset="strict")
def enum_without_meaning(contract: DataContract) -> Iterator[Finding]:
    """Yield one finding for all unexplained values in a contract."""
    places = [
        At((*path, "enum", position, "value"))
        for field, path in each_property(contract.schema_)
        for position, each in enumerate(field.enum)
        if not (each.label or each.description)
    ]
    if places:
        count = "1 value of an enum is" if len(places) == 1 else f"{len(places)} values of enums are"
        message = f"{count} not explained; add a `description`"
        yield Finding(message, places[0], tuple(Related("here too", at) for at in places[1:]))
