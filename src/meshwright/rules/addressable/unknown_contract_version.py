"""
A port names a contract in a version that the mesh does not have.

An output port refers to its contract by id and exact version: raise both in one change. An input states the lowest
version that it needs: any newer one with the same major version (below 1.0.0, the same minor version) is accepted.
If the output port also declares the missing version, inputs that declare it are not reported.

```yaml bad product
outputPorts:
  - name: daily
    version: 1.1.0
#            ^^^^^ contract `play-events.daily` has no version 1.1.0; available: 1.0.0
```
```yaml good product
outputPorts:
  - name: daily
    version: 1.0.0
```
```yaml bad contract
version: 1.1.0
```
```yaml bad product
outputPorts:
  - name: daily
    version: 1.0.0
#            ^^^^^ contract `play-events.daily` has no version 1.0.0; available: 1.1.0
```
```yaml fixed contract
version: 1.1.0
```
```yaml fixed product
outputPorts:
  - name: daily
    version: 1.1.0
```

A range is not a version either: other tools cannot resolve it.

```yaml bad other_product
inputPorts:
  - name: plays
    version: ^1.0.0
#            ^^^^^^ `^1.0.0` is a range, not a version; name the lowest version needed: `1.0.0`
    contractId: play-events.daily
```
```yaml fixed other_product
inputPorts:
  - name: plays
    version: 1.0.0
    contractId: play-events.daily
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Fix, Related, Replace, Severity
from meshwright.mesh.belonging import exposers
from meshwright.mesh.items import Product
from meshwright.mesh.ranged import a_range
from meshwright.quantities.version import parse_version
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.mesh.items import Contract, Input, Port
    from meshwright.mesh.mesh import Mesh


@rule("unknown-contract-version", on=Product, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_contract_version(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check ports whose contract id is known, but for which no version of the contract is sufficient."""
    for output in product.outputs:
        for finding in _unmet(output, mesh, "has no version {needed}; available: {found}"):
            yield replace(finding, fix=_raised(output, mesh))
    for each in product.inputs:
        for finding in _unmet(each, mesh, "has no version that satisfies {needed}; available: {found}"):
            behind = (
                Cause(port.at("version"), "unknown-contract-version")
                for port in mesh.derived(exposers).get(each.fact.contract_id or "", ())
                if port.fact.version == each.fact.version
            )
            yield replace(finding, causes=(*finding.causes, *behind))


def _raised(port: Port, mesh: Mesh) -> Fix | None:
    """Return a fix that raises the port to the version of its contract, if that is newer and the contract has
    no other version.
    """
    contracts = mesh.contracts_by_id[port.fact.contract_id or ""]
    stated, now = parse_version(port.fact.version), parse_version(contracts[0].fact.version)
    if len(contracts) > 1 or stated is None or now is None or not now.meets(stated):
        return None
    version = str(contracts[0].fact.version)
    edit = Replace(port.at("version"), version, keeps_quotes=True)
    return Fix((edit,), title=f"raise the port to {version}")


def _unmet(port: Port | Input, mesh: Mesh, message: str) -> Iterator[Finding]:
    contracts: Sequence[Contract] = mesh.contracts_by_id.get(port.fact.contract_id or "", ())
    ranged = a_range(port.fact.version, port.at("version"), contracts)
    if ranged is not None:
        yield ranged
        return
    if has_variable(port.fact.version):
        return
    if port.contract is not None or not contracts or mesh.may_be_broken(port.fact.contract_id or ""):
        return
    needed = port.fact.version
    found = " and ".join(str(contract.fact.version) for contract in contracts)
    at = port.at("version") if needed is not None else port.at("contractId")
    words = (
        message.format(needed=needed, found=found)
        if needed is not None
        else f"has several versions: {found}; state one"
    )
    yield Finding(
        f"contract `{port.fact.contract_id}` {words}",
        at,
        tuple(Related(f"version {each.fact.version}", each.home.at("version")) for each in contracts),
        causes=tuple(Cause(each.home.at("version"), "unordered-version") for each in contracts),
    )
