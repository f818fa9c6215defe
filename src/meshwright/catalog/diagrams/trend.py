"""Bar charts of the open findings of several weeks: one row for each severity that occurs, with its own scale.

On a common scale, a few errors would be invisible next to many notices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog.diagrams.diagram import Diagram
from meshwright.catalog.diagrams.svg import escaped, framed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STEP, BAR = 56, 34
HIGH = 44
"""The height of a row's tallest bar."""
ROW = HIGH + 28
_SIDE, _FOOT = 84, 24
SEVERITIES = ("errors", "warnings", "notices")


class Bar(NamedTuple):
    """A week with its label and its counts."""

    label: str
    errors: int
    warnings: int
    notices: int


def trend(name: str, title: str, bars: Sequence[Bar]) -> Diagram:
    """Draw the weekly counts; the bar of a nonzero count is at least two pixels high."""
    kinds = [kind for kind in SEVERITIES if any(getattr(each, kind) for each in bars)]
    size = (_SIDE + STEP * len(bars), ROW * len(kinds) + _FOOT)
    rows = "".join(_row(kind, number, bars) for number, kind in enumerate(kinds))
    labels = "".join(
        f'<text class="mw-sub" x="{_middle(number)}" y="{size[1] - 6}">{escaped(each.label)}</text>'
        for number, each in enumerate(bars)
    )
    return Diagram(framed(name, title, size, rows + labels, kind="trend"), *size)


def _middle(number: int) -> int:
    return _SIDE + number * STEP + STEP // 2


def _row(kind: str, number: int, bars: Sequence[Bar]) -> str:
    base = ROW * (number + 1) - 4
    drawn = "".join(_bars(kind, base, bars))
    width = _SIDE + STEP * len(bars)
    return (
        f'<g class="mw-trend-{kind}"><text class="mw-start" x="0" y="{base - 4}">{kind}</text>{drawn}'
        f'<path d="M0 {base + 0.5}H{width}"/></g>'
    )


def _bars(kind: str, base: int, bars: Sequence[Bar]) -> Iterator[str]:
    counts = [getattr(each, kind) for each in bars]
    most = max(counts)
    for number, count in enumerate(counts):
        high = max(2, round(HIGH * count / most)) if count else 0
        middle = _middle(number)
        if count:
            yield f'<rect x="{middle - BAR // 2}" y="{base - high}" width="{BAR}" height="{high}"/>'
        yield f'<text x="{middle}" y="{base - high - 6}">{count:,}</text>'
