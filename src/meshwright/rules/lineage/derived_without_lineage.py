"""
A product derives from others, but does not state the source columns.

An aggregate or consumer-aligned product derives its columns from inputs. Without `transformSourceObjects`, it is
unknown how sensitive a value is, and which consumers a change affects. One column with declared sources, or with
`transformLogic`, is enough.

```yaml bad other_product
type: consumerAligned
#     ^^^^^^^^^^^^^^^ the product is consumer-aligned, but has no inputs
inputPorts: []
outputPorts:
  - name: statements
```
```yaml good other_product
type: consumerAligned
inputPorts:
  - name: plays
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.archetype import DERIVED, archetype_at
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import ContractFact
    from meshwright.mesh.mesh import Mesh


@rule("derived-without-lineage", on=Product, severity=Severity.WARNING, since="0.1", preset="strict")
def derived_without_lineage(product: Product, _: Mesh) -> Iterator[Finding]:
    """Check the inputs, then the columns of each port; yield one finding for each port."""
    words = DERIVED.get(product.fact.archetype or "")
    if words is None:
        return
    if not product.inputs:
        if product.fact.is_sound("inputPorts"):
            yield Finding(f"the product is {words}, but has no inputs", archetype_at(product))
        return
    for port in product.outputs:
        if port.contract and not _says_where_from(port.contract.fact):
            yield Finding(f"no column of `{port.fact.name}` declares its sources", port.at("name"))


def _says_where_from(contract: ContractFact) -> bool:
    more = contract.fields.more
    return not contract.fields or "sources" in more or "logic" in more
