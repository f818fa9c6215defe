"""
A role may read data above its clearance.

The contract or an agreement grants a role more than the registry allows.
A contract's role reads all columns unless its custom property `columns` names some, as in an agreement.

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
        classification: restricted
roles:
  - role: analyst
#         ^^^^^^^ role `analyst` is cleared up to confidential, but `plays/email` is restricted
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
        classification: restricted
roles:
  - role: analyst
    customProperties:
      - property: columns
        value: [plays/play_id]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import covered, ranks
from meshwright.finding.finding import FORMERLY_OF_ALL, Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.registries import texts
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract


@rule("role-below-clearance", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Role", "Classification"))
def role_below_clearance(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare the clearance with the level of each column; another rule reports columns without a known level."""
    for contract in mesh.contracts:
        for role in contract.fact.roles:
            at = contract.home.at("roles", role.position, "role")
            columns = texts(role.custom.get("columns"))
            yield from _above(role.role, at, contract, columns, mesh)
    for agreement in mesh.agreements:
        port = mesh.ports.get(agreement.port)
        if port is not None and port.contract is not None:
            yield from _above(
                agreement.role, agreement.home.at("role"), port.contract, agreement.columns, mesh
            )


def _above(name: str, at: At, contract: Contract, columns: tuple[str, ...], mesh: Mesh) -> Iterator[Finding]:
    ladder, role = mesh.classification, mesh.roles.get(name)
    cleared = ladder.rank(role.clearance) if ladder and role else None
    if ladder is None or role is None or cleared is None:
        return
    of_role = covered(contract, columns, mesh) if columns else None
    above = [
        (rank, field)
        for field, rank in ranks(contract, ladder)
        if rank > cleared and (of_role is None or field in of_role)
    ]
    if not above:
        return
    fields, objects = contract.fact.fields, contract.fact.objects
    worst = max(above, key=lambda each: each[0])
    for rank, field in above:
        column = fields.name(field, objects)
        yield Finding(
            f"role `{name}` is cleared up to {role.clearance}, but `{column}` is {ladder.levels[rank]}",
            at,
            (
                Related("the column", contract.home.at(*fields.path(field), "classification")),
                Related("the clearance", role.home.at("clearance")),
            ),
            discriminator=column,
            subject=column,
            former=FORMERLY_OF_ALL if (rank, field) == worst else (),
        )
