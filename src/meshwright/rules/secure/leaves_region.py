"""
Data of a category is stored outside its permitted jurisdictions.

The [Regions](../documents/regions.md) document states which regions belong to which jurisdiction, and where each
data category may be stored. Data keeps its category along lineage, even as a keyed hash, but not in counts, sums and
averages over groups. A server whose region is not declared or not registered causes a notice, because the location
of its data is unknown. The rule compares only declarations, not the actual location of the data.

```yaml bad raw governance/regions.yaml
apiVersion: meshwright/v1
kind: Regions
name: regions
jurisdictions:
  - name: eu
    regions: [eu-central-1]
  - name: us
    regions: [us-east-1]
residency:
  - dataCategory: user
    jurisdictions: [eu]
```
```yaml bad contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: us-east-1
#              ^^^^^^^^^ `plays/email` is user.contact and must stay in eu, but region us-east-1 of server `lake` is in us
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
schema:
  - name: plays
    properties:
      - name: play_id
      - name: email
        logicalType: string
        physicalType: varchar(254)
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
```
```yaml good raw governance/regions.yaml
apiVersion: meshwright/v1
kind: Regions
name: regions
jurisdictions:
  - name: eu
    regions: [eu-central-1]
  - name: us
    regions: [us-east-1]
residency:
  - dataCategory: user
    jurisdictions: [eu]
```
```yaml good contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
schema:
  - name: plays
    properties:
      - name: play_id
      - name: email
        logicalType: string
        physicalType: varchar(254)
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.sensitivity.residency import residencies
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.sensitivity.residency import Carried, Residency
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.items import Contract


@rule("leaves-region", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Regions",))
def leaves_region(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check each contract's servers, once for each registered category; synthetic data may be anywhere."""
    known = mesh.derived(residencies)
    for residency in known.by_category:
        for contract, carried in residency.carried.items():
            for server in contract.fact.servers:
                sound = contract.fact.is_sound("servers", server.position)
                if server.custom.get("synthetic") is not True and sound:
                    yield from _found(contract, server, residency, carried, mesh)


def _found(
    contract: Contract, server: ServerFact, residency: Residency, carried: tuple[Carried, ...], mesh: Mesh
) -> Iterator[Finding]:
    region = server.custom.get("region")
    places = mesh.derived(residencies).places.get(region.casefold()) if isinstance(region, str) else None
    if places is not None and not places.isdisjoint(residency.jurisdictions):
        return
    at = contract.home.at("servers", server.position, "server")
    if region is not None:
        at = contract.home.at("servers", server.position, "customProperties", "region", "value")
    allowed = " or ".join(residency.jurisdictions)
    first, fields, known = carried[0], contract.fact.fields, mesh.derived(columns)
    more = f" and {len(carried) - 1} more" if len(carried) > 1 else ""
    column = f"`{fields.name(first.field, contract.fact.objects)}`{more}"
    is_own = known.id(contract, first.field) == first.origin
    from_ = "" if is_own else f" from `{known.address(first.origin)}`"
    stays = f"{column} {'are' if more else 'is'} {first.category}{from_} and must stay in {allowed}"
    related = () if is_own else (Related("the category is declared here", known.at(first.origin)),)
    if places is not None:
        where = f"region {region} of server `{server.server}` is in {' and '.join(sorted(places))}"
        yield Finding(f"{stays}, but {where}", at, related, discriminator=residency.category)
        return
    lack = (
        f"declares region `{region}`, which is not registered" if region is not None else "declares no region"
    )
    yield Finding(
        f"{stays}, and it is unknown whether they do: server `{server.server}` {lack}"
        if more
        else f"{stays}, and it is unknown whether it does: server `{server.server}` {lack}",
        at,
        related,
        discriminator=residency.category,
        severity=Severity.NOTICE,
    )
