"""
A waiver is approved by the team that requested it.

An exception is a decision only if a second team agrees. The team that bears the risk must approve it: a consumer,
the steward or the governance council.

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
approvedBy: player-squad
#           ^^^^^^^^^^^^ `player-squad` owns the waiver and cannot approve it
expires: "2026-12-31"
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

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.rulekit.exceptions.waiving import WaiverStatus
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "self-approved-waiver",
    on=WaiverStatus,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def self_approved_waiver(appraised: WaiverStatus) -> Iterator[Finding]:
    """Compare both names, ignoring case; another rule checks whether they are teams."""
    waiver = appraised.waiver
    if waiver.owner and waiver.owner.casefold() == waiver.approved_by.casefold():
        message = f"`{waiver.approved_by}` owns the waiver and cannot approve it"
        yield Finding(message, waiver.home.at("approvedBy"), (Related("the owner", waiver.home.at("owner")),))
