"""
A version was bumped although nothing else changed.

Consumers look for changes and find none; after a few such versions, they stop looking.

```yaml before contract
version: 1.1.0
```
```yaml after contract
version: 1.2.0
#        ^^^^^ version changed from `1.1.0` to `1.2.0`, but nothing else changed
```
```yaml before contract
description:
  purpose: What was played.
version: 1.1.0
```
```yaml after contract
description:
  purpose: The record of what was played.
version: 1.1.1
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Revision
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.version import parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("bump-without-change", on=Revision, severity=Severity.WARNING, since="0.1")
def bump_without_change(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:  # noqa: ARG001 - the document says it all
    """Check documents in which only the version changed. `version-went-backwards` reports a lower version."""
    old, new = revision.old, revision.new
    if not isinstance(old, Contract | Product) or not isinstance(new, Contract | Product):
        return
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    if was is None or now is None or now <= was or len(revision.changes) != 1:
        return
    change = revision.changes[0]
    if change.aspect == ("version",) and change.thing in ("contract", "product") and change.old:
        yield Finding(
            f"version changed from `{old.fact.version}` to `{new.fact.version}`, but nothing else changed",
            new.home.at("version"),
            (Related("previous version", change.old.at),),
        )
