"""
A product declares an input that no output port uses.

The input's owner consults this product before every change, although the product does not use the data. An
input is reported only if every port declares its sources, either by `inputContracts` or by
`transformSourceObjects` in at least half of its columns.

```yaml bad other_product
inputPorts:
  - name: plays
    version: 1.0.0
  - name: skips
#         ^^^^^ input `skips` is not used by any output port
    version: 1.0.0
    contractId: skips.daily
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events.daily
        version: 1.0.0
```
```yaml bad product products/player/skips/product.odps.yaml
id: skips
name: skips
outputPorts:
  - name: daily
    description: Skips of a day.
    contractId: skips.daily
```
```yaml bad contract products/player/skips/contracts/daily.v1.odcs.yaml
id: skips.daily
servers:
  - server: lake
    location: s3://watergarden-data/player/skips/daily/v1/plays/*.parquet
```
```yaml fixed other_product
inputPorts:
  - name: plays
    version: 1.0.0
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events.daily
        version: 1.0.0
```
```yaml fixed product products/player/skips/product.odps.yaml
id: skips
name: skips
outputPorts:
  - name: daily
    description: Skips of a day.
    contractId: skips.daily
```
```yaml fixed contract products/player/skips/contracts/daily.v1.odcs.yaml
id: skips.daily
servers:
  - server: lake
    location: s3://watergarden-data/player/skips/daily/v1/plays/*.parquet
```
```yaml good other_product
inputPorts:
  - name: plays
    version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Delete, Finding, Fix, Severity
from meshwright.mesh.items import Product
from meshwright.mesh.link import meeting
from meshwright.mesh.references import Resolved, sources_by_contract
from meshwright.quantities.suggestions import nearest
from meshwright.quantities.version import major_of, parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Input, Port
    from meshwright.mesh.mesh import Mesh


@rule("unused-input", on=Product, severity=Severity.WARNING, since="0.1")
def unused_input(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Search for each input among the input contracts of the ports and the sources of their columns."""
    if not product.outputs or not all(_says_what_it_is_made_from(port, mesh) for port in product.outputs):
        return
    own = [port.contract for port in product.outputs]
    targets = (
        source.target for each in own if each for source in mesh.derived(sources_by_contract).get(each, ())
    )
    mentioned = {target.contract for target in targets if target is not None}
    for each in product.inputs:
        if each.contract is None or each.contract in own or each.contract in mentioned:
            continue
        if not any(_needs(port, each, mesh) for port in product.outputs):
            yield Finding(
                f"input `{each.fact.name}` is not used by any output port",
                each.at("name"),
                fix=Fix((Delete(each.at()),), safe=False, title="remove the input"),
            )


def _says_what_it_is_made_from(port: Port, mesh: Mesh) -> bool:
    if port.fact.needs:
        return True
    contract = port.contract
    if contract is None:
        return False
    sources = mesh.derived(sources_by_contract).get(contract, ())
    stating = {source.field for source in sources if isinstance(source.target, Resolved)}
    return len(stating) * 2 >= len(contract.fact.fields) > 0


def _needs(port: Port, each: Input, mesh: Mesh) -> bool:
    """Compare inputs by id and major version; an unresolved reference, which is already reported, could refer to the input.

    A missing or unreadable version matches any version.
    """
    own, wanted = each.fact.contract_id or "", each.fact.version
    return any(
        not identity
        or (
            identity == own
            and (_is_open(wanted) or _is_open(version) or major_of(version) == major_of(wanted))
        )
        or (meeting(identity, version, mesh.contracts_by_id) is None and _may_mean(identity, own, mesh))
        for identity, version in port.fact.needs
    )


def _is_open(version: str | None) -> bool:
    """Return whether a version is missing or unreadable."""
    return parse_version(version) is None


def _may_mean(identity: str, own: str, mesh: Mesh) -> bool:
    is_product = any(identity in (each.fact.id, each.address) for each in mesh.products)
    return identity == own or is_product or nearest(identity, [own]) is not None
