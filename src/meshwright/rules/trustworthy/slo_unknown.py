"""
A promise cannot be verified, because a fact on which it depends is not declared.

Consumers cannot rely on a service level that cannot be verified. The finding names the missing fact: an input's
promise, how often the port is refreshed (`frequency`), how long a refresh takes (`runTime`), or how often a view
itself fails (`ownUnavailability`). Ports without inputs are not checked, because their service levels do not depend
on others.

```yaml bad contract
slaProperties:
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```
```yaml bad other_contract
slaProperties:
  - property: latency
    value: 72
#          ^^ cannot verify the latency of `payments/royalties/statements@1`: `player/play-events/daily@1` declares no `latency`
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
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
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.promises.service_level_assessment import ServiceLevelStatus
from meshwright.analysis.promises.service_levels import promises
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("slo-unknown", on=Mesh, severity=Severity.NOTICE, since="0.1", preset="strict", needs_products=True)
def slo_unknown(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each missing fact once per port. A fact that is missing because of another error is already reported.
    A frequency can always be kept, whatever the inputs do; at worst, refreshes are unnecessary.
    """
    for assessments in mesh.derived(promises).of.values():
        unknown = [
            each
            for each in assessments
            if each.making.feeds
            and each.verdict is ServiceLevelStatus.UNKNOWN
            and each.level.name != "frequency"
            and any(not missing.is_reported for missing in each.missing)
        ]
        if not unknown:
            continue
        names = ", ".join(dict.fromkeys(each.level.name for each in unknown))
        missing = {each.what: each for one in unknown for each in one.missing if not each.is_reported}
        first, *others = missing.values()
        more = f", and {len(others)} more" if others else ""
        yield Finding(
            f"cannot verify the {names} of `{unknown[0].making.contract.address}`: {first.what}{more}",
            unknown[0].level.at,
            tuple(Related(each.what, each.at) for each in missing.values()),
        )
