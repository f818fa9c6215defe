"""
A reader can find the person behind a pseudonym.

The reader sees the same pseudonym in two ports, and the second also shows data that identifies a person, or an identifier that leads to such data.
The [Classification](../documents/classification.md) defines which categories are `identifying`, and which roles are
expected to identify people (`expectedFor`). Remove the pseudonym or the data from one of the ports, or separate the
groups. A pseudonym next to three categories marked `quasiIdentifying` is reported as a notice.
`meshwright access identity report` checks people in several groups.

If a role or agreement states an earlier version of a contract, a check does not know which columns that version had.
A finding that depends on this says that the reader *may* find the person.

```yaml bad raw governance/entities/listener.yaml
apiVersion: meshwright/v1
kind: Entity
name: listener
definition: A person with an account.
steward: player-squad
identifier:
  scheme: account-id
  logicalType: string
  check: uuid
  examples: ["3f2b8c1e-7a94-4d06-9b51-0c6de2a817f4"]
```
```yaml bad raw products/player/listener.yaml
apiVersion: meshwright/v1
kind: Meaning
domain: player
entity: listener
means: who is signed in
relation: exactMatch
schemes:
  - name: listener-key
    logicalType: string
    pattern: "^LK[0-9a-f]{20}$"
    examples: [LK8658dd329950b7855748]
    columns: [plays/listener_key]
```
```yaml bad raw products/payments/listener.yaml
apiVersion: meshwright/v1
kind: Meaning
domain: payments
entity: listener
means: who has played something
relation: exactMatch
schemes:
  - scheme: listener-key
    columns: [statements/listener_key]
```
```yaml bad classifications
dataCategories:
  - key: user.contact
    minimumLevel: confidential
    personal: true
    identifying: true
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
      - name: listener_key
        logicalType: string
        logicalTypeOptions:
          pattern: "^LK[0-9a-f]{20}$"
        physicalType: varchar(22)
        classification: confidential
        customProperties:
          - property: deidentification
            value: {method: keyed-hash, keyOwner: player-squad}
      - name: email
        logicalType: string
        physicalType: varchar(254)
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
roles:
  - role: analyst
#         ^^^^^^^ group `watergarden-data-analysts` can find the person behind `listener/listener-key`: `plays/email` (user.contact) is in a row with the pseudonym, and `payments/royalties/statements@1` shows the pseudonym too
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
      - name: listener_key
        logicalType: string
        logicalTypeOptions:
          pattern: "^LK[0-9a-f]{20}$"
        physicalType: varchar(22)
        classification: confidential
        transformSourceObjects: [player/play-events/daily@1/plays/listener_key]
roles:
  - role: analyst
    access: read
```
```yaml good raw governance/entities/listener.yaml
apiVersion: meshwright/v1
kind: Entity
name: listener
definition: A person with an account.
steward: player-squad
identifier:
  scheme: account-id
  logicalType: string
  check: uuid
  examples: ["3f2b8c1e-7a94-4d06-9b51-0c6de2a817f4"]
```
```yaml good raw products/player/listener.yaml
apiVersion: meshwright/v1
kind: Meaning
domain: player
entity: listener
means: who is signed in
relation: exactMatch
schemes:
  - name: listener-key
    logicalType: string
    pattern: "^LK[0-9a-f]{20}$"
    examples: [LK8658dd329950b7855748]
    columns: [plays/listener_key]
```
```yaml good raw products/payments/listener.yaml
apiVersion: meshwright/v1
kind: Meaning
domain: payments
entity: listener
means: who has played something
relation: exactMatch
schemes:
  - scheme: listener-key
    columns: [statements/listener_key]
```
```yaml good classifications
dataCategories:
  - key: user.contact
    minimumLevel: confidential
    personal: true
    identifying: true
    expectedFor: [analyst]
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
      - name: listener_key
        logicalType: string
        logicalTypeOptions:
          pattern: "^LK[0-9a-f]{20}$"
        physicalType: varchar(22)
        classification: confidential
        customProperties:
          - property: deidentification
            value: {method: keyed-hash, keyOwner: player-squad}
      - name: email
        logicalType: string
        physicalType: varchar(254)
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
roles:
  - role: analyst
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
      - name: listener_key
        logicalType: string
        logicalTypeOptions:
          pattern: "^LK[0-9a-f]{20}$"
        physicalType: varchar(22)
        classification: confidential
        transformSourceObjects: [player/play-events/daily@1/plays/listener_key]
roles:
  - role: analyst
    access: read
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import Visibility, access, widest_access
from meshwright.analysis.access.reidentification import quasi_identifiers, reidentifications
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.identities import Identity
    from meshwright.analysis.access.reidentification import QuasiIdentifiers, Reidentification
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract

_CONDITION = "; this depends on the columns in the earlier versions that roles or agreements state"


@rule(
    "reidentification-path",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Classification", "Entity", "Role"),
    is_timed=True,
)
def reidentification_path(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check each reader separately; grants that have ended are ignored, and future ones are included."""
    granted = mesh.derived(widest_access)
    for reader in granted.identities():
        paths = [*reidentifications(granted, (reader,), mesh.today)]
        together = [*quasi_identifiers(granted, (reader,), mesh.today)]
        if not paths and not together:
            continue
        certain = mesh.derived(access)
        sure = {_path_key(each): each for each in reidentifications(certain, (reader,), mesh.today)}
        for found in paths:
            known = sure.get(_path_key(found))
            yield _path(known or found, reader, granted, is_certain=known is not None)
        seen = {_quasi_key(each): each for each in quasi_identifiers(certain, (reader,), mesh.today)}
        for each in together:
            own = seen.get(_quasi_key(each))
            yield _quasi(own or each, reader, granted, is_certain=own is not None)


