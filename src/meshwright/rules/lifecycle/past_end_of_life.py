"""
A port is past its end of life but not retired.

Consumers were informed of the end, but have no reason to migrate as long as the port is available.
Retire it, or postpone the end.

```yaml bad contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2026-06-30"
#          ^^^^^^^^^^^^ past its end of life (2026-06-30), but still active
```
```yaml good contract
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.end_dates import days
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("past-end-of-life", on=Contract, severity=Severity.WARNING, since="0.1", is_timed=True)
def past_end_of_life(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare the end of life, which is the last day, with the as-of date. Findings that appear merely because time
    passes are warnings, so that they do not block changes.
    """
    status = mesh.status(contract)
    if status == "retired":
        return
    for last, at in days(contract, "endOfLife"):
        if last < mesh.today:
            yield Finding(
                f"past its end of life ({last}), but {f'still {status}' if status else 'not retired'}",
                at,
                (Related("its status", mesh.status_at(contract)),) if status else (),
            )
