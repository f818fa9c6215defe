"""
An agreement or a role names a column that its port does not have.

Access to a column that does not exist cannot be granted. The consumer is not warned of changes to the column that it
actually reads, and it is unclear which access was intended.

```yaml bad raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
columns:
  - plays/play_id
  - plays/playd_at
#   ^^^^^^^^^^^^^^ `plays` of `player/play-events/daily@1` has no field `playd_at`; did you mean `played_at`?
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2027-06-30"
```
```yaml fixed raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
columns:
  - plays/play_id
  - plays/played_at
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2027-06-30"
```
```yaml good raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
columns:
  - plays/play_id
  - plays/played_at
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, meant
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.reference_messages import unresolved_message
from meshwright.mesh.references import UnresolvedReference, near, resolve_column
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.facts.facts import RoleFact
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract


@rule("unknown-column", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_column(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the columns of roles, and those of agreements whose port exists. `unknown-port` reports missing ports."""
    for contract, columns, at in _lists(mesh):
        for position, column in enumerate(columns):
            target = resolve_column(column, contract) if column else None
            if isinstance(target, UnresolvedReference):
                guess = near(target, mesh)
                fix = meant(at / position, guess and target.corrected(column, guess))
                yield Finding(unresolved_message(target, guess), at / position, fix=fix)


def _lists(mesh: Mesh) -> Iterator[tuple[Contract, Sequence[str], At]]:
    """Yield the lists of columns, each with its contract and its location."""
    for agreement in mesh.agreements:
        contract = mesh.contract_at.get(agreement.port)
        if contract is not None:
            yield contract, agreement.columns, agreement.home.at("columns")
    for contract in mesh.contracts:
        at = contract.home.at()
        for role in contract.fact.roles:
            yield (
                contract,
                _columns(role),
                at / "roles" / role.position / "customProperties" / "columns" / "value",
            )
        for server in contract.fact.servers:
            own = at / "servers" / server.position / "roles"
            for role in server.roles:
                yield contract, _columns(role), own / role.position / "customProperties" / "columns" / "value"


def _columns(role: RoleFact) -> Sequence[str]:
    """Return the columns that a role lists, with an empty string for each value that is not a string."""
    stated = role.custom.get("columns")
    return (
        [each if isinstance(each, str) else "" for each in stated] if isinstance(stated, list | tuple) else ()
    )
