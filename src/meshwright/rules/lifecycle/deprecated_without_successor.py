"""
A port is deprecated without a successor.

Consumers need to know which port to migrate to. Declare it with an authoritative definition of type `successor` on
the port, the contract or the product. If there is no successor, link to a page that explains why. If the successor is
an address in this mesh, it must exist.

```yaml bad other_product
status: deprecated
```
```yaml bad other_contract
name: royalty statements
#     ^^^^^^^^^^^^^^^^^^ deprecated without a successor; add an authoritative definition of type `successor`
status: deprecated
slaProperties:
  - property: latency
    value: 72
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2027-06-30"
```
```yaml bad other_product
status: active
authoritativeDefinitions:
  - type: successor
    url: mesh://scaffold/player/play-events/dayly@1
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown port `player/play-events/dayly@1`; did you mean `player/play-events/daily@1`?
```
```yaml fixed other_product
status: active
authoritativeDefinitions:
  - type: successor
    url: "mesh://scaffold/player/play-events/daily@1"
```
```yaml good other_product
status: active
authoritativeDefinitions:
  - type: successor
    url: mesh://scaffold/player/play-events/daily@1
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity, meant
from meshwright.mesh.end_dates import SUCCESSOR, successors
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.reference_messages import unresolved_message
from meshwright.mesh.references import UnresolvedPart, UnresolvedReference, near, resolve
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract


@rule("deprecated-without-successor", on=Mesh, severity=Severity.WARNING, since="0.1")
def deprecated_without_successor(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check deprecated items (ports that share a status are reported once), and every declared successor."""
    named: dict[At, tuple[str, UnresolvedReference]] = {}
    lacking: dict[At, list[Contract]] = {}
    for contract in mesh.contracts:
        following = list(successors(contract, mesh))
        for url, at in following:
            target = resolve(url, contract, mesh)
            if isinstance(target, UnresolvedReference) and target.part is UnresolvedPart.PORT:
                named[at] = url, target
        is_sound = contract.fact.is_sound("authoritativeDefinitions")
        if mesh.status(contract) == "deprecated" and not following and is_sound:
            lacking.setdefault(mesh.status_at(contract), []).append(contract)
    for status_at, (first, *others) in lacking.items():
        yield Finding(
            f"deprecated without a successor; add an authoritative definition of type `{SUCCESSOR}`",
            first.home.name(),
            (
                Related("its status", status_at),
                *(Related("deprecated with it", each.home.name()) for each in others),
            ),
        )
    for at, (url, unknown) in named.items():
        guess = near(unknown, mesh)
        fix = meant(at, guess and unknown.corrected(url, guess))
        yield Finding(unresolved_message(unknown, guess), at, fix=fix)
