"""
A free-text value resembles one with a special meaning.

The severity of a quality rule may be any word, so a misspelt one goes unnoticed.
A date format consists of letters whose case matters (as in Java): `mm` means minutes and `MM` months; `DD` is the
day of the year, and `YYYY` the week-based year.

```yaml bad contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeGreaterThan: 0
        severity: eror
#                 ^^^^ unknown severity `eror`; did you mean `error`?
    properties:
      - name: play_id
        logicalType: string
      - name: played_on
        logicalType: date
        logicalTypeOptions:
          format: yyyy-mm-dd
#                 ^^^^^^^^^^ `mm` in a date format means minutes; write `MM` for months
```
```yaml fixed contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeGreaterThan: 0
        severity: error
    properties:
      - name: play_id
        logicalType: string
      - name: played_on
        logicalType: date
        logicalTypeOptions:
          format: yyyy-MM-dd
```
```yaml good contract
schema:
  - name: plays
    quality:
      - metric: rowCount
        mustBeGreaterThan: 0
        severity: error
    properties:
      - name: play_id
        logicalType: string
      - name: played_on
        logicalType: date
        logicalTypeOptions:
          format: yyyy-MM-dd
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity, did_you_mean, meant
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.walk import each_property

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.quality import QualityRule

SEVERITIES = ("error", "warning", "info", "critical", "blocker", "notice", "high", "medium", "low", "fatal")
_ALSO = frozenset({"warn", "err", "information", "informational", "crit"})
"""Other short and long names for severities."""
_QUOTED = re.compile(r"'[^']*'")
_LETTERS: tuple[tuple[str, str, str, str, Callable[[str], bool]], ...] = (
    ("mm", "minutes", "MM", "months", lambda form: not re.search("[HhKkM]", form) and "d" in form),
    ("DD", "the day of the year", "dd", "the day of the month", lambda form: "M" in form and "d" not in form),
    ("YYYY", "the week-based year", "yyyy", "the year", lambda form: "M" in form and "w" not in form),
)
"""Letters that, given the rest of the format, probably do not mean what was intended."""


@rule("misspelt-value", on=DataContract, severity=Severity.WARNING, since="0.1", preset="standard")
def misspelt_value(contract: DataContract) -> Iterator[Finding]:
    """Check the severities of quality rules, and date formats."""
    for number, schema in enumerate(contract.schema_):
        yield from _severities(schema.quality, ("schema", number))
    for field, path in each_property(contract.schema_):
        if field.quality:
            yield from _severities(field.quality, path)
        if field.logical_type in ("date", "timestamp", "time") and field.logical_type_options is not None:
            form = field.logical_type_options.model_dump(by_alias=True).get("format")
            if isinstance(form, str):
                yield from _format(form, At((*path, "logicalTypeOptions", "format")))


def _severities(quality: Iterable[QualityRule], path: Path) -> Iterator[Finding]:
    for position, each in enumerate(quality):
        word = (each.severity or "").strip().casefold()
        near = None if word in _ALSO or word in SEVERITIES else nearest(word, SEVERITIES)
        if near is not None:
            at = At((*path, "quality", position, "severity"))
            message = f"unknown severity `{each.severity}`{did_you_mean(near)}"
            yield Finding(message, at, fix=meant(at, near), discriminator=near)


def _format(form: str, at: At) -> Iterator[Finding]:
    letters = _QUOTED.sub("", form)
    for written, means, right, wanted, is_meant in _LETTERS:
        if written in letters and is_meant(letters):
            message = f"`{written}` in a date format means {means}; write `{right}` for {wanted}"
            yield Finding(message, at, fix=meant(at, form.replace(written, right)), discriminator=written)
