"""
An output port derives from a contract that the mesh does not have.

It is then unknown what the port depends on, and its owner is not warned of changes to the actual contract.
`inputContracts` names contracts by id, each with the lowest version needed; a product's id is not a contract's id.
If an input port of the product has the same id, its contract may be in another repository; `unknown-contract`
reports that.

```yaml bad other_product
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events.dayly
#           ^^^^^^^^^^^^^^^^^ unknown contract `play-events.dayly`; did you mean `play-events.daily`?
        version: 1.0.0
```
```yaml fixed other_product
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events.daily
        version: 1.0.0
```
```yaml bad other_product
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events
#           ^^^^^^^^^^^ `play-events` is a product; name the contract of one of its ports
        version: 1.0.0
```
```yaml bad other_product
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events.daily
        version: 2.0.0
#                ^^^^^ no version of contract `play-events.daily` satisfies 2.0.0; available: 1.0.0
```
```yaml good other_product
outputPorts:
  - name: statements
    version: 1.0.0
    inputContracts:
      - id: play-events.daily
        version: 1.0.0
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Related, Severity, did_you_mean, meant
from meshwright.mesh.items import Product
from meshwright.mesh.link import meeting
from meshwright.mesh.ranged import a_range
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@rule("unknown-input-contract", on=Product, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_input_contract(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check ids and versions; a contract that could be in an unreadable file is not reported as missing."""
    inputs = {each.fact.contract_id for each in product.inputs}
    lost = {each.fact.contract_id for each in product.inputs if each.contract is None}
    for port in product.outputs:
        for position, (identity, version) in enumerate(port.fact.needs):
            at = port.at("inputContracts", position)
            if not identity or has_variable(identity) or mesh.may_be_broken(identity):
                continue
            if identity not in mesh.contracts_by_id:
                if identity not in inputs:
                    yield _unknown(identity, at / "id", mesh)
                continue
            ranged = a_range(version, at / "version", mesh.contracts_by_id[identity])
            if ranged is not None:
                yield replace(ranged, discriminator=identity)
                continue
            # `unknown-contract-version` reports that the input port itself is not satisfied
            is_met = meeting(identity, version, mesh.contracts_by_id) is not None
            if not is_met and not has_variable(version) and identity not in lost:
                exposed = (
                    each.at("version") for each in product.outputs if each.fact.contract_id == identity
                )
                yield _unmet(identity, version, at / "version", mesh, exposed)


def _unknown(identity: str, at: At, mesh: Mesh) -> Finding:
    """Return the finding for an id that no contract has."""
    product = next((each for each in mesh.products if identity in (each.fact.id, each.address)), None)
    if product is not None:
        message = f"`{identity}` is a product; name the contract of one of its ports"
        related = (Related("the product", product.home.at("id")),)
        return Finding(message, at, related, discriminator=identity)
    near = nearest(identity, mesh.contracts_by_id)
    message = f"unknown contract `{identity}`{did_you_mean(near)}"
    return Finding(message, at, fix=meant(at, near), discriminator=identity)


def _unmet(identity: str, version: str, at: At, mesh: Mesh, exposed: Iterable[At]) -> Finding:
    """Return the finding for a version that no contract with the id satisfies.

    `exposed` has the locations of the version in each port of the product that exposes a contract with the id.
    """
    contracts = mesh.contracts_by_id[identity]
    found = " and ".join(str(each.fact.version) for each in contracts)
    return Finding(
        f"no version of contract `{identity}` satisfies {version}; available: {found}",
        at,
        tuple(Related(f"version {each.fact.version}", each.home.at("version")) for each in contracts),
        discriminator=identity,
        causes=(
            *(Cause(each, "unknown-contract-version") for each in exposed),
            *(Cause(each.home.at("version"), "unordered-version") for each in contracts),
        ),
    )
