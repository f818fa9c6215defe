"""
A waiver lasts longer than its rule allows.

A permanent exception changes the rule without a decision by any team. From the as-of date, an error may be
waived for 90 days, and any other finding for 365 days. To extend a waiver, renew it with a new reason.

```yaml bad product
team:
  name: player-squadd
```
```yaml bad raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2027-06-30"
#        ^^^^^^^^^^^^ an error may be waived for 90 days, until 2027-02-20
```
```yaml fixed product
team:
  name: player-squadd
```
```yaml fixed raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2027-02-20"
```
```yaml good product
team:
  name: player-squadd
```
```yaml good raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2027-01-31"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Replace, Severity
from meshwright.rulekit.exceptions.waiving import WaiverStatus, last_day
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "waiver-too-long",
    on=WaiverStatus,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def waiver_too_long(appraised: WaiverStatus) -> Iterator[Finding]:
    """Check the findings that a waiver covers, or its rule if it currently covers none."""
    waiver, weight = appraised.waiver, appraised.weight
    if weight is None or waiver.expires is None:
        return
    last, message = last_day(weight, appraised.today)
    if waiver.expires > last:
        at = waiver.home.at("expires")
        fix = Fix((Replace(at, f'"{last}"'),), safe=False, title=f"end it on {last}")
        yield Finding(message, at, fix=fix)
