"""
A version is lower than before.

Consumers of the higher version have to revert, and inputs that require it can no longer be satisfied.

```yaml before contract
version: 1.2.0
```
```yaml after contract
version: 1.1.0
#        ^^^^^ version decreased from `1.2.0` to `1.1.0`; may break its only consumer: `payments/royalties`
```
```yaml before contract
version: 1.1.0
```
```yaml after contract
version: 1.2.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.assessment import assess
from meshwright.changes.change import CONTRACT, PRODUCT, Revision
from meshwright.changes.version_edits import version_edits
from meshwright.finding.finding import Finding, Fix, Related, Severity
from meshwright.impact.change_finding import affected
from meshwright.impact.change_impact import impact, words
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.version import parse_version
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

_VERSIONED = (CONTRACT, PRODUCT)


@rule("version-went-backwards", on=Revision, severity=Severity.ERROR, since="0.1", preset="essential")
def version_went_backwards(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Compare the versions of contracts and products."""
    old, new = revision.old, revision.new
    if not isinstance(old, Contract | Product) or not isinstance(new, Contract | Product):
        return
    was, now = parse_version(old.fact.version), parse_version(new.fact.version)
    if was is None or now is None or now >= was:
        return
    message = f"version decreased from `{old.fact.version}` to `{new.fact.version}`"
    related: list[Related] = []
    own = (each for each in revision.changes if each.aspect == ("version",) and each.thing in _VERSIONED)
    for change in own:
        if change.old and change.new:
            related.append(Related("previous version", change.old.at))
        verdict = assess(change, before, after)
        if verdict.readers:
            found = impact(change, before, after)
            message += f"; {words(found, verdict)}"
            related += affected(found)
    edits = tuple(version_edits(new, str(old.fact.version), after))
    fix = Fix(edits, safe=False, title=f"restore {old.fact.version}")
    yield Finding(message, new.home.at("version"), tuple(related), fix)
