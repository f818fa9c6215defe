"""
A port is deprecated without an end date.

Consumers postpone a migration that has no date. `endOfSupport` and `endOfLife` are service levels of the contract.

```yaml bad other_product
status: deprecated
authoritativeDefinitions:
  - type: successor
    url: https://wiki.watergarden.example/statements-have-moved
```
```yaml bad other_contract
name: royalty statements
#     ^^^^^^^^^^^^^^^^^^ deprecated without an end date; add `endOfSupport` or `endOfLife`
status: deprecated
```
```yaml good other_product
status: deprecated
authoritativeDefinitions:
  - type: successor
    url: https://wiki.watergarden.example/statements-have-moved
```
```yaml good other_contract
status: deprecated
slaProperties:
  - property: latency
    value: 72
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
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.service_level import service_level
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract

_ENDS = ("endOfLife", "endOfSupport")


@rule("deprecated-without-date", on=Mesh, severity=Severity.WARNING, since="0.1")
def deprecated_without_date(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check for any end date; ports that share a status are reported once. `unreadable-slo` reports unreadable dates."""
    lacking: dict[At, list[Contract]] = {}
    for contract in mesh.contracts:
        if mesh.status(contract) != "deprecated" or not contract.fact.is_sound("slaProperties"):
            continue
        if not any(service_level(level.property) in _ENDS for level in contract.fact.sla):
            lacking.setdefault(mesh.status_at(contract), []).append(contract)
    for status_at, (first, *others) in lacking.items():
        yield Finding(
            "deprecated without an end date; add `endOfSupport` or `endOfLife`",
            first.home.name(),
            (
                Related("its status", status_at),
                *(Related("deprecated with it", each.home.name()) for each in others),
            ),
        )
