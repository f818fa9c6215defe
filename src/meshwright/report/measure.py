"""The figures of a measurement, and the promises without figures, for people and programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.observation import line_of
from meshwright.report.json import VERSION, content_of, dumped
from meshwright.report.summary import counted
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.measuring.observation import Observation
    from meshwright.rulekit.diagnostic import Report

MOST_SHOWN = 3
"""The maximum number of locations on one line for a reason; if there are more, each is on its own line."""


class NotMeasured(NamedTuple):
    """A promise without a figure."""

    address: str
    key: str
    """The key of the promise; empty for the whole object."""
    why: str

    @property
    def place(self) -> str:
        """The address of the object, followed by the key of the promise."""
        return f"{self.address} {self.key}".rstrip()


def as_json(
    report: Report, run: str, observations: Sequence[Observation], missing: Sequence[NotMeasured]
) -> str:
    """Render a run as one JSON object."""
    content: dict[str, Any] = {"version": VERSION, "run": run}
    content["observations"] = [json.loads(line_of(each)) for each in observations]
    found = content_of(report)
    content |= {"diagnostics": found["diagnostics"], "summary": found["summary"]}
    content["notMeasured"] = [
        {"address": each.address, "key": each.key, "reason": each.why} for each in missing
    ]
    return dumped(content)


def as_text(observations: Sequence[Observation], missing: Sequence[NotMeasured], *, shows_all: bool) -> str:
    """Render the promises that were not measured, by reason, and then the measured figures."""
    return "".join(f"{one_line(line)}\n" for line in _lines(observations, missing, shows_all=shows_all))


def reasons_as_text(missing: Sequence[NotMeasured], *, shows_all: bool) -> str:
    """Render the promises that were not measured, by reason."""
    return "".join(f"{one_line(line)}\n" for line in _reasons(missing, shows_all=shows_all))


def _lines(
    observations: Sequence[Observation], missing: Sequence[NotMeasured], *, shows_all: bool
) -> Iterator[str]:
    yield from _reasons(missing, shows_all=shows_all)
    read = [each for each in observations if not each.unavailable]
    rows = sum(each.rows or 0 for each in read)
    engines = sorted({f"{each.engine} {each.engine_version}" for each in read})
    with_what = f" in {', '.join(engines)}" if engines else ""
    apart = sum(1 for each in missing if not each.key)
    promises = len(missing) - apart
    left = [counted(apart, "object")] if apart else []
    left += [counted(promises, "promise")] if promises else []
    behind = f"; not measured: {' and '.join(left)}" if left else ""
    yield f"measured {counted(len(read), 'object')} with {counted(rows, 'row')}{with_what}{behind}"


def _reasons(missing: Sequence[NotMeasured], *, shows_all: bool) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for each in missing:
        by_reason.setdefault(each.why, []).append(each.place)
    for why, places in by_reason.items():
        if shows_all and len(places) > MOST_SHOWN:
            yield f"not measured ({len(places):,}): {why}"
            yield from (f"  {each}" for each in places)
            continue
        more = f" and {len(places) - MOST_SHOWN:,} more" if len(places) > MOST_SHOWN else ""
        yield f"not measured: {', '.join(places[:MOST_SHOWN])}{more}: {why}"
