"""
A field may have a value that was not in its list.

Readers who handle every value of the list meet one that they do not know.
It takes a minor version; with `compatibility: {bumps: {enum-value-added: major}}` in `governance/mesh.yaml` a major one.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}]}
```
```yaml after contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string, enum: [{value: user}, {value: system}]}
#                                                                      ^^^^^^^^^^^^^^^ `system` may be a value now; may break its only consumer: `payments/royalties`
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Change
from meshwright.finding.finding import Severity
from meshwright.impact.change_finding import report_change
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule("enum-value-added", on=Change, severity=Severity.WARNING, since="0.1")
def enum_value_added(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("enum-value-added", change, before, after)
