"""
A contract lacks service levels that a standard of the mesh requires.

Consumers of a port must know how late its data can be, how available it is and how long it is kept. They
cannot rely on undeclared service levels. The profiles of a `Standard` state which service levels are
required, by archetype and tier.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: profiles
profiles:
  - archetypes: [sourceAligned]
    slos: [latency, retention, throughput]
```
```yaml bad contract
name: play events daily
#     ^^^^^^^^^^^^^^^^^ missing service levels `retention` and `throughput`, required by standard `profiles`
slaProperties:
  - property: latency
    value: 26
  - property: availability
    value: 99.5
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: profiles
profiles:
  - archetypes: [consumerAligned]
    tiers: [1]
    slos: [timeToRepair]
  - slos: [latency, availability]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import unkept
from meshwright.finding.finding import Cause, Finding, Lack, Related, Severity
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract
from meshwright.mesh.product_properties import profiles_of
from meshwright.quantities.service_level import SERVICE_LEVELS, is_service_level, service_level
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.standard import Standard

_ALSO = {"th": "throughput"}
"""Service level names that have declared synonyms but are not interpreted."""


@rule(
    "missing-slo", on=Contract, severity=Severity.WARNING, since="0.1", needs=("Standard",), is_lenient=True
)
def missing_slo(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Yield one finding for each standard; a retired contract promises nothing.
    `personal-data-without-retention` reports personal data without a retention period, because the law
    requires one.
    """
    product = exposing_product(contract, mesh)
    if product is None or mesh.status(contract) == "retired" or not contract.fact.is_sound("slaProperties"):
        return
    words = {each.property.strip().casefold() for each in contract.fact.sla}
    made = {service_level(word) or _ALSO.get(word, word) for word in words}
    if unkept(contract, mesh.classification):
        made.add("retention")
    lacking: dict[str, tuple[Standard, dict[str, At]]] = {}
    for standard, position, profile in profiles_of(product, mesh):
        for name in profile.slos:
            if name not in made:
                made.add(name)
                required_at = standard.home.at("profiles", position, "slos")
                lacking.setdefault(standard.name, (standard, {}))[1][name] = required_at
    meant = {
        nearest(each.property, SERVICE_LEVELS): contract.home.at("slaProperties", each.position, "property")
        for each in contract.fact.sla
        if not is_service_level(each.property)
    }
    for standard, promises in lacking.values():
        misspelt = [meant[name] for name in promises if name in meant]
        yield Finding(
            f"missing {_service_levels(promises)}, required by standard `{standard.name}`",
            contract.home.name(),
            tuple(Related("required by this standard", at) for at in dict.fromkeys(promises.values())),
            discriminator=standard.name,
            severity=standard.severity(Severity.WARNING, mesh.today),
            lack=Lack(_service_levels(promises), f"the {contract.kind}"),
            causes=tuple(Cause(at, "unknown-service-level") for at in misspelt)
            if len(misspelt) == len(promises)
            else (),
        )


def _service_levels(names: Iterable[str]) -> str:
    """Format one or more service level names as a phrase."""
    quoted = [f"`{name}`" for name in names]
    listed = " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
    return f"service level{'' if len(quoted) == 1 else 's'} {listed}"
