"""
A suppression comment has no reason.

Later readers cannot know whether it is still needed, so it is never removed. Add a reason after the bracket.

```yaml bad product
# meshwright: ignore[unknown-team]
#^34 add a reason after the bracket
team:
  name: player-squadd
```
```yaml good product
# meshwright: ignore[unknown-team] the register comes next week
team:
  name: player-squadd
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.suppression import Suppression

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "unexplained-suppression",
    on=Suppression,
    severity=Severity.WARNING,
    since="0.1",
    preset="strict",
    is_suppressible=False,
)
def unexplained_suppression(comment: Suppression) -> Iterator[Finding]:
    """Check comments that name a rule."""
    if comment.names and not comment.reason:
        at = At(span=comment.comment)
        names = ",".join(name for name, _ in comment.names)
        yield Finding("add a reason after the bracket", at, discriminator=names)
