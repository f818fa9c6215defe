"""
A product has no support channel.

When data is late or looks wrong, a consumer needs a channel that the owners read, not a list of names.
The product (`support`) or its registered team states the channel.

```yaml bad product
name: play-events
#     ^^^^^^^^^^^ neither the product nor its team has a support channel
team:
  name: night-watch
support: []
```
```yaml bad raw governance/night-watch.yaml
apiVersion: meshwright/v1
kind: Team
name: night-watch
members:
  - username: ines.holm
    role: owner
```
```yaml good product
support:
  - channel: "#player-data"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.inheritance import accountable, has_support
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("missing-support-channel", on=Mesh, severity=Severity.WARNING, since="0.1")
def missing_support_channel(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check products; in a mesh without products, check contracts.

    Items of an unregistered team are not checked, because the team could have a channel.
    """
    for thing in accountable(mesh):
        team = thing.fact.team
        is_team_known = not team or team in mesh.teams or not mesh.register("Team")
        if has_support(thing, mesh) or not is_team_known or not thing.fact.is_sound("support"):
            continue
        if team in mesh.teams:
            message = f"neither the {thing.kind} nor its team has a support channel"
        else:
            message = f"missing `support`; the {thing.kind} has no support channel"
        yield Finding(message, thing.home.name(), lack=Lack("support channel", f"the {thing.kind}"))
