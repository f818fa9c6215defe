"""
A waiver has no effect.

Its finding was fixed, or the waiver names a rule or an address that does not exist.
Delete its file; otherwise it would hide the next finding of that kind there without approval.
Each policy states who may waive it; housekeeping rules and unreadable files cannot be waived.

```yaml bad raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: player/play-events#team
#        ^^^^^^^^^^^^^^^^^^^^^^^ no `unknown-team` finding at `player/play-events#team`; delete the waiver
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml bad raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: yaml-syntax
#     ^^^^^^^^^^^ `yaml-syntax` cannot be waived
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml bad raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: player/play-event
#        ^^^^^^^^^^^^^^^^^ domain `player` has no product `play-event`; did you mean `play-events`?
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml bad raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-taem
#     ^^^^^^^^^^^^ unknown rule `unknown-taem`; did you mean `unknown-team`?
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml bad product
team:
  name: player-squadd  # meshwright: ignore[unknown-team] until the waiver is merged
```
```yaml fixed raw policies/waivers/owner.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: unknown-team
address: player/play-events
reason: The squad is registered next week.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml fixed product
team:
  name: player-squadd  # meshwright: ignore[unknown-team] until the waiver is merged
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

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.rulekit.exceptions.waiving import UnusedWaiverReason, WaiverStatus
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "unused-waiver",
    on=WaiverStatus,
    severity=Severity.WARNING,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def unused_waiver(appraised: WaiverStatus) -> Iterator[Finding]:
    """Explain why the waiver has no effect. `expired-waiver` reports waivers that have expired."""
    waiver, idle = appraised.waiver, appraised.idle
    if idle is None or not waiver.is_current(appraised.today):
        return
    if idle is UnusedWaiverReason.IS_UNKNOWN:
        at = waiver.home.at("rule")
        message = f"unknown rule `{waiver.rule}`{did_you_mean(appraised.near)}"
        yield Finding(message, at, fix=meant(at, appraised.near))
    elif idle is UnusedWaiverReason.IS_FORBIDDEN:
        message = f"`{waiver.rule}` cannot be waived"
        yield Finding(message, waiver.home.at("rule"), severity=Severity.ERROR)
    elif idle is UnusedWaiverReason.IS_NOWHERE:
        yield Finding(appraised.unknown, waiver.home.at("address"))
    else:
        message = f"no `{waiver.rule}` finding at `{waiver.address}`; delete the waiver"
        yield Finding(message, waiver.home.at("address"))
