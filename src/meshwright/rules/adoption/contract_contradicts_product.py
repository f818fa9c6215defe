"""
A contract contradicts the product that exposes it.

Domain, team and status belong to the product, and a contract inherits them: if declared twice, the two will differ
sooner or later, and consumers rely on the contract. The contract of a port with `deprecated: true` may state
`deprecated`, and a contract that is not in use yet may have an earlier status, such as a draft version 2 in an
active product. If several contracts agree with each other but not with their product, the product is reported
instead of each contract. The fix only moves the life cycle forward, in the contract or its port, because only the
team knows whether a step back is intended.

```yaml bad contract
status: active
domain: payments
#       ^^^^^^^^ contradicts the product that exposes it, which declares `player`
```
```yaml fixed contract
status: active
```
```yaml bad other_contract
status: deprecated
#       ^^^^^^^^^^ contradicts the product that exposes it, which declares `active`
slaProperties:
  - property: latency
    value: 72
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2027-06-30"
authoritativeDefinitions:
  - type: successor
    url: https://wiki.watergarden.example/statements-have-moved
```
```yaml bad other_product
outputPorts:
  - name: statements
    description: Statements of a month.
    type: files
    version: 1.0.0
    contractId: royalties.statements
```
```yaml fixed other_contract
status: deprecated
slaProperties:
  - property: latency
    value: 72
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2027-06-30"
authoritativeDefinitions:
  - type: successor
    url: https://wiki.watergarden.example/statements-have-moved
```
```yaml fixed other_product
outputPorts:
  - name: statements
    description: Statements of a month.
    type: files
    version: 1.0.0
    contractId: royalties.statements
    deprecated: true
```
```yaml bad other_contract
status: active
#       ^^^^^^ contradicts the product that exposes it, which declares `deprecated`
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
#       ^^^^^^ contradicts the product that exposes it, which declares `draft`
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
from meshwright.mesh.items import Product
from meshwright.quantities.lifecycle import STATUSES
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.finding.finding import Edit
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


_Path = tuple[str, ...]
_PATHS = (("domain",), ("team", "name"), ("status",))


@rule("contract-contradicts-product", on=Product, severity=Severity.ERROR, since="0.1")
def contract_contradicts_product(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Compare the values that both declare; a name that is not registered is already reported."""
    ports = (port.contract for port in product.outputs)
    exposed = tuple(dict.fromkeys(each for each in ports if each and exposing_product(each, mesh) is product))
    for path in _PATHS:
        against = [each for each in exposed if _contradicts(each, product, path, mesh)]
        stated = {_stated(each, path) for each in exposed} - {None}
        if len(against) > 1 and len(stated) == 1:
            yield _of_product(against, product, path, mesh)
        else:
            yield from (_of_contract(each, product, path, mesh) for each in against)


def _of_contract(contract: Contract, product: Product, path: _Path, mesh: Mesh) -> Finding:
    """Report a single contract; only its author can move its life cycle back."""
    at, theirs = contract.home.at(*path), _stated(product, path) or ""
    if path == ("status",):
        fix = _onward((contract,), theirs, mesh)
    else:
        edit = Replace(at, theirs) if path == ("team", "name") else Delete(at)
        fix = Fix((edit,), safe=False, title="inherit it from the product")
    related = (Related("the product's", product.home.at(*path)),)
    return Finding(f"contradicts the product that exposes it, which declares `{theirs}`", at, related, fix)


def _of_product(contracts: Sequence[Contract], product: Product, path: _Path, mesh: Mesh) -> Finding:
    """Return the only finding for a product that contradicts all of its contracts."""
    message = f"all {len(contracts)} contracts that it exposes declare `{_stated(contracts[0], path)}`"
    related = tuple(Related("a contract's", each.home.at(*path)) for each in contracts)
    fix = _onward(contracts, _stated(product, path) or "", mesh) if path == ("status",) else None
    return Finding(message, product.home.at(*path), related, fix, discriminator=path[0])


def _onward(contracts: Sequence[Contract], theirs: str, mesh: Mesh) -> Fix | None:
    """Return a fix that moves the life cycle of contracts or their ports one step forward; None for a step back."""
    own = contracts[0].fact.status or ""
    ports = [port for each in contracts if (port := mesh.ports.get(each.port or "")) is not None]
    edits: tuple[Edit, ...] = ()
    title = f"write `{theirs}`"
    if STATUSES.index(theirs) == STATUSES.index(own) + 1:
        edits = tuple(Replace(each.home.at("status"), theirs) for each in contracts)
    elif own == "deprecated" and theirs == "active" and len(ports) == len(contracts):
        edits = tuple(Insert(port.at(), "deprecated", "true") for port in ports)
        title = "mark the port `deprecated: true`" if len(ports) == 1 else "mark the ports `deprecated: true`"
    return Fix(edits, safe=False, title=title) if edits else None


def _contradicts(contract: Contract, product: Product, path: _Path, mesh: Mesh) -> bool:
    own, theirs = _stated(contract, path), _stated(product, path)
    if not own or not theirs or own == theirs or contract.port is None:
        return False
    if not (_is_known(path, own, mesh) and _is_known(path, theirs, mesh)):
        return False
    if path != ("status",):
        return True
    is_port_deprecated = mesh.ports[contract.port].fact.is_deprecated
    return not (_is_ahead(own, theirs) or (own == "deprecated" and is_port_deprecated))


def _stated(thing: Contract | Product, path: _Path) -> str | None:
    fact = thing.fact
    return {"domain": fact.domain, "team": fact.team, "status": fact.status}[path[0]]


def _is_ahead(own: str, theirs: str) -> bool:
    """Return whether a contract has an earlier status than its product, which is not deprecated or retired."""
    return STATUSES.index(own) < STATUSES.index(theirs) <= STATUSES.index("active")


def _is_known(path: _Path, value: str, mesh: Mesh) -> bool:
    if path == ("status",):
        return value in STATUSES
    return mesh.is_usable(str(path[0]).title(), value)
