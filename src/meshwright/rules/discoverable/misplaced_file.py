"""
A file is not at the path that a standard of the mesh requires for its kind.

Reviewers are assigned by folder, and people look for a file next to similar ones: a misplaced file has no reviewer
and is not found.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: places
filePlaces:
  DataProduct: "products/{domain}/{product}/product.odps.yaml"
  DataContract: "products/{domain}/{product}/contracts/{port}.v{major}.odcs.yaml"
```
```yaml bad other_product
name: royalty statements
#     ^^^^^^^^^^^^^^^^^^ standard `places` requires this file at `products/payments/royalty-statements/product.odps.yaml`
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: places
filePlaces:
  DataProduct: "products/{domain}/{product}/product.odps.yaml"
  DataContract: "products/{domain}/{product}/contracts/{port}.v{major}.odcs.yaml"
```
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.template import filled, names_of
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Home
    from meshwright.mesh.standard import Standard


@rule("misplaced-file", on=Mesh, severity=Severity.WARNING, since="0.1", needs=("Standard",), is_lenient=True)
def misplaced_file(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check documents that have a required path; a misplaced product is reported together with its contracts."""
    for standard in mesh.standards:
        astray: set[str] = set()
        reported: set[str] = set()
        for kind, home, address in _addressed(mesh):
            template = standard.file_places.get(kind)
            place = filled(template, names_of(address)) if template else None
            product = "/".join(address.split("/")[:2])
            if place is None or home.file in reported or _is_at(home.file, place):
                continue
            if kind == "DataProduct":
                astray.add(product)
            elif product in astray:
                continue
            reported.add(home.file)
            yield _finding(standard, home, place, mesh)


def _is_at(file: str, place: str) -> bool:
    """Return whether a file is at its required path; a JSON file can replace a YAML file."""
    stem = place.removesuffix(".yaml")
    return fnmatchcase(file, place) or (stem != place and fnmatchcase(file, f"{stem}.json"))


def _addressed(mesh: Mesh) -> Iterator[tuple[str, Home, str]]:
    """Yield the kinds, locations and addresses of documents that have required paths, products first."""
    for each in mesh.products:
        if mesh.is_usable("Domain", each.fact.domain):
            yield "DataProduct", each.home, each.address
    for contract in mesh.contracts:
        product = exposing_product(contract, mesh)
        if contract.port is not None and product and mesh.is_usable("Domain", product.fact.domain):
            yield "DataContract", contract.home, contract.port
    for agreement in mesh.agreements:
        if agreement.port in mesh.ports:
            yield "AccessAgreement", agreement.home, agreement.port
    for meaning in mesh.register("Meaning"):
        if mesh.is_usable("Domain", meaning.get("domain")):
            yield "Meaning", meaning.home, f"{meaning.get('domain')}"


def _finding(standard: Standard, home: Home, place: str, mesh: Mesh) -> Finding:
    message = f"standard `{standard.name}` requires this file at `{place}`"
    return Finding(message, home.name(), severity=standard.severity(Severity.WARNING, mesh.today))
