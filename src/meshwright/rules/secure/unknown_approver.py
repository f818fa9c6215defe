"""
The approver of a role is not a registered team.

Access requests do not reach a team, and reviews cannot be compared with the approver in the contract.
The rule checks `firstLevelApprovers` and `secondLevelApprovers`, which are lists separated by commas; `na` and
`none` mean that no approval is needed. People change jobs but teams stay, so members cannot be approvers.

```yaml bad contract
roles:
  - role: analyst
    access: read
    firstLevelApprovers: player-squadd
#                        ^^^^^^^^^^^^^ unknown approver `player-squadd`; did you mean `player-squad`?
    secondLevelApprovers: ines.holm
#                         ^^^^^^^^^ approver `ines.holm` is a person; name the team `player-squad`
```
```yaml fixed contract
roles:
  - role: analyst
    access: read
    firstLevelApprovers: player-squad
    secondLevelApprovers: player-squad
```
```yaml good contract
roles:
  - role: analyst
    access: read
    firstLevelApprovers: player-squad, payments-squad
    secondLevelApprovers: none
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.approvers import approver_names, is_approver, stated_approvers
from meshwright.mesh.items import Contract
from meshwright.mesh.registries import mappings, text
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.mesh import Mesh


@rule("unknown-approver", on=Contract, severity=Severity.WARNING, since="0.1", needs=("Team",))
def unknown_approver(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check the roles of the contract and of its servers."""
    for value, at in stated_approvers(contract):
        names = approver_names(value)
        for name in names:
            if not is_approver(name) or mesh.is_known("Team", name):
                continue
            person = mesh.derived(_members).get(name)
            near = person or nearest(name, mesh.names["Team"])
            message = (
                f"approver `{name}` is a person; name the team `{person}`"
                if person
                else f"unknown approver `{name}`{did_you_mean(near)}"
            )
            fix = meant(at, near) if len(names) == 1 else None
            yield Finding(message, at, fix=fix, discriminator=name)


def _members(mesh: Mesh) -> Mapping[str, str]:
    """Map each member to a team, by user name and by name; a member of several teams to the first one."""
    teams: dict[str, str] = {}
    for team in mesh.register("Team"):
        for member in mappings(team.get("members")):
            for key in ("username", "name"):
                if text(member.get(key)):
                    teams.setdefault(text(member.get(key)), team.name)
    return teams
