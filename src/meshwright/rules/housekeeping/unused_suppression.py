"""
A suppression comment matches no finding.

The finding was fixed but the comment was not removed, or the comment has no effect because of a typing mistake. In
the first case, it would hide the next finding of its kind there. Suppressions are checked only for rules that ran,
and for groups whose rules all ran.

```yaml bad product
team:
  name: player-squad  # meshwright: ignore[unknown-team] the register comes next week
#                                          ^^^^^^^^^^^^ no `unknown-team` finding here
```
```yaml fixed product
team:
  name: player-squad
```
```yaml bad product
# meshwright: ignore[unknown-taem] the register comes next week
#                    ^^^^^^^^^^^^ unknown rule or group `unknown-taem`; did you mean `unknown-team`?
team:
  name: player-squad
```
```yaml bad product
# meshwright: ignore[yaml-syntax] our generator does that
#                    ^^^^^^^^^^^ `yaml-syntax` cannot be suppressed
team:
  name: player-squad
```
```yaml bad product
# meshwright: ignore missing-owner
#^34 the comment names no rule; write `# meshwright: ignore[rule] reason`
team:
  name: player-squad
```
```yaml good product
# meshwright: ignore[unknown-team] the register comes next week
team:
  name: player-squadd
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Fix, Replace, Severity, did_you_mean, meant
from meshwright.rulekit.exceptions.suppressing import UnusedSuppression, UnusedSuppressionReason
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {
    UnusedSuppressionReason.IS_UNUSED: "no `{}` finding here",
    UnusedSuppressionReason.IS_UNKNOWN: "unknown rule or group `{}`",
    UnusedSuppressionReason.IS_FORBIDDEN: "`{}` cannot be suppressed",
    UnusedSuppressionReason.IS_UNCLEAR: "the comment names no rule; write `# meshwright: ignore[rule] reason`",
}


@rule(
    "unused-suppression",
    on=UnusedSuppression,
    severity=Severity.WARNING,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def unused_suppression(unneeded: UnusedSuppression) -> Iterator[Finding]:
    """Explain why the name has no effect; the fix removes the name or corrects it."""
    at = At(span=unneeded.at)
    removal = Fix((Replace(At(span=unneeded.removed), ""),), title="remove it")
    fix = None if unneeded.why is UnusedSuppressionReason.IS_UNCLEAR else meant(at, unneeded.near) or removal
    message = _WORDS[unneeded.why].format(unneeded.name) + did_you_mean(unneeded.near)
    yield Finding(message, at, fix=fix, discriminator=unneeded.name)
