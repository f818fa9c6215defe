"""
A contract says something else than the product that exposes it.

Domain, team and status are the product's, and a contract takes them from it:
stated twice, one of them is wrong sooner or later, and the contract is what consumers read.
The contract of a port that is `deprecated: true` may say `deprecated`,
and one that is not in use yet may say so beside others that are: version 2 as a draft, in an active product.
A fix takes the life cycle on, in the contract or in its port, and never back: whether that was meant, only the team knows.

```yaml bad contract
status: active
domain: payments
#       ^^^^^^^^ the product that exposes it says `player`
```
```yaml fixed contract
status: active
```
```yaml bad contract
status: deprecated
#       ^^^^^^^^^^ the product that exposes it says `active`
```
```yaml bad product
outputPorts:
  - name: daily
    description: Plays of a day.
    type: files
    version: 1.0.0
    contractId: play-events.daily
```
```yaml fixed contract
status: deprecated
```
```yaml fixed product
outputPorts:
  - name: daily
    description: Plays of a day.
    type: files
    version: 1.0.0
    contractId: play-events.daily
    deprecated: true
```
```yaml bad other_contract
status: active
#       ^^^^^^ the product that exposes it says `deprecated`
```
```yaml bad other_product
status: deprecated
```
```yaml fixed other_contract
status: deprecated
```
```yaml fixed other_product
status: deprecated
```
```yaml bad other_product
status: draft
```
```yaml bad other_contract
status: active
#       ^^^^^^ the product that exposes it says `draft`
```
```yaml good contract
domain: player
status: active
```
```yaml good other_contract
status: draft
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Delete, Finding, Fix, Insert, Related, Replace, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract
from meshwright.quantities.lifecycle import STATUSES
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Edit
    from meshwright.mesh.mesh import Mesh


@rule("contract-contradicts-product", on=Contract, severity=Severity.ERROR, since="0.1")
def contract_contradicts_product(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare what both state; a name that its register does not have is told of there."""
    product = exposing_product(contract, mesh)
    if product is None or contract.port is None:
        return
    is_port_deprecated = mesh.ports[contract.port].fact.is_deprecated
    stated = (
        (("domain",), contract.fact.domain, product.fact.domain),
        (("team", "name"), contract.fact.team, product.fact.team),
        (("status",), contract.fact.status, product.fact.status),
    )
    for path, own, theirs in stated:
        if (
            not own
            or not theirs
            or own == theirs
            or not (_is_known(path, own, mesh) and _is_known(path, theirs, mesh))
        ):
            continue
        if path == ("status",) and (_is_ahead(own, theirs) or (own == "deprecated" and is_port_deprecated)):
            continue
        at, origin = contract.home.at(*path), product.home.at(*path)
        if path == ("status",):  # what is stated about the life cycle is the author's to take back
            fix = _onward(contract, own, theirs, mesh)
        else:
            edit = Replace(at, theirs) if path == ("team", "name") else Delete(at)
            fix = Fix((edit,), safe=False, title="take it from the product")
        yield Finding(
            f"the product that exposes it says `{theirs}`", at, (Related("the product's", origin),), fix
        )


def _onward(contract: Contract, own: str, theirs: str, mesh: Mesh) -> Fix | None:
    """Return the fix that takes a life cycle one step on, in the contract or in the product; none takes it back."""
    port = mesh.ports.get(contract.port or "")
    if STATUSES.index(theirs) == STATUSES.index(own) + 1:
        edit: Edit = Replace(contract.home.at("status"), theirs)
        return Fix((edit,), safe=False, title=f"write `{theirs}`")
    if own == "deprecated" and theirs == "active" and port is not None:
        edit = Insert(port.at(), "deprecated", "true")
        return Fix((edit,), safe=False, title="mark the port `deprecated: true`")
    return None


def _is_ahead(own: str, theirs: str) -> bool:
    """Return whether a contract is not in use yet, in a product that has come further and does not end."""
    return STATUSES.index(own) < STATUSES.index(theirs) <= STATUSES.index("active")


def _is_known(path: tuple[str, ...], value: str, mesh: Mesh) -> bool:
    if path == ("status",):
        return value in STATUSES
    return mesh.is_usable(path[0].title(), value)
