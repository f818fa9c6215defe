"""
A mapping merges another mapping with `<<`.

Merge keys are an extension that is not part of YAML 1.2: some tools merge them, others see a key called `<<`.
Meshwright merges them. Write out the keys, so that all parsers read the same content.

```yaml bad contract
servers:
  - &lake
    server: production
    type: s3
    location: s3://watergarden-data/player/play-events/daily/v1/
  - <<: *lake
#   ^^ `<<` is not part of YAML 1.2, so some parsers do not merge; write out the merged keys
    server: development
```
```yaml good contract
servers:
  - server: production
    type: s3
    location: s3://watergarden-data/player/play-events/daily/v1/
  - server: development
    type: s3
    location: s3://watergarden-data/player/play-events/daily/v1/
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import MergeKey

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("merge-key", on=MergeKey, severity=Severity.WARNING, since="0.1")
def merge_key(problem: MergeKey) -> Iterator[Finding]:
    """Report each merge key."""
    yield Finding(
        "`<<` is not part of YAML 1.2, so some parsers do not merge; write out the merged keys",
        At(span=problem.span),
    )
