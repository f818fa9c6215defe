"""
A server claims encryption that the platform does not provide.

The contract states `encryptedAtRest` or `encryptedInTransit`, but according to the [Platform](../documents/platform.md)
document, servers of this type do not encrypt. Readers rely on the claim. Correct either the contract or the document.
If the document does not mention encryption, nothing is compared. The rule compares only declarations, not the actual
encryption.

```yaml bad raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    encryptedAtRest: true
    encryptedInTransit: false
```
```yaml bad contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: true
#              ^^^^ server `lake` claims to be encrypted in transit, but the platform does not encrypt servers of type s3 in transit
```
```yaml bad other_contract
servers:
  - server: lake
    customProperties:
      - property: region
        value: eu-central-1
      - property: encryptedAtRest
        value: true
      - property: encryptedInTransit
        value: false
```
```yaml good raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    encryptedInTransit: true
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
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.offers import PROTECTIONS, lacks, offers
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("unencrypted", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Platform",))
def unencrypted(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare servers' claims with everything that the platform offers for their type and region."""
    offered = mesh.derived(offers)
    for contract in mesh.contracts:
        for server in contract.fact.servers:
            for key, words in PROTECTIONS.items():
                if server.custom.get(key) is True and lacks(server, key, offered):
                    yield Finding(
                        f"server `{server.server}` claims to be encrypted {words}, but the platform does not encrypt "
                        f"servers of type {server.type} {words}",
                        contract.home.at("servers", server.position, "customProperties", key, "value"),
                    )
