"""
A port or its product is retired, but agreements to use it are still valid.

Dashboards and models that have not migrated go blank, or keep showing the last data. For products that read
it, `input-of-retired` reports the input; the owner must inform consumers that have an agreement.

```yaml bad other_product
status: retired
```
```yaml bad other_contract
status: retired
#       ^^^^^^^ `payments/royalties/statements@1` is retired, but an agreement to use it is still valid
```
```yaml bad raw products/payments/royalties/agreements/audit.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: payments-squad
  use: yearly audit
purpose: audit
role: royalty-accountant
expires: "2027-06-30"
```
```yaml good other_product
status: retired
```
```yaml good other_contract
status: retired
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.offers import offers
from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.registries import Agreement


@rule("retired-with-consumers", on=Mesh, severity=Severity.ERROR, since="0.1")
def retired_with_consumers(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check current agreements. `expired-agreement` reports expired ones."""
    is_retired = mesh.derived(offers).is_retired
    using: dict[Contract, list[Agreement]] = {}
    for agreement in mesh.agreements:
        port = mesh.ports.get(agreement.port)
        contract = port.contract if port else None
        if contract and agreement.is_current(mesh.today) and is_retired(contract):
            using.setdefault(contract, []).append(agreement)
    seen: set[At] = set()
    for contract, agreements in using.items():
        at = _status_at(contract, mesh)
        causes = (Cause(at, "retired-with-consumers"),) if at in seen else ()
        seen.add(at)
        hold = "an agreement to use it is still valid"
        if len(agreements) > 1:
            hold = f"{len(agreements)} agreements to use it are still valid"
        yield Finding(
            f"`{contract.address}` is retired, but {hold}",
            at,
            tuple(Related(f"`{each.use}` of `{each.team}`", each.home.at("port")) for each in agreements),
            discriminator=contract.address,
            causes=causes,
        )


def _status_at(contract: Contract, mesh: Mesh) -> At:
    """Return the location of the `retired` status: that of the port, or that of the product that offers it."""
    product = exposing_product(contract, mesh)
    if product is None or mesh.status(contract) == "retired":
        return mesh.status_at(contract)
    return product.home.at("status")
