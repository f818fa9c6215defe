"""
A key that the standard requires is absent.

Readers of the standard rely on it and stop without it.

```yaml bad contract
servers:
  - server: production
#           ^^^^^^^^^^ a server needs the key `type`
    location: s3://watergarden-data/player/play-events/daily/v1/
```
```yaml good contract
servers:
  - server: production
    type: s3
    location: s3://watergarden-data/player/play-events/daily/v1/
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Cause, Finding, Lack, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part
from meshwright.source.problem import MissingKey

if TYPE_CHECKING:
    from collections.abc import Iterator

_SORTS = ("type", "metric", "rule", "logicalType")
"""The keys that a condition is about, under which another key is required."""


@rule("missing-key", on=MissingKey, severity=Severity.ERROR, since="0.1", preset="essential")
def missing_key(problem: MissingKey) -> Iterator[Finding]:
    """Mark the name of what lacks it."""
    owner = problem.why or problem.owner
    yield Finding(
        f"{owner} needs the key `{problem.key}`",
        At(problem.path, Part.NAME),
        discriminator=problem.key,
        lack=Lack(f"`{problem.key}`", owner),
        causes=(
            Cause(At((*problem.path, problem.key)), "unknown-key"),
            *(Cause(At((*problem.path, key)), "unknown-value") for key in (_SORTS if problem.why else ())),
        ),
    )
