"""
Two identifier schemes of one entity have the same name.

A reference to the name is ambiguous, and columns of both schemes would be compared as if they had the same scheme.

```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - name: isni
#         ^^^^ `artist/isni` is also declared elsewhere
    check: uuid
```
```yaml good entity
name: artist
```
```yaml good meaning
schemes:
  - name: player-artist-key
    check: uuid
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "duplicate-identifier-scheme",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def duplicate_identifier_scheme(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check declarations of schemes; the steward's declaration takes precedence over those of domains."""
    words = mesh.derived(vocabulary)
    for scheme in words.declared:
        first = words.schemes[scheme.entity, scheme.name]
        if scheme is not first:
            yield Finding(
                f"`{scheme.label}` is also declared elsewhere",
                scheme.at / scheme.naming_key,
                related=(Related("the other one", first.at / first.naming_key),),
            )
