"""
A port's servers cannot hide columns, although a reader may read only some of them.

A topic or a folder can only be read as a whole, including columns that the reader must not see, so access to it
cannot be granted. Split the port, give the reader access to all of it, or use a server that can hide columns. The
[Platform](../documents/platform.md) document states the capabilities of each type of server; without it, nothing is
checked. Products as readers, and servers with synthetic data, are not checked. If a role or an agreement states an
earlier version of the contract, columns that this version may have had are treated as readable.

```yaml bad raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: false
```
```yaml bad other_contract
roles:
  - role: royalty-accountant
#         ^^^^^^^^^^^^^^^^^^ group `watergarden-royalty-accounting` may read 1 of 2 columns, but servers of type s3 cannot hide the others, such as `statements/settled_at`
    access: read
    customProperties:
      - property: columns
        value: [statements/statement_id]
```
```yaml good raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: true
```
```yaml good other_contract
roles:
  - role: royalty-accountant
    access: read
    customProperties:
      - property: columns
        value: [statements/statement_id]
```
```yaml good raw governance/platform.yaml
apiVersion: meshwright/v1
kind: Platform
name: cloud
servers:
  - type: s3
    hidesColumns: false
```
```yaml good classifications
defaultOpenLevel: public
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        classification: public
      - name: settled_at
        classification: confidential
roles:
  - role: royalty-accountant
    access: read
    customProperties:
      - property: contractVersion
        value: "0.9.0"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import Visibility, widest_access
from meshwright.analysis.access.grants import CauseKind
from meshwright.analysis.access.levels import CLOSED
from meshwright.analysis.sensitivity.declared import unclassified
from meshwright.finding.finding import Cause, Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.offers import is_on_platform
from meshwright.mesh.registries import mappings, text
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.mesh.items import Contract


@rule(
    "unenforceable-here",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Platform", "Role", "Classification"),
    is_timed=True,
)
def unenforceable_here(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the readers of ports without a server that hides columns; yield one finding for each reader of a port."""
    hiding = {
        text(each.get("type")): each.get("hidesColumns") is True
        for entry in mesh.register("Platform")
        for each in mappings(entry.get("servers"))
    }
    granted = mesh.derived(widest_access)
    for contract, grants in granted.grants_of.items():
        types = {server.type for server in contract.fact.servers if is_on_platform(server)}
        if not types or any(hiding.get(each, True) for each in types):
            continue
        by_reader: dict[Identity, list[Grant]] = {}
        for grant in grants:
            is_over = grant.ends is not None and grant.ends < mesh.today
            if grant.cause.kind is not CauseKind.INPUT and not is_over:
                by_reader.setdefault(grant.identity, []).append(grant)
        for reader, own in by_reader.items():
            yield from _withheld(reader, own, contract, sorted(types), granted)


def _withheld(
    reader: Identity, grants: list[Grant], contract: Contract, types: list[str], granted: Access
) -> Iterator[Finding]:
    """Report a reader who may read only some of the port's columns or rows."""
    best = [max(each) for each in zip(*map(granted.visibilities, grants), strict=True)]
    hidden = [field for field, visibility in enumerate(best) if visibility != Visibility.CLEAR]
    if len(hidden) == len(best):
        return
    kind = "group" if reader.kind.value == "group" else "service account"
    listed = ", ".join(types)
    if hidden:
        fields, objects = contract.fact.fields, contract.fact.objects
        ranks = granted.levels.ranks[contract]
        unknown = {*unclassified(fields), *(field for field in hidden if ranks[field] == CLOSED)}
        path = fields.path(hidden[0])
        mistakes = (
            Cause(contract.home.name(*path), "missing-classification"),
            Cause(contract.home.at(*path)),
        )
        yield Finding(
            f"{kind} `{reader.name}` may read {len(best) - len(hidden)} of {len(best)} columns, but servers of type {listed} cannot hide the others, such as `{fields.name(hidden[0], objects)}`",
            grants[0].cause.at,
            discriminator=reader.key,
            causes=mistakes if unknown.issuperset(hidden) else (),
        )
    elif all(each.rows is not None for each in grants):
        yield Finding(
            f"{kind} `{reader.name}` may read only some rows, but servers of type {listed} cannot hide the others",
            grants[0].cause.at,
            discriminator=reader.key,
        )
