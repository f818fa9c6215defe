"""
A waiver has expired.

Its findings count again. Fix them, or ask the team that accepts the risk to renew the waiver by pull request.

```yaml bad raw policies/waivers/sample.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: missing-sample
address: player/play-events/daily@1
reason: The pipeline that draws samples is being built.
owner: player-squad
approvedBy: payments-squad
expires: "2026-10-31"
#        ^^^^^^^^^^^^ the waiver expired on 2026-10-31
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
expires: "2026-12-31"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.rulekit.exceptions.waiving import WaiverStatus
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "expired-waiver",
    on=WaiverStatus,
    severity=Severity.WARNING,
    since="0.1",
    preset="essential",
    is_suppressible=False,
    is_timed=True,
)
def expired_waiver(appraised: WaiverStatus) -> Iterator[Finding]:
    """Check waivers on the as-of date; the last day is included."""
    waiver = appraised.waiver
    if waiver.expires is not None and waiver.expires < appraised.today:
        yield Finding(f"the waiver expired on {waiver.expires}", waiver.home.at("expires"))
