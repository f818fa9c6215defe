"""
A key that the standard requires is missing.

Tools that follow the standard rely on this key and fail without it.

```yaml bad contract
servers:
  - server: production
#           ^^^^^^^^^^ missing required key `type` in a server
    location: s3://watergarden-data/player/play-events/daily/v1/
```
```yaml good contract
servers:
  - server: production
    type: s3
    location: s3://watergarden-data/player/play-events/daily/v1/
```
Since ODCS 3.1, a library quality rule names its metric in `metric` instead of `rule`.
```yaml bad contract
apiVersion: v3.1.0
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        quality:
          - rule: duplicateCount
#           ^^^^ missing required key `metric` in a quality rule, which was `rule` until v3.1.0
            mustBe: 0
```
```yaml fixed contract
apiVersion: v3.1.0
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        quality:
          - metric: duplicateValues
            mustBe: 0
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Cause, Finding, Fix, Lack, Replace, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part
from meshwright.source.problem import MissingKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.problem import Former


def _called(former: Former) -> str:
    return f", which was `{former.key}` until {former.since}"


def _renaming(problem: MissingKey, former: Former) -> Fix | None:
    """Return an edit that moves the value to its current key, or None if the value is unknown."""
    if former.value is None:
        return None
    at = At((*problem.path, former.key))
    edits = (Replace(replace(at, part=Part.KEY), problem.key), Replace(at, former.value))
    return Fix(edits, title=f"write `{problem.key}: {former.value}`")


_SORTS = ("type", "metric", "rule", "logicalType")
"""The keys whose value can require another key."""


@rule("missing-key", on=MissingKey, severity=Severity.ERROR, since="0.1", preset="essential")
def missing_key(problem: MissingKey) -> Iterator[Finding]:
    """Report the missing key at the name of the item that lacks it."""
    owner = problem.why or problem.owner
    former = problem.former
    yield Finding(
        f"missing required key `{problem.key}` in {owner}" + (_called(former) if former else ""),
        At((*problem.path, former.key), Part.KEY) if former else At(problem.path, Part.NAME),
        fix=_renaming(problem, former) if former else None,
        discriminator=problem.key,
        lack=Lack(f"`{problem.key}`", owner),
        causes=(
            Cause(At((*problem.path, problem.key)), "unknown-key"),
            *(Cause(At((*problem.path, key)), "unknown-value") for key in (_SORTS if problem.why else ())),
        ),
    )
