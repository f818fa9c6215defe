"""
A product has no owner.

The owner decides what a product promises, and is responsible if a promise is broken. The owner is a member of the
product's team: the one whose role is `owner` or ends with that word (`Data Owner`), or the one named by the custom
property `owner`. A contract inherits the owner of the product that exposes it.

```yaml bad product
name: play-events
#     ^^^^^^^^^^^ the product has no owner; name a team or a member with the role `owner`
team:
  description: Somebody in the player domain.
  # no name
```
```yaml good product
team:
  name: player-squad
  members:
    - username: ines.holm
      role: owner
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.owning import is_owner
from meshwright.finding.finding import Cause, Finding, Lack, Severity
from meshwright.mesh.items import Contract, Product
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("missing-owner", on=Mesh, severity=Severity.ERROR, since="0.1")
def missing_owner(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check products; in a mesh without products, check contracts, and report them as warnings."""
    yield from _of_teams(mesh)
    owned = {team.name for team in mesh.register("Team") if _has_owner(team.get("members"))}
    contracts = () if mesh.has_products else mesh.contracts
    things: tuple[Product | Contract, ...] = (*mesh.products, *contracts)
    for thing in things:
        team = thing.fact.team
        if thing.fact.owners or team in owned:
            continue
        severity = Severity.WARNING if isinstance(thing, Contract) else None
        if not team:
            message = f"the {thing.kind} has no owner; name a team or a member with the role `owner`"
            lack = Lack("owner", f"the {thing.kind}")
            yield Finding(message, thing.home.name(), severity=severity, lack=lack)
        elif any(entry.name == team for entry in mesh.register("Team")):
            message = f"neither the {thing.kind} nor its team `{team}` has a member with the role `owner`"
            causes = tuple(
                Cause(entry.home.at("members"), "missing-owner")
                for entry in mesh.register("Team")
                if entry.name == team
            )
            yield Finding(message, thing.home.at("team", "name"), severity=severity, causes=causes)


def _of_teams(mesh: Mesh) -> Iterator[Finding]:
    """Report teams that have members with roles, but no owner; teams without roles are not checked."""
    for team in mesh.register("Team"):
        members = team.get("members")
        if not isinstance(members, list | tuple) or _has_owner(members):
            continue
        stated = [
            number for number, each in enumerate(members) if isinstance(each, dict) and each.get("role")
        ]
        if stated:
            at = team.home.at("members", stated[0], "role")
            message = f"no member of team `{team.name}` has the role `owner`; assign it to a member"
            yield Finding(message, at, severity=Severity.WARNING)


def _has_owner(members: object) -> bool:
    if not isinstance(members, list | tuple):
        return False
    return any(isinstance(each, dict) and is_owner(each.get("role")) for each in members)
