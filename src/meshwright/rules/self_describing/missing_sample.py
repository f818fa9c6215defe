"""
An object has no sample although a standard of the mesh requires one.

Without example rows, consumers must request access just to see what the data looks like. The sample of an object
`plays` is `samples/plays.csv` (or `.jsonl`) next to the contract, or the file named by an authoritative definition
of type `sampleData`.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: profiles
profiles:
  - archetypes: [sourceAligned]
    samples: true
```
```yaml bad contract
schema:
  - name: plays
#         ^^^^^ missing sample; add `samples/plays.csv` next to the contract
    properties:
      - name: play_id
        logicalType: string
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: profiles
profiles:
  - archetypes: [sourceAligned]
    samples: true
```
```csv good sample products/player/play-events/contracts/samples/plays.csv
play_id,played_at
2bbef226-0a43-40f4-924b-89298137368e,2026-11-19T07:41:12Z
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Lack, Related, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract
from meshwright.mesh.product_properties import profiles_of
from meshwright.mesh.samples import meant_object, named_samples, objects_with_samples
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule(
    "missing-sample",
    on=Contract,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Standard",),
    is_lenient=True,
)
def missing_sample(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Yield one finding for all objects of the contract.

    An object with a link to a sample is not reported, even if the link is misspelled.
    """
    product = exposing_product(contract, mesh)
    if product is None or mesh.status(contract) == "retired":
        return
    required = next((each for each in profiles_of(product, mesh) if each[2].samples), None)
    if required is None:
        return
    standard, position, _ = required
    shown = {number for _, number in named_samples(contract.fact, contract.home.file)}
    shown |= objects_with_samples(contract, mesh.samples)
    strays = (sample for sample in mesh.samples if sample.contract is None)
    misspelt = {meant_object(sample, (contract,)) for sample in strays}
    lacking = [
        (contract.home.name("schema", number), each.name)
        for number, each in enumerate(contract.fact.objects)
        if number not in shown and each.name and each.name not in misspelt
    ]
    if lacking:
        (at, name), *others = lacking
        more = f" ({len(lacking)} objects have none)" if others else ""
        yield Finding(
            f"missing sample; add `samples/{name}.csv` next to the contract{more}",
            at,
            (
                Related("required by this standard", standard.home.at("profiles", position, "samples")),
                *(Related("none here either", each) for each, _ in others),
            ),
            severity=standard.severity(Severity.WARNING, mesh.today),
            lack=None if others else Lack("sample", "the object"),
            causes=() if others else (Cause(replace(at, part=Part.VALUE) / "name", "duplicate-object"),),
        )
