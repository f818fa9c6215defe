"""
A service level's value, unit or element cannot be read.

A service level that no program can read is not checked, and can be broken unnoticed. Durations need a number
and a unit of time (`24` and `h`, or `P1D`), availability and error rate a percentage, and end of support and
end of life a date. Without a unit, an availability below 1 is read as a fraction, and one of 50 or more as a percentage; values
in between, and an error rate of at most 1, are ambiguous and cause a warning. A frequency may also be stated
in words: `daily`, `every 2 hours`. Other words (`near real-time`) cause a warning, because no program can
check them. An element names an object, or an object and its field (`plays.played_at`).

```yaml bad contract
slaProperties:
  - property: latency
    value: 6
    unit: parsecs
#         ^^^^^^^ `parsecs` is not a unit of time; use `h`, `d` or `min`
  - property: availability
    value: often
#          ^^^^^ cannot read `often` as availability; use a percentage
  - property: frequency
    value: near real-time
#          ^^^^^^^^^^^^^^ cannot read `near real-time` as frequency; use a number with a unit of time
  - property: availability
    # no unit
    driver: regulatory
    value: 1
#          ^ `1` without a unit may be a fraction or a percentage; add `unit: percent`
  - property: errorRate
    value: 0.1
#          ^^^ `0.1` without a unit may be a fraction or a percentage; add `unit: percent`
  - property: retention
    value: 90
    unit: d
    element: plays.playd_at
#            ^^^^^^^^^^^^^^ the contract has no field `plays.playd_at`; did you mean `plays.played_at`?
```
```yaml good contract
slaProperties:
  - property: latency
    value: 2h30m
    element: plays.played_at
  - property: frequency
    value: hourly
  - property: availability
    # no unit
    value: 0.995
  - property: endOfSupport
    value: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Cause, Finding, Related, Severity, did_you_mean
from meshwright.quantities.service_level import (
    MEASURES,
    Measure,
    has_form,
    lacks_percent,
    read_promise,
    service_level,
)
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.standards.bitol import CustomProperty
    from meshwright.standards.odcs.contract import ServiceLevel
    from meshwright.standards.odcs.schema import SchemaObject, SchemaProperty


@rule("unreadable-slo", on=DataContract, severity=Severity.ERROR, since="0.1", preset="essential")
def unreadable_slo(contract: DataContract) -> Iterator[Finding]:
    """Check service levels with a known unit; an organisation's own service levels are ignored."""
    names = (
        set(_names(contract.schema_)) if any(level.element for level in contract.sla_properties) else set()
    )
    for number, schema in enumerate(contract.schema_):
        yield from _run_times(schema.custom_properties, At(("schema", number)))
    astray: dict[str, list[At]] = {}
    for position, level in enumerate(contract.sla_properties):
        at = At(("slaProperties", position))
        yield from _unreadable(level, at)
        for element in (level.element or "").split(","):
            if names and element.strip() and element.strip() not in names:
                astray.setdefault(element.strip(), []).append(at / "element")
    for element, places in astray.items():
        what = "field" if "." in element else "field or object" if len(contract.schema_) == 1 else "object"
        yield Finding(
            f"the contract has no {what} `{element}`{did_you_mean(nearest(element, names))}",
            places[0],
            tuple(Related("named here too", at) for at in places[1:]),
            discriminator=element,
        )


def _run_times(custom: Iterable[CustomProperty], at: At) -> Iterator[Finding]:
    """Report a `runTime` that is not a duration; service levels are derived from it."""
    for position, each in enumerate(custom):
        value = each.value
        if each.property != "runTime" or not isinstance(value, str) or has_variable(value):
            continue
        if read_promise("latency", value, None) is None:
            place = at / "customProperties" / position / "value"
            yield Finding(f"cannot read `{value}` as a `runTime`; use a duration such as `PT1H`", place)


def _unreadable(level: ServiceLevel, at: At) -> Iterator[Finding]:
    name = service_level(level.property)
    if name is None or level.value is None or read_promise(name, level.value, level.unit) is not None:
        return
    if has_variable(level.value) or has_variable(level.unit):
        return
    measure = MEASURES[name]
    if (
        measure is Measure.DURATION
        and level.unit is not None
        and read_promise(name, level.value, "s") is not None
    ):
        yield Finding(f"`{level.unit}` is not a unit of time; use `h`, `d` or `min`", at / "unit")
    elif (
        measure is Measure.DURATION
        and level.unit is None
        and read_promise(name, level.value, "s") is not None
    ):
        message = f"`{level.value}` has no unit; add one such as `unit: h`"
        yield Finding(message, at / "value", causes=(Cause(at / "unit"),))
    elif lacks_percent(name, level.value, level.unit):
        message = f"`{level.value}` without a unit may be a fraction or a percentage; add `unit: percent`"
        yield Finding(message, at / "value", severity=Severity.WARNING)
    else:
        message = f"cannot read `{level.value}` as {level.property}; use {measure.value}"
        severity = None if has_form(name, level.value) else Severity.WARNING
        yield Finding(message, at / "value", severity=severity)


def _names(schemas: Sequence[SchemaObject]) -> Iterator[str]:
    """Yield the names that an element can use; the name of the object can be omitted if it is the only one."""
    for schema in schemas:
        prefixes = {schema.name, schema.physical_name or ""} - {""}
        yield from prefixes
        for is_physical in (False, True):
            for path in _paths("", schema.properties, is_physical=is_physical):
                yield from (prefix + path for prefix in prefixes)
                if len(schemas) == 1:
                    yield path[1:]


def _paths(prefix: str, properties: Iterable[SchemaProperty], *, is_physical: bool) -> Iterator[str]:
    """Yield the names of fields, as dotted paths that start at the object."""
    for field in properties:
        path = f"{prefix}.{(is_physical and field.physical_name) or field.name}"
        yield path
        yield from _paths(path, field.properties, is_physical=is_physical)
        if field.items is not None:
            yield from _paths(path, field.items.properties, is_physical=is_physical)
