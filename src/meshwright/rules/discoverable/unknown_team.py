"""
A team is not in the registry of teams.

When a product breaks, its team is paged; a team that is not registered cannot be reached.

```yaml bad product
team:
  name: player-squadd
#       ^^^^^^^^^^^^^ unknown team `player-squadd`; did you mean `player-squad`?
```
```yaml fixed product
team:
  name: player-squad
```
```yaml good product
team:
  name: player-squad
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Product

_KEYS = {
    "Mesh": ("owner",),
    "Domain": ("owner",),
    "System": ("owner",),
    "Standard": ("owner",),
    "Entity": ("steward",),
    "Waiver": ("owner", "approvedBy"),
    "Policy": ("owner",),
}
"""The paths in governance documents that name a team."""


@rule("unknown-team", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential", needs=("Team",))
def unknown_team(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check every path that names a team."""
    for name, at in _named(mesh):
        if name and not mesh.is_known("Team", name):
            near = nearest(name, mesh.names["Team"])
            yield Finding(f"unknown team `{name}`{did_you_mean(near)}", at, fix=meant(at, near))


def _named(mesh: Mesh) -> Iterator[tuple[str | None, At]]:
    things: tuple[Product | Contract, ...] = (*mesh.products, *mesh.contracts)
    for thing in things:
        yield thing.fact.team, thing.home.at("team", "name")
    for kind, keys in _KEYS.items():
        for entry in mesh.register(kind):
            for key in keys:
                yield entry.get(key), entry.home.at(key)
    for contract in mesh.contracts:
        columns = contract.fact.fields
        for field, custom in columns.more.get("custom", {}).items():
            stated = custom.get("deidentification")
            owner = stated.get("keyOwner") if isinstance(stated, Mapping) else None
            if isinstance(owner, str) and not has_variable(owner):
                at = contract.home.at(*columns.path(field), "customProperties", "deidentification", "value")
                yield owner.strip(), at / "keyOwner"
    for agreement in mesh.register("AccessAgreement"):
        consumer = agreement.get("consumer")
        if isinstance(consumer, dict):
            yield consumer.get("team"), agreement.home.at("consumer", "team")
