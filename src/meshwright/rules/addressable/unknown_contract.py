"""
A port names a contract that does not exist in the mesh.

Consumers of the port cannot find out what data it provides.
For an input this is only a warning, because the contract may be in another repository.
It is an error if a contract in this repository has a similar name (probably a typo), or if the contract belongs to a
registered domain (it was probably removed while it still had a consumer). If an output port names the same contract,
only that port is reported, not its consumers.

```yaml bad product
outputPorts:
  - name: daily
    version: 1.0.0
    contractId: play-events.dayly
#               ^^^^^^^^^^^^^^^^^ unknown contract `play-events.dayly`; did you mean `play-events.daily`?
```
```yaml fixed product
outputPorts:
  - name: daily
    version: 1.0.0
    contractId: play-events.daily
```
```yaml bad product
type: aggregate
inputPorts:
  - name: weather
    version: 1.0.0
    contractId: met-office.weather
#               ^^^^^^^^^^^^^^^^^^ unknown contract `met-office.weather` in this mesh
```
```yaml bad product
type: aggregate
inputPorts:
  - name: refunds
    version: 1.0.0
    contractId: payments.refunds.monthly
#               ^^^^^^^^^^^^^^^^^^^^^^^^ unknown contract `payments.refunds.monthly`; its domain `payments` is registered
```
```yaml good product
outputPorts:
  - name: daily
    version: 1.0.0
    contractId: play-events.daily
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Severity, did_you_mean, meant
from meshwright.mesh.belonging import domain_in, exposers, lost_inputs
from meshwright.mesh.items import Product
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Input, Port
    from meshwright.mesh.mesh import Mesh


@rule("unknown-contract", on=Product, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_contract(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check inputs and outputs; a contract that could be in an unreadable file is not reported. An input's contract
    can be in another repository, and so can every contract if this repository has none.
    """
    ports: tuple[Port | Input, ...] = (*product.outputs, *product.inputs)
    for port in ports:
        contract_id = port.fact.contract_id
        if not contract_id or has_variable(contract_id):
            continue
        if contract_id in mesh.contracts_by_id or mesh.may_be_broken(contract_id):
            continue
        near = nearest(contract_id, mesh.contracts_by_id)
        is_lost = (
            bool(mesh.contracts) and port in product.inputs and contract_id in lost_inputs(product, mesh)
        )
        is_elsewhere = near is None and not is_lost and (port in product.inputs or not mesh.contracts)
        severity = Severity.WARNING if is_elsewhere else None
        where = " in this mesh" if severity or is_lost else ""
        at = port.at("contractId")
        domain = domain_in(contract_id, mesh) if is_lost and near is None else None
        which = f"; its domain `{domain}` is registered" if domain else did_you_mean(near)
        message = f"unknown contract `{contract_id}`{'' if domain else where}{which}"
        causes = _exposing(contract_id, mesh) if port in product.inputs else ()
        yield Finding(message, at, fix=meant(at, near), severity=severity, causes=tuple(causes))


def _exposing(contract_id: str, mesh: Mesh) -> Iterator[Cause]:
    """Yield, as possible causes, the findings about output ports that name the same contract: if there are any, the
    contract was probably removed or renamed, not misspelled.
    """
    for port in mesh.derived(exposers).get(contract_id, ()):
        yield Cause(port.at("contractId"), "unknown-contract")
