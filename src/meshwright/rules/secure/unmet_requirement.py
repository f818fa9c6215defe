"""
A server lacks a protection that the classification level of its data requires.

A level in the [Classification](../documents/classification.md) requires encryption (`server: encryptedAtRest`, `server:
encryptedInTransit`) or logged reads (`log: reads`), but according to the [Platform](../documents/platform.md) document,
servers of this type do not provide it. As a result, a stolen disk can be read, or no one can find out later who has
read the data. Move the data to a server with the required protection, or correct the document. Protections that the
document does not mention are not compared, nor are requirements in prose. If the server claims to encrypt data,
[unencrypted](unencrypted.md) checks the claim.

```yaml bad raw governance/classifications.yaml
apiVersion: meshwright/v1
kind: Classification
name: sensitivity
levels:
  - name: internal
  - name: confidential
    requires: [a role with a purpose, {log: reads}]
  - name: restricted
pseudonymisedFloor: internal
aggregatedLevel: internal
```
```yaml bad raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    logsReads: false
```
```yaml bad contract
servers:
  - server: lake
    type: s3
#         ^^ `plays/email` is confidential, which requires logged reads; the platform does not log reads of servers of type s3
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        classification: confidential
```
```yaml good raw governance/classifications.yaml
apiVersion: meshwright/v1
kind: Classification
name: sensitivity
levels:
  - name: internal
  - name: confidential
    requires: [a role with a purpose, {log: reads}]
  - name: restricted
pseudonymisedFloor: internal
aggregatedLevel: internal
```
```yaml good raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
    logsReads: true
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import ranks
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.offers import lacks, offers
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.registries import Classification

MOST = 3
"""The maximum number of columns in a message."""
_IN_WORDS = {
    "encryptedAtRest": ("encryption at rest", "encrypt servers of type {} at rest"),
    "encryptedInTransit": ("encryption in transit", "encrypt servers of type {} in transit"),
    "logsReads": ("logged reads", "log reads of servers of type {}"),
}
"""For each protection, the words for the requirement and for the platform's lack of it."""


@rule(
    "unmet-requirement",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Platform", "Classification"),
)
def unmet_requirement(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare the declared levels of fields with everything that the platform offers for the server's type and region."""
    offered, ladder = mesh.derived(offers), mesh.classification
    if not offered or ladder is None or not ladder.required:
        return
    lacking = {
        (contract, position): found
        for contract in mesh.contracts
        for position, server in enumerate(contract.fact.servers)
        if (
            found := [
                key for key in _IN_WORDS if server.custom.get(key) is not True and lacks(server, key, offered)
            ]
        )
    }
    for (contract, position), keys in lacking.items():
        server = contract.fact.servers[position]
        place = ("servers", server.position)
        if not contract.fact.is_sound(*place):
            continue
        for key in keys:
            for level, columns in _columns(contract, ladder, key).items():
                noun, act = _IN_WORDS[key]
                more = f" and {len(columns) - MOST} more" if len(columns) > MOST else ""
                named = ", ".join(f"`{each}`" for each in columns[:MOST])
                yield Finding(
                    f"{named}{more} {'is' if len(columns) == 1 else 'are'} {level}, which requires {noun}; "
                    f"the platform does not {act.format(server.type)}",
                    contract.home.at(*place, "type"),
                    discriminator=f"{level} {key}",
                )


def _columns(contract: Contract, ladder: Classification, protection: str) -> dict[str, list[str]]:
    """Return the columns whose declared level requires a protection, by level, highest first."""
    fields, objects = contract.fact.fields, contract.fact.objects
    found: dict[int, list[str]] = {}
    for field, rank in ranks(contract, ladder):
        if protection in ladder.required.get(ladder.levels[rank], ()):
            found.setdefault(rank, []).append(fields.name(field, objects))
    return {ladder.levels[rank]: found[rank] for rank in sorted(found, reverse=True)}