def _path_key(found: Reidentification) -> tuple[object, ...]:
    return found.pseudonym, found.category


def _quasi_key(found: QuasiIdentifiers) -> tuple[object, ...]:
    return found.pseudonym, found.contract, found.contract.fact.fields.object(found.fields[0])


def _path(found: Reidentification, reader: Identity, granted: Access, *, is_certain: bool) -> Finding:
    last = found.steps[-1]
    ways = "".join(f" through `{each.contract.address}`" for each in found.steps[:-1])
    scheme = "/".join(found.pseudonym)
    with_ = "the pseudonym" if not ways else f"an identifier that leads to it{ways}"
    port, field = found.pseudonym_at
    return Finding(
        f"{_name(reader)} {'can' if is_certain else 'may'} find the person behind `{scheme}`: "
        f"`{_field(last.contract, last.fields[1])}` ({found.category}) is in a row with {with_}, and `{port.address}` "
        f"shows the pseudonym too{'' if is_certain else _CONDITION}",
        _at(granted, reader, last.contract, last.fields[1]),
        (
            *(Related("both are here", _place(each.contract, each.fields[0])) for each in found.steps),
            Related("the pseudonym", _place(port, field)),
        ),
        discriminator=f"{reader.key} {scheme} {found.category}",
    )


def _quasi(found: QuasiIdentifiers, reader: Identity, granted: Access, *, is_certain: bool) -> Finding:
    columns = ", ".join(f"`{_field(found.contract, each)}`" for each in found.fields)
    return Finding(
        f"{_name(reader)} {'sees' if is_certain else 'may see'} {columns} next to the pseudonym "
        f"`{'/'.join(found.pseudonym)}`, which together may single out a person{'' if is_certain else _CONDITION}",
        _at(granted, reader, found.contract, found.fields[0]),
        discriminator=f"{reader.key} {'/'.join(found.pseudonym)} together {_field(found.contract, found.fields[0])}",
        severity=Severity.NOTICE,
    )


def _name(reader: Identity) -> str:
    return f"{'group' if reader.kind.value == 'group' else 'service account'} `{reader.name}`"


def _field(contract: Contract, field: int) -> str:
    return contract.fact.fields.name(field, contract.fact.objects)


def _place(contract: Contract, field: int) -> At:
    return contract.home.at(*contract.fact.fields.path(field))


def _at(granted: Access, reader: Identity, contract: Contract, field: int) -> At:
    """Return the location of the declaration that lets a reader see a field."""
    return next(
        grant.cause.at
        for grant in granted.grants_of[contract]
        if grant.identity == reader and granted.visibilities(grant)[field] == Visibility.CLEAR
    )
