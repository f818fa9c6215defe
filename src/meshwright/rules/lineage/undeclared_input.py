"""
A column derives from a port that is not an input of the product.

The port's owner identifies consumers by their inputs, and therefore overlooks this product.
A column may derive from its product's inputs or other ports, and from other columns of its own contract.

```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        transformSourceObjects:
          - player/clicks/daily@1/plays/play_id
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `player/clicks/daily@1` is not an input of `payments/royalties`
```
```yaml bad product products/player/clicks/product.odps.yaml
id: clicks
name: clicks
outputPorts:
  - name: daily
    description: Clicks of a day.
    contractId: clicks.daily
```
```yaml bad contract products/player/clicks/contracts/daily.v1.odcs.yaml
id: clicks.daily
servers:
  - server: lake
    location: s3://watergarden-data/player/clicks/daily/v1/plays/*.parquet
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        transformSourceObjects:
          - player/play-events/dayly@1/plays/play_id
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown port `player/play-events/dayly@1`; did you mean `player/play-events/daily@1`?
```
```yaml fixed other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        transformSourceObjects:
          - player/play-events/daily@1/plays/play_id
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        transformSourceObjects:
          - player/play-events/daily@1/plays/play_id
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import (
    Append,
    Cause,
    Finding,
    Fix,
    Insert,
    Related,
    Replace,
    Severity,
    did_you_mean,
)
from meshwright.mesh.belonging import domain_in, lost_inputs
from meshwright.mesh.items import Product
from meshwright.mesh.masked_ports import unordered
from meshwright.mesh.references import (
    Notation,
    Resolved,
    UnresolvedPart,
    UnresolvedReference,
    near,
    sources_by_contract,
)
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.source.effort import is_spent
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import TransformSource

_MISSTATED = ("duplicate-key", "unknown-key", "wrong-type", "self-input")
"""Rules that report mistakes in the list of inputs, which may be why an input is missing."""


@rule("undeclared-input", on=Product, severity=Severity.ERROR, since="0.1")
def undeclared_input(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check the column lineage of each port; yield one finding for each port and source."""
    own = {port.contract for port in product.outputs}
    allowed = own | {each.contract for each in product.inputs}
    for contract in sorted((each for each in own if each), key=lambda each: each.address):
        undeclared: dict[str, list[TransformSource]] = {}
        for source in mesh.derived(sources_by_contract).get(contract, ()):
            name = _undeclared(source, allowed)
            if name is not None:
                undeclared.setdefault(name, []).append(source)
        for name, sources in undeclared.items():
            finding = _finding(name, sources, product, contract, mesh)
            if finding is not None:
                yield finding


def _undeclared(source: TransformSource, allowed: set[Contract | None]) -> str | None:
    """Return the address of a source if it is neither an input nor a port of the same product."""
    target = source.target
    if isinstance(target, UnresolvedReference) and target.part is UnresolvedPart.PORT:
        return target.name
    is_elsewhere = isinstance(target, Resolved) or (
        isinstance(target, UnresolvedReference) and target.notation is not Notation.SHORTHAND
    )
    found = target.contract if target is not None and is_elsewhere else None
    return found.address if found is not None and found not in allowed else None


def _finding(
    name: str, sources: list[TransformSource], product: Product, contract: Contract, mesh: Mesh
) -> Finding | None:
    target = sources[0].target
    offered = target.contract if target is not None else None
    is_nowhere = isinstance(target, UnresolvedReference) and target.part is UnresolvedPart.PORT
    meant = near(target, mesh) if isinstance(target, UnresolvedReference) and is_nowhere else None
    is_lost = is_nowhere and domain_in(name, mesh) is not None and not lost_inputs(product, mesh)
    if meant is None and not is_lost and _is_reported(offered, product):
        return None
    message = f"`{name}` is not an input of `{product.address}`"
    if is_nowhere:
        message = f"unknown port `{name}`{did_you_mean(meant)}"
    fix = None
    if meant is not None:
        corrected = [
            (each, each.target.corrected(each.text, meant))
            for each in sources
            if isinstance(each.target, UnresolvedReference)
        ]
        edits = tuple(
            Replace(contract.home.at(*_path(contract, each)), written(text)) for each, text in corrected
        )
        fix = Fix(edits, safe=False, title=f"write `{meant}`")
    elif offered is not None and offered.port is not None and product.fact.is_sound("inputPorts"):
        fix = Fix((_new_input(product, offered, mesh),), safe=False, title="add it to the inputs")
    places = [contract.home.at(*_path(contract, each)) for each in sources]
    return Finding(
        message,
        places[0],
        tuple(Related("this column also derives from it", at) for at in places[1:]),
        fix,
        discriminator=name,
        causes=(*(Cause(product.home.at("inputPorts"), each) for each in _MISSTATED), *unordered(name, mesh)),
    )


def _is_reported(offered: Contract | None, product: Product) -> bool:
    """Return whether an unresolved input could refer to the port; `unknown-contract` already reports it."""
    astray = [each.fact.contract_id or "" for each in product.inputs if each.contract is None]
    if offered is None:
        return bool(astray)
    return any(
        not each or each == offered.fact.id or nearest(each, (offered.fact.id,)) or is_spent()
        for each in astray
    )


def _path(contract: Contract, source: TransformSource) -> tuple[str | int, ...]:
    return (*contract.fact.fields.path(source.field), "transformSourceObjects", source.position)


def _new_input(product: Product, offered: Contract, mesh: Mesh) -> Append | Insert:
    """Return an input named after the port, or after the product if the name is in use."""
    port = mesh.ports[offered.port or ""]
    taken = {each.fact.name for each in product.inputs}
    name = port.fact.name if port.fact.name not in taken else port.product.rpartition("/")[2]
    text = f'name: {name}\nversion: "{offered.fact.version}"\ncontractId: {offered.fact.id}'
    if product.inputs:
        return Append(product.home.at("inputPorts"), text)
    return Insert(product.home.at(), "inputPorts", "\n  - " + text.replace("\n", "\n    "))
