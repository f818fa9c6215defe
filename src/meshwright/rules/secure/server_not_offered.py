"""
A server is of a type that the platform does not offer, or in a region where it does not.

The [Platform](../documents/platform.md) document states what the platform offers. A server that it does not offer has no access control, no encryption and no
operation that the organisation knows of. Servers with made-up data, such as samples, are not checked.

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
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.offers import is_on_platform, offers
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("server-not-offered", on=Mesh, severity=Severity.WARNING, since="0.1", needs=("Platform",))
def server_not_offered(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the type of each server, and the region if its type is offered in some only."""
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
