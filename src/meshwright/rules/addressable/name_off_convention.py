"""
A name does not match the pattern that a standard of the mesh requires.

People type names from memory in addresses, queries and searches: if all names follow one pattern, they can be
guessed.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: names
names:
  port: "^[a-z]+(-[a-z]+)*$"
  field: "^[a-z]+(_[a-z]+)*$"
```
```yaml bad product
outputPorts:
  - name: dailyPlays
#         ^^^^^^^^^^ the name of a port does not match `^[a-z]+(-[a-z]+)*$`, required by standard `names`
    type: files
    version: 1.0.0
    contractId: play-events.daily
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: names
names:
  port: "^[a-z]+(-[a-z]+)*$"
  field: "^[a-z]+(_[a-z]+)*$"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.pattern import matches
from meshwright.rulekit.rule import rule
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.standard import Standard

_ARTICLES = {"object": "an object"}
_Named = tuple[str, str, "At"]


@rule(
    "name-off-convention",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    preset="strict",
    needs=("Standard",),
    is_lenient=True,
)
def name_off_convention(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Yield each name that does not match the pattern for its kind."""
    for standard in mesh.standards:
        if not standard.names:
            continue
        for entry in mesh.register("Domain"):
            yield from _off([("domain", entry.name, entry.home.at("name"))], standard, mesh)
        for product in mesh.products:
            yield from _off(_of_product(product), standard, mesh)
        for contract in mesh.contracts:
            yield from _off(_of_contract(contract, standard), standard, mesh)


def _of_product(product: Product) -> Iterator[_Named]:
    name = product.fact.name
    yield "product", name or product.fact.id, product.home.at("name" if name else "id")
    for port in product.outputs:
        yield "port", port.fact.name, port.at("name")


def _of_contract(contract: Contract, standard: Standard) -> Iterator[_Named]:
    for position, schema in enumerate(contract.fact.objects):
        yield "object", schema.name, contract.home.at("schema", position, "name")
    if "field" in standard.names:
        columns = contract.fact.fields
        for index, (name, step) in enumerate(zip(columns.names, columns.steps, strict=True)):
            if isinstance(step, int):
                yield "field", name, contract.home.at(*columns.path(index), "name")


def _off(named: Iterable[_Named], standard: Standard, mesh: Mesh) -> Iterator[Finding]:
    for sort, name, at in named:
        pattern = standard.names.get(sort)
        if pattern and name and not has_variable(name) and matches(pattern, name) is False:
            article = _ARTICLES.get(sort, f"a {sort}")
            yield Finding(
                f"the name of {article} does not match `{pattern}`, required by standard `{standard.name}`",
                at,
                discriminator=f"{standard.name} {sort}",
                severity=standard.severity(Severity.WARNING, mesh.today),
            )
