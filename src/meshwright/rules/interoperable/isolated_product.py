"""
A product shares no entity with another product, and has no inputs and no consumers.

The value of a mesh lies in combining products, which is not possible with an isolated product.
Often, its columns are just not linked yet: `meshwright entity` shows which columns identify which entity.

```yaml bad entity
name: artist
```
```yaml bad product products/player/quality/product.odps.yaml
id: quality
name: quality
#     ^^^^^^^ `player/quality` has no inputs, no consumers and no entity in common with another product
outputPorts:
  - name: daily
    description: Losses of a day.
    contractId: quality.daily
```
```yaml bad contract products/player/quality/contracts/daily.v1.odcs.yaml
id: quality.daily
name: quality daily
```
```yaml good entity
name: artist
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.join_evidence import joined
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract


@rule(
    "isolated-product",
    on=Mesh,
    severity=Severity.NOTICE,
    since="0.1",
    preset="strict",
    needs=("Entity",),
    needs_products=True,
)
def isolated_product(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Find products without a connection; the only product of a mesh is not isolated, and neither is one with
    external inputs.
    """
    if mesh.broken or len(mesh.products) < 2:
        return
    together = _together(mesh)
    for product in mesh.products:
        has_contract = any(port.contract is not None for port in product.outputs)
        if has_contract and not product.inputs and product.address not in together:
            yield Finding(
                f"`{product.address}` has no inputs, no consumers and no entity in common with another product",
                product.home.name(),
            )


def _together(mesh: Mesh) -> set[str]:
    """Return the products that share an entity, are joined with another product, or have a consumer."""
    carriers: dict[str, set[str]] = {}
    for link in mesh.derived(linked).all():
        carriers.setdefault(link.entity, set()).update(_products(link.contract, mesh))
    found = {product for shared in carriers.values() if len(shared) > 1 for product in shared}
    for product in mesh.products:
        for each in product.inputs:
            found |= _products(each.contract, mesh) if each.contract else set()
    for agreement in mesh.agreements:
        found |= {mesh.ports[agreement.port].product} if agreement.port in mesh.ports else set()
    for pair in joined(mesh):
        ends = _products(pair.left[0], mesh) | _products(pair.right[0], mesh)
        found |= ends if len(ends) > 1 else set()
    return found


def _products(contract: Contract, mesh: Mesh) -> set[str]:
    return {mesh.ports[contract.port].product} if contract.port is not None else set()
