"""
A field or object was removed.

Queries that name it fail, and so do the jobs that depend on them.
Deprecate it with a date first: removing it after that date breaks no consumer.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string}
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ field `skip_reason` removed; may break its only consumer: `payments/royalties`; keep it and make the change in version 2: `meshwright new version player/play-events/daily@1 --changed-since main`
    properties:
      - {name: play_id, logicalType: string}
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.changes.change import Change
from meshwright.changes.suspected import renamed_to
from meshwright.finding.finding import Related, Severity
from meshwright.impact.change_finding import report_change
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule("field-removed", on=Change, severity=Severity.WARNING, since="0.1")
def field_removed(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes in this row, with a note on an added field that may be the removed one."""
    for finding in report_change("field-removed", change, before, after):
        renamed = renamed_to(change, before, after)
        hint = (Related("possibly renamed; give both the same `id`", renamed),) if renamed is not None else ()
        yield replace(finding, related=(*finding.related, *hint))
