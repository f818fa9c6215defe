"""
Sensitive fields are stored without protection.

A field is sensitive if its level is above the registry's `pseudonymisedFloor`.
Such a field must be encrypted at rest and in transit (`encryptedAtRest` and `encryptedInTransit` of each server), or
have its own encryption (`encryptedName`), or be changed so that it does not identify a person (`deidentification` by
a method that lowers the level: a plain hash does not). A server whose custom property `synthetic` is true contains
synthetic data and needs no encryption.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
servers:
  - server: lake
#           ^^^^ `lake` declares no encryption at rest and in transit, and confidential `plays/email` has no encryption of its own
    customProperties:
      - property: region
        value: eu-central-1
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
servers:
  - server: lake
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
servers:
  - server: lake
    customProperties:
      - property: synthetic
        value: true
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import ranks
from meshwright.analysis.sensitivity.masking import Effect, masking
from meshwright.finding.finding import FORMERLY_OF_ALL, Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.mesh import Mesh

_ENCRYPTION = {"encryptedAtRest": "at rest", "encryptedInTransit": "in transit"}


@rule(
    "unprotected-sensitive-field",
    on=Contract,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Classification",),
)
def unprotected_sensitive_field(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Yield one finding for each field, at the first server that does not declare enough encryption."""
    fact, ladder = contract.fact, mesh.classification
    floor = ladder.rank(ladder.pseudonymised_floor) if ladder else None
    servers = [server for server in fact.servers if _lacking(server)]
    if ladder is None or floor is None or not servers:
        return
    more = fact.fields.more
    fields = [
        (rank, field)
        for field, rank in ranks(contract, ladder)
        if rank > floor
        and field not in more.get("encrypted_name", {})
        and masking(more.get("custom", {}).get(field)).effect is Effect.NONE
    ]
    if not fields:
        return
    worst = max(fields, key=lambda each: each[0])
    others = tuple(
        Related(
            "this server does not declare enough encryption either",
            contract.home.at("servers", each.position, "server"),
        )
        for each in servers[1:]
    )
    for rank, field in fields:
        column = fact.fields.name(field, fact.objects)
        yield Finding(
            f"`{servers[0].server}` declares no encryption {_lacking(servers[0])}, "
            f"and {ladder.levels[rank]} `{column}` has no encryption of its own",
            contract.home.at("servers", servers[0].position, "server"),
            (*others, Related("sensitive", contract.home.at(*fact.fields.path(field), "classification"))),
            discriminator=column,
            subject=column,
            former=FORMERLY_OF_ALL if (rank, field) == worst else (),
        )


def _lacking(server: ServerFact) -> str:
    """Return the kinds of encryption that a server with real data does not declare."""
    if server.custom.get("synthetic") is True:
        return ""
    return " and ".join(words for key, words in _ENCRYPTION.items() if server.custom.get(key) is not True)
