"""
A file uses an old name of a rule or severity.

Old names still work in waivers, baselines, comments and settings.
But pages, messages and the search use only the new names, so readers of the file cannot find the rule by its old
name. `meshwright fix` writes the new names.

```yaml bad raw policies/waivers/levels.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: promise-loosened
#     ^^^^^^^^^^^^^^^^ rule `promise-loosened` was renamed; use `slo-loosened`
address: player/play-events/daily@1#sla/latency
reason: The feed is a day slower while it moves.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml fixed raw policies/waivers/levels.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: slo-loosened
address: player/play-events/daily@1#sla/latency
reason: The feed is a day slower while it moves.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
```yaml good raw policies/waivers/levels.yaml
apiVersion: meshwright/v1
kind: Waiver
rule: slo-loosened
address: player/play-events/daily@1#sla/latency
reason: The feed is a day slower while it moves.
owner: player-squad
approvedBy: payments-squad
expires: "2026-12-31"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Severity
from meshwright.rulekit.exceptions.outdated import Outdated
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "renamed-rule",
    on=Outdated,
    severity=Severity.NOTICE,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def renamed_rule(outdated: Outdated) -> Iterator[Finding]:
    """Report each old name, with a fix that writes the new name everywhere in the document."""
    more = f" ({len(outdated.edits)} entries)" if len(outdated.edits) > 1 else ""
    fix = Fix(outdated.edits, title=f"write `{outdated.new}`") if outdated.edits else None
    yield Finding(
        f"{outdated.sort} `{outdated.old}` was renamed; use `{outdated.new}`{more}",
        outdated.at,
        fix=fix,
        discriminator=outdated.old,
    )
