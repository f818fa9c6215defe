"""
Some rows of a sample cannot be read.

A sample is CSV with commas and a header (RFC 4180), or JSON Lines with one object per line; any other row is omitted.
The remaining rows are read and checked against the contract.

```csv bad sample products/player/play-events/contracts/samples/plays.csv
play_id,played_at
p1,2026-11-19T07:41:12Z,web
#^27 the row has 3 cells, but the header has 2
p2,2026-11-19T07:44:55Z
p3,"2026-11-19T07:44:55Z
#  ^^^^^^^^^^^^^^^^^^^^^ unclosed quote
```
```jsonl bad sample products/player/play-events/contracts/samples/plays.jsonl
{"play_id": "p1", "played_at": 2026-11-19T07:41:12Z}
#                                  ^^^^^^^^^^^^^^^^^ missing `,` or `}`
```
```csv good sample products/player/play-events/contracts/samples/plays.csv
play_id,played_at
p1,"2026-11-19T07:41:12Z"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import UnreadableRows

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("unreadable-sample", on=UnreadableRows, severity=Severity.ERROR, since="0.1", preset="essential")
def unreadable_sample(problem: UnreadableRows) -> Iterator[Finding]:
    """Report the error in the first unreadable row, and the number of such rows."""
    yield Finding(
        problem.what + (f" ({problem.count:,} times)" if problem.count > 1 else ""),
        At(span=problem.span),
        tuple(Related("here too", At(span=span)) for span in problem.also),
        discriminator=problem.code,
        former=(problem.what,),
    )
