"""
The platform does not offer a server's type, or does not offer it in the server's region or for its objects.

The [Platform](../documents/platform.md) document states what the platform offers. The organisation knows nothing
about the access control, encryption or operations of any other server. Servers with synthetic data, such as samples,
are not checked.

If the platform states the `shapes` that a type of server serves, the `physicalType` of each object is also checked:
`table`, `view`, `topic` or `file`; other words are not compared. Among several servers, one that serves the object
is enough.

```yaml bad raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: snowflake
    hidesColumns: true
```
```yaml bad contract
servers:
  - server: lake
    type: s3
#         ^^ the platform offers no servers of type s3; it offers snowflake
```
```yaml bad other_contract
servers:
  - server: lake
    type: s3
#         ^^ the platform offers no servers of type s3; it offers snowflake
```
```yaml good raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    regions: [eu-central-1]
```
```yaml good contract
servers:
  - server: lake
    type: s3
```
```yaml bad raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    regions: [eu-north-1]
```
```yaml bad contract
servers:
  - server: lake
    type: s3
    customProperties:
      - property: region
        value: us-east-1
#              ^^^^^^^^^ the platform offers servers of type s3 in eu-north-1, not in us-east-1
```
```yaml bad other_contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: eu-north-1
```
```yaml bad raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    shapes: [table, file]
```
```yaml bad contract
servers:
  - server: lake
    type: s3
schema:
  - name: plays
    physicalType: topic
#                 ^^^^^ the platform serves table, file on servers of type s3, not topic
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.offers import SHAPES, is_on_platform, offers, offers_for
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.offers import Offers


@rule("server-not-offered", on=Mesh, severity=Severity.WARNING, since="0.1", needs=("Platform",))
def server_not_offered(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check each server's type, its region if the type is offered only in some, and the kinds of objects."""
    offered = mesh.derived(offers)
    for contract in mesh.contracts if offered else ():
        for server in contract.fact.servers:
            place = ("servers", server.position)
            own = offered.get(server.type, ())
            region = server.custom.get("region")
            if not is_on_platform(server) or not server.type or not contract.fact.is_sound(*place):
                continue
            if not own:
                yield Finding(
                    f"the platform offers no servers of type {server.type}; it offers {', '.join(sorted(offered))}",
                    contract.home.at(*place, "type"),
                )
            elif not any(each.is_in(region) for each in own):
                regions = dict.fromkeys(each for offer in own for each in offer.regions or ())
                yield Finding(
                    f"the platform offers servers of type {server.type} in {', '.join(regions)}, not in {region}",
                    contract.home.at(*place, "customProperties", "region", "value"),
                )
        yield from _objects(contract, offered)


def _objects(contract: Contract, offered: Offers) -> Iterator[Finding]:
    """Check that the platform serves each object on a server of the contract."""
    servers = [server for server in contract.fact.servers if is_on_platform(server)]
    candidates = [offers_for(server, offered) for server in servers]
    if not all(candidates) or not contract.fact.is_sound("servers"):
        return  # a server that is not offered is already reported, and could serve anything
    own = [each for found in candidates for each in found]
    served = [shape for each in own for shape in each.shapes or ()]
    if not own or any(each.shapes is None for each in own):
        return
    types = " or ".join(dict.fromkeys(server.type for server in servers))
    for position, each in enumerate(contract.fact.objects):
        shape = (each.physical_type or "").strip().casefold()
        if shape in SHAPES and shape not in served:
            yield Finding(
                f"the platform serves {', '.join(dict.fromkeys(served))} on servers of type {types}, not {shape}",
                contract.home.at("schema", position, "physicalType"),
            )
