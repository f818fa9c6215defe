"""Conversion of service levels of the Data Contract Specification to ODCS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.standards.conversion.carrying import stated

if TYPE_CHECKING:
    from meshwright.standards.conversion.carrying import Custom, Source

_ISO = re.compile(r"P(?:(\d+)([YWD])|T(\d+)([HMS]))")
_ISO_MONTHS = re.compile(r"P(\d+)M")
_SIMPLE = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)")
_UNITS = {"Y": "y", "W": "w", "D": "d", "H": "h", "M": "m", "S": "s"}
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_FIGURES = {
    "availability": ("availability", ("percentage",), ()),
    "retention": ("retention", ("period",), ("timestampField",)),
    "latency": ("latency", ("threshold",), ("sourceTimestampField",)),
    "freshness": ("freshness", ("threshold",), ("timestampField",)),
    "frequency": ("frequency", ("interval",), ()),
    "support": ("support", ("time",), ()),
    "backup": ("backup", ("interval", "recoveryPoint", "recoveryTime"), ()),
}
"""For each service level: its name in ODCS, the keys that may contain its figure, and the keys of its field."""


def service_levels(source: Source) -> tuple[list[dict[str, Any]], list[Custom]]:
    """Return service levels with a figure, and the others as custom properties."""
    found, custom = [], []
    for key, (name, figures, elements) in _FIGURES.items():
        if not isinstance(source.value.get(key), dict):
            continue
        level = source.mapping(key)
        made = _level(level, name, figures, elements)
        if made is not None:
            found.append(made)
        elif any(value is not None for value in level.value.values()):
            source.notes.changed(level.path, f"`{key}` has no figure, so it became custom property `{key}`")
            custom.append({"property": key, "value": level.value})
    return found, [*custom, *source.rest()]


def _level(
    level: Source, name: str, figures: tuple[str, ...], elements: tuple[str, ...]
) -> dict[str, Any] | None:
    stated_figure = next((key for key in figures if level.value.get(key) is not None), None)
    cron = level.value.get("cron")
    if stated_figure is None and cron is None:
        return None
    value, unit = _figure(level.text(stated_figure)) if stated_figure else (cron, None)
    element = next((found for key in elements if (found := level.take(key)) is not None), None)
    schedule = {"scheduler": "cron", "schedule": level.take("cron")} if cron is not None else {}
    if level.value.get("unlimited") is False:
        level.take("unlimited")
    description = level.take("description")
    return stated(
        property=name,
        value=value,
        unit=unit,
        element=element,
        description=description,
        **schedule,
        customProperties=level.rest(),
    )


def _figure(value: Any) -> tuple[Any, str | None]:  # noqa: ANN401 - a value of the source
    """Return a number and its unit if a string has both, otherwise the string itself without a unit."""
    if not isinstance(value, str):
        return value, None
    text = value.strip()
    if percent := _PERCENT.fullmatch(text):
        return _number(percent[1]), "percent"
    if iso := _ISO.fullmatch(text):
        return _number(iso[1] or iso[3]), _UNITS[iso[2] or iso[4]]
    if months := _ISO_MONTHS.fullmatch(text):
        return _number(months[1]), "mo"
    if simple := _SIMPLE.fullmatch(text):
        return _number(simple[1]), simple[2]
    return value, None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
