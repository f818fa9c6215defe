"""
A file uses what only a newer version of its standard has.

A reader that goes by `apiVersion` refuses it; the newer version accepts the file whole, so raising `apiVersion` is all it takes.

```yaml bad contract raw
apiVersion: v3.1.0
#           ^^^^^^ the file has what v3.1.0 hasn't and v3.2.0 has; raise `apiVersion`
kind: DataContract
id: play-events.daily
version: 1.0.0
status: active
domain: player
roles:
  - {role: analyst, access: read}
servers:
  - {server: lake, type: s3, location: "s3://watergarden-data/player/play-events/daily/v1/"}
schema:
  - name: plays
    deprecated: true
    physicalType: table
    dataGranularityDescription: One row a play.
    quality: [{metric: rowCount, mustBeGreaterThan: 1000}]
    properties: []
```
```yaml fixed contract raw
apiVersion: v3.2.0
kind: DataContract
id: play-events.daily
version: 1.0.0
status: active
domain: player
roles:
  - {role: analyst, access: read}
servers:
  - {server: lake, type: s3, location: "s3://watergarden-data/player/play-events/daily/v1/"}
schema:
  - name: plays
    deprecated: true
    physicalType: table
    dataGranularityDescription: One row a play.
    quality: [{metric: rowCount, mustBeGreaterThan: 1000}]
    properties: []
```
```yaml bad product raw
apiVersion: v0.9.0
#           ^^^^^^ the file has what v0.9.0 hasn't and v1.1.0 has; raise `apiVersion`
kind: DataProduct
id: play-events
name: play-events
status: active
domain: player
type: sourceAligned
description: {purpose: Every play of every track.}
customProperties:
  - {property: origin, value: {system: player-backend, kind: operational}}
  - {property: successCriteria, value: [{name: plays missing, target: at most 0.03 %, measuredAt: monthly}]}
team: {name: player-squad}
outputPorts:
  - {name: daily, version: 1.0.0, contractId: play-events.daily}
```
```yaml good contract
schema:
  - name: plays
    deprecated: true
    properties: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.finding import At, Finding, Fix, Replace, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import NewerThanVersion

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("newer-than-version", on=NewerThanVersion, severity=Severity.WARNING, since="0.1", preset="essential")
def newer_than_version(problem: NewerThanVersion) -> Iterator[Finding]:
    """Mark the version; name the first thing that it lacks."""
    at = At(("apiVersion",))
    yield Finding(
        f"the file has what {problem.declared} hasn't and {problem.accepted_by} has; raise `apiVersion`",
        at,
        fix=Fix((Replace(at, problem.accepted_by),), title=f"raise `apiVersion` to {problem.accepted_by}"),
    )
