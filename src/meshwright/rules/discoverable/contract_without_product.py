"""
A contract is not exposed by any product.

The contract has no owner, no domain and no address for consumers, and cannot be found through products. If
products of the mesh read it, this is an error: the product that exposed it was removed. In a mesh without
products, this rule is off; a retired contract needs no product.

```yaml bad raw products/player/play-events/contracts/hourly.v1.odcs.yaml
apiVersion: v3.2.0
kind: DataContract
id: play-events.hourly
#   ^^^^^^^^^^^^^^^^^^ no output port names this contract
version: 1.0.0
status: draft
description:
  purpose: Plays of an hour.
```
```yaml good product
outputPorts:
  - name: daily
```
```yaml bad raw products/player/play-events/contracts/hourly.v1.odcs.yaml
apiVersion: v3.2.0
kind: DataContract
id: player.play-events.hourly
#   ^^^^^^^^^^^^^^^^^^^^^^^^^ no output port names this contract, and 1 product reads it: `payments/royalties`
version: 1.0.0
status: active
description:
  purpose: Plays of an hour.
servers:
  - server: lake
    type: s3
    location: s3://watergarden-data/player/play-events/hourly/v1/*.parquet
    format: parquet
roles:
  - role: analyst
    access: read
```
```yaml bad other_product
inputPorts:
  - name: plays
  - name: hours
    version: 1.0.0
    contractId: player.play-events.hourly
outputPorts:
  - name: statements
    inputContracts:
      - id: play-events.daily
        version: 1.0.0
      - id: player.play-events.hourly
        version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.address import segment
from meshwright.mesh.belonging import domain_in
from meshwright.mesh.items import Contract
from meshwright.quantities.suggestions import nearest
from meshwright.quantities.version import major_of
from meshwright.rulekit.rule import rule
from meshwright.source.effort import is_spent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Home
    from meshwright.mesh.mesh import Mesh

MOST_NAMED = 3


@rule("contract-without-product", on=Contract, severity=Severity.WARNING, since="0.1", needs_products=True)
def contract_without_product(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check contracts that no port exposes, unless an error reported elsewhere could be the reason."""
    identity = contract.fact.id
    if contract.port is not None or not identity or mesh.status(contract) == "retired":
        return
    is_named_in_broken = any(
        identity in broken.sketch.exposes
        or (broken.sketch.kind == "DataProduct" and not broken.sketch.exposes)
        for broken in mesh.broken
    )
    if is_named_in_broken or _is_double(contract, mesh) or _is_meant(contract, mesh):
        return
    message = "no output port names this contract"
    reading = _reading(contract, mesh)
    if not reading:
        yield Finding(message, contract.home.at("id"))
        return
    named = ", ".join(f"`{each}`" for each in [*reading][:MOST_NAMED])
    more = f" and {len(reading) - MOST_NAMED} more" if len(reading) > MOST_NAMED else ""
    reads = "1 product reads" if len(reading) == 1 else f"{len(reading)} products read"
    yield Finding(
        f"{message}, and {reads} it: {named}{more}",
        contract.home.at("id"),
        tuple(Related(f"`{name}`", at) for name, at in reading.items()),
        severity=Severity.ERROR,
    )


def _reading(contract: Contract, mesh: Mesh) -> dict[str, At]:
    """Return the consumers of a contract, with the locations of their declarations; empty if the contract's
    domain is not registered.
    """
    domain = contract.fact.domain
    is_ours = domain is not None and domain_in(f"{segment(domain)}/", mesh) is not None
    if not is_ours and domain_in(contract.fact.id, mesh) is None:
        return {}
    return {
        product.address: each.at("contractId")
        for product in mesh.products
        for each in product.inputs
        if each.contract is contract
    }


def _is_double(contract: Contract, mesh: Mesh) -> bool:
    """Return whether a port exposes another document with the same identity."""
    major = major_of(contract.fact.version)
    return any(
        other.port is not None and major_of(other.fact.version) == major
        for other in mesh.contracts_by_id[contract.fact.id]
    )


def _is_meant(contract: Contract, mesh: Mesh) -> bool:
    """Return whether a port with an unknown contract may refer to this contract."""
    loose = mesh.derived(_loose)
    return contract.fact.id in loose.ids or is_spent() or any(map(contract.home.is_beside, loose.homes))


class _Loose(NamedTuple):
    """The contracts to which ports with an unknown contract may refer: by id, or because they are in the
    folder of the port's file.
    """

    ids: frozenset[str]
    homes: frozenset[Home]


def _loose(mesh: Mesh) -> _Loose:
    ports = [port for product in mesh.products for port in product.outputs if port.contract is None]
    stated = {port.fact.contract_id for port in ports if port.fact.contract_id}
    near = {nearest(each, mesh.contracts_by_id) for each in sorted(stated)}
    unsound = {product.home for product in mesh.products if not product.fact.is_sound("outputPorts")}
    return _Loose(
        frozenset(stated | {each for each in near if each}),
        frozenset(unsound | {port.home for port in ports if not port.fact.contract_id}),
    )
