"""
The baseline contains more findings than before.

The baseline contains the findings that existed when checks were introduced. It may only shrink; otherwise it would hide
new mistakes. Fix new findings, or request a waiver. Findings of rules that did not run in the base (switched off,
added in a later release, or without a document to check) may be added once, in the change that activates these rules:
`meshwright baseline create` adds them, and a notice names the rules. Settings that switch a rule off, or on again,
need the approval of governance. (Reported only when two revisions are compared.)

```yaml before raw policies/baseline/player.yaml
apiVersion: meshwright/v1
kind: Baseline
domain: player
rulesAsOf: "0.1"
findings:
  - 0c7d4e1f9a2b3c4d missing-owner player/play-events
```
```yaml after raw policies/baseline/player.yaml
apiVersion: meshwright/v1
kind: Baseline
domain: player
rulesAsOf: "0.1"
findings:
  - 0c7d4e1f9a2b3c4d missing-owner player/play-events
  - 5b1d7c0aa2f4e681 missing-slo player/play-events/daily@1
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the baseline grew by 1 finding; it may only shrink
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.rulekit.exceptions.baseline import Growth
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "baseline-grew",
    on=Growth,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def baseline_grew(growth: Growth, _before: Mesh, _after: Mesh) -> Iterator[Finding]:
    """Report findings that must not be added, and list those that may be added."""
    if growth.refused:
        at = growth.home.at("findings", growth.refused[0])
        yield Finding(f"the baseline grew by {_findings(len(growth.refused))}; it may only shrink", at)
    if growth.taken:
        count = sum(number for _, number in growth.taken)
        rules = ", ".join(f"`{name}` ({number:,})" for name, number in growth.taken)
        said = f"the baseline adds {_findings(count)} of rules that did not run in the base: {rules}"
        yield Finding(said, growth.home.at("findings"), discriminator="taken", severity=Severity.NOTICE)


def _findings(count: int) -> str:
    return f"{count:,} finding{'' if count == 1 else 's'}"
