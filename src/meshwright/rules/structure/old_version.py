"""
A file follows a draft version of its standard, and is read as the next version.

ODPS 0.9 was withdrawn with the release of 1.0; other tools will soon stop reading it.

```yaml bad product raw
apiVersion: v0.9.0
#           ^^^^^^ `v0.9.0` is read as v1.0.0; raise `apiVersion`
kind: DataProduct
id: play-events
name: play-events
status: active
domain: player
description: {purpose: Every play of every track.}
customProperties:
  - {property: successCriteria, value: [{name: plays missing, target: at most 0.03 %, measuredAt: monthly}]}
team: {name: player-squad}
outputPorts:
  - {name: daily, version: 1.0.0, contractId: play-events.daily}
```
```yaml good product
apiVersion: v1.1.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import OldVersion

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("old-version", on=OldVersion, severity=Severity.WARNING, since="0.1")
def old_version(problem: OldVersion) -> Iterator[Finding]:
    """Report the version that the file is read as."""
    yield Finding(f"`{problem.found}` is read as {problem.read_as}; raise `apiVersion`", At(problem.path))
