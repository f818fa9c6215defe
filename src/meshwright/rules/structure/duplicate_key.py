"""
A mapping has the same key twice.

YAML forbids this. Most tools silently use the last value, but Meshwright uses the first, so the same file would
describe different contracts.

```yaml bad contract
name: plays by day
status: active
name: daily plays
#^4 duplicate key `name` in this mapping; only the first value is used
```
```yaml good contract
name: daily plays
status: active
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Cause, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import DuplicateKey

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "duplicate-key",
    on=DuplicateKey,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def duplicate_key(problem: DuplicateKey) -> Iterator[Finding]:
    """Report the second key, with a note at the first."""
    item, key = problem.path[:-1], problem.item_key
    is_next_item = key == problem.key and bool(key)
    yield Finding(
        f"duplicate key `{problem.key}` in this mapping; "
        + ("put `- ` before it if an item begins here" if is_next_item else "only the first value is used"),
        At(span=problem.span),
        (Related("the first one", At(span=problem.first)),),
        discriminator=problem.key,
        causes=(Cause(At((*item, key)), "duplicate-key"),) if key and not is_next_item else (),
        hides=(At(problem.path),) if is_next_item else (),
    )
