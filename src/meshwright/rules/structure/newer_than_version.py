"""
A file uses a feature from a newer version of its standard.

A tool that follows `apiVersion` rejects it. The newer version accepts the whole file, so raising `apiVersion` is
enough. The same applies to a missing key that a newer version no longer requires.

```yaml bad contract raw
apiVersion: v3.1.0
#           ^^^^^^ `deprecated` of a schema object is new in v3.2.0, but the file declares v3.1.0; raise `apiVersion`
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
#           ^^^^^^ `type` of the product is new in v1.1.0, but the file declares v0.9.0; raise `apiVersion`
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

from meshwright.finding.finding import At, Finding, Fix, Related, Replace, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part
from meshwright.source.problem import NewerThanVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.problem import Novelty


MOST = 5
"""The maximum number of newer features shown with their locations."""


@rule("newer-than-version", on=NewerThanVersion, severity=Severity.WARNING, since="0.1", preset="essential")
def newer_than_version(problem: NewerThanVersion) -> Iterator[Finding]:
    """Report the first feature that the declared version lacks, with the other such features as notes."""
    at = At(("apiVersion",))
    declared, newer = problem.declared, problem.accepted_by
    first, *more = problem.novelties
    count = f" (and {len(more)} more)" if more else ""
    message = (
        f"{first.what} is required before {first.since}{count}; add it, or raise `apiVersion`"
        if first.is_absent
        else f"{first.what} is new in {first.since}, but the file declares {declared}{count}; raise `apiVersion`"
    )
    related = (Related(_words(each), _place(each)) for each in problem.novelties[:MOST])
    fix = Fix((Replace(at, newer),), title=f"raise `apiVersion` to {newer}") if problem.is_gain else None
    gist = "some files use features from later versions of their standard; raise `apiVersion`"
    yield Finding(message, at, tuple(related), fix=fix, gist=gist)


def _words(novelty: Novelty) -> str:
    return (
        f"{novelty.what} is missing here" if novelty.is_absent else f"{novelty.what}, since {novelty.since}"
    )


def _place(novelty: Novelty) -> At:
    return At(novelty.path[:-1], Part.NAME) if novelty.is_absent else At(novelty.path, novelty.part)
