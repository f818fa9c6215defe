"""
YAML 1.1 and YAML 1.2 read an unquoted value differently.

Norway's country code `no` is text here, but `false` in tools that still read YAML 1.1, as many do.
Quotes give it the same meaning in both. A date where a date is expected is not reported, because both
interpretations work.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        examples: [se, no]
#                      ^^ `no` is a string in YAML 1.2 but `false` in YAML 1.1; put it in quotes
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        examples: [se, "no"]
```
```yaml good contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        examples: [se, "no"]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Fix, Replace, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import AmbiguousScalar

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("ambiguous-scalar", on=AmbiguousScalar, severity=Severity.WARNING, since="0.1")
def ambiguous_scalar(problem: AmbiguousScalar) -> Iterator[Finding]:
    """Report both interpretations; the fix adds quotes if YAML 1.2 reads text."""
    at = At(problem.path, document=problem.document, span=problem.span)
    is_text = problem.reading_12 == "a string"
    advice = "put it in quotes" if is_text else "write it so that both versions agree"
    yield Finding(
        f"`{problem.text}` is {problem.reading_12} in YAML 1.2 but {problem.reading_11} in YAML 1.1; {advice}",
        at,
        fix=Fix((Replace(at, f'"{problem.text}"'),), title="put it in quotes") if is_text else None,
    )
