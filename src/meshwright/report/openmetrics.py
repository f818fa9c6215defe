"""Observations as OpenMetrics text for Prometheus and compatible tools: only gauges, without row values."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from meshwright.measuring.observation_summary import moment_of, start_and_end
from meshwright.measuring.standing import levels_of, standing_of, verified
from meshwright.quantities.service_level import service_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.measuring.judgement import Measurement
    from meshwright.report.exported import ExportedObject

GAUGES = {
    "meshwright_measured": "Whether the object was ever measured.",
    "meshwright_last_seen_timestamp_seconds": "The time of the newest observation of the object.",
    "meshwright_available": "Whether the data could be read at that time.",
    "meshwright_all_rows_measured": "Whether all rows were measured; if not, unmeasured rows may break promises.",
    "meshwright_rows": "The number of measured rows.",
    "meshwright_newest_timestamp_seconds": "The newest value of a column; for a date, the end of its day.",
    "meshwright_oldest_timestamp_seconds": "The oldest value of a column; for a date, the end of its day.",
    "meshwright_promises": "The number of promises by measured result.",
    "meshwright_promise_kept": "Whether a promise is kept; NaN if that is unknown.",
    "meshwright_violations": "The number of rows or values that break a promise.",
    "meshwright_service_level_kept": "Whether a service level is kept; NaN if that is unknown.",
}
"""The metrics with their help texts."""


def openmetrics(objects: Iterable[ExportedObject]) -> str:
    """Render the metrics of objects. The output is deterministic."""
    samples: dict[str, list[str]] = {name: [] for name in GAUGES}
    for each in objects:
        for name, labels, value in _samples(each):
            listed = ",".join(f'{key}="{escaped(text)}"' for key, text in {**each.labels, **labels}.items())
            samples[name].append(f"{name}{{{listed}}} {value}")
    lines = []
    for name, found in samples.items():
        lines += [f"# TYPE {name} gauge", f"# HELP {name} {GAUGES[name]}", *found]
    return "\n".join((*lines, "# EOF")) + "\n"


def escaped(text: str) -> str:
    """Escape a string for use as a label value."""
    text = text.encode("utf-8", "replace").decode()
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", " ")


def _samples(each: ExportedObject) -> Iterator[tuple[str, dict[str, str], int | str]]:
    yield "meshwright_measured", {}, int(bool(each.measurements))
    for found in each.measurements:
        yield from _seen(found)


def _seen(found: Measurement) -> Iterator[tuple[str, dict[str, str], int | str]]:
    seen = found.observation
    where = {"server": seen.server} | ({"environment": seen.environment} if seen.environment else {})
    yield "meshwright_last_seen_timestamp_seconds", where, _seconds(seen.seen_at)
    yield "meshwright_available", where, int(not seen.unavailable)
    yield "meshwright_all_rows_measured", where, int(not seen.unavailable and seen.filter.is_whole)
    if seen.rows is not None:
        yield "meshwright_rows", where, seen.rows
    for column, (newest, oldest, _) in seen.clocks.items():
        for name, text in (("newest", newest), ("oldest", oldest)):
            if text:
                at = int(start_and_end(text)[1].astimezone(UTC).timestamp())
                yield f"meshwright_{name}_timestamp_seconds", {**where, "column": column}, at
    yield from _promises(found, where)


def _promises(found: Measurement, where: dict[str, str]) -> Iterator[tuple[str, dict[str, str], int | str]]:
    seen = found.observation
    for state, number in standing_of(found)._asdict().items():
        yield "meshwright_promises", {**where, "state": state}, number
    for one in verified(found):
        if not one.key.startswith("#sla/"):
            yield "meshwright_promise_kept", {**where, "promise": one.key}, _truth(is_true=one.is_kept)
            count = seen.figures.get(one.key, 0)
            if isinstance(count, int) and one.is_kept is False and one.key not in seen.unmeasured:
                yield "meshwright_violations", {**where, "promise": one.key}, count
    for level in levels_of(found):
        name = level.promise.kind
        labels = {**where, "level": service_level(name) or name, "position": level.promise.key[5:]}
        is_kept = None if level.verdict == "unknown" else level.verdict == "kept"
        yield "meshwright_service_level_kept", labels, _truth(is_true=is_kept)


def _truth(*, is_true: bool | None) -> int | str:
    """Return a gauge. It always has a value: alerts would interpret a missing series as a lost target."""
    return "NaN" if is_true is None else int(is_true)


def _seconds(text: str) -> int:
    return int(moment_of(text).timestamp())
