"""
A character does not look like what programs read.

Bidirectional controls reorder the displayed text, invisible characters and letters from another alphabet make two
names look the same, and some line separators end a line only in YAML 1.1. No name needs such characters. Meshwright
reads names as they appear, so it does not also report references to them.

```yaml bad contract
name: play​s
#         ^ U+200B (zero width space) is invisible; remove it
```
```yaml fixed contract
name: plays
```
```yaml bad contract
name: рlays by day
#     ^ U+0440 (cyrillic small letter er) looks like `p` but is another letter; write `p`
```
```yaml bad domains
apiVersion: meshwright/v1
kind: Domain
name: рlayer
#     ^ U+0440 (cyrillic small letter er) looks like `p` but is another letter; write `p`
purpose: Plays music.
owner: player-squad
---
apiVersion: meshwright/v1
kind: Domain
name: payments
purpose: Pays those who made it.
owner: payments-squad
```
```yaml good contract
name: plays
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import name

from meshwright.finding.finding import At, Finding, Fix, Replace, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import ConfusableCharacter

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "confusable-character", on=ConfusableCharacter, severity=Severity.WARNING, since="0.1", preset="essential"
)
def confusable_character(problem: ConfusableCharacter) -> Iterator[Finding]:
    """Name the character; the fix removes it or replaces it with the character that it resembles."""
    at = At(span=problem.span)
    character = problem.character
    called = f"U+{ord(character):04X} ({name(character, 'a control character').lower()})"
    if problem.looks_like is None:
        message = f"{called} is invisible; remove it"
    else:
        message = (
            f"{called} looks like `{problem.looks_like}` but is another letter; write `{problem.looks_like}`"
        )
    new = problem.looks_like or ""
    yield Finding(
        message, at, fix=Fix((Replace(at, new),), safe=False, title=f"write `{new}`" if new else "remove it")
    )
