"""
An agreement, a waiver, or a port's support or life ends within 14 days.

There is still time to extend it, to fix the waived finding, or to inform the consumers.

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
  - property: endOfSupport
    value: "2026-12-01"
#          ^^^^^^^^^^^^ its support ends in 9 days
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
  - property: endOfSupport
    value: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.end_dates import days
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.exceptions.waivers import waivers
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.finding.finding import At

FORTNIGHT = 14
"""The number of days in advance that an end is reported."""


@rule("ends-soon", on=Mesh, severity=Severity.NOTICE, since="0.1")
def ends_soon(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report the number of days until each end; the last day is included."""
    for code, what, last, at in _ends(mesh):
        left = (last - mesh.today).days
        if 0 <= left <= FORTNIGHT:
            when = f"in {left} day{'s' if left != 1 else ''}" if left else "today"
            yield Finding(f"{what} ends {when}", at, discriminator=code, former=(what,))


def _ends(mesh: Mesh) -> Iterator[tuple[str, str, date, At]]:
    """Yield a code for each end date, with its description, last day and location."""
    for agreement in mesh.agreements:
        if agreement.expires is not None:
            yield "agreement", "the agreement", agreement.expires, agreement.home.at("expires")
    for waiver in waivers(mesh):
        if waiver.expires is not None:
            yield "waiver", "the waiver", waiver.expires, waiver.home.at("expires")
    for contract in mesh.contracts:
        if mesh.status(contract) != "retired":
            for name, what in (("endOfSupport", "its support"), ("endOfLife", "its life")):
                yield from ((name, what, last, at) for last, at in days(contract, name))
