"""A contract's effective service levels as columns; a level is NULL unless it applies to all objects of the port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.quantities.service_level import Duration
from meshwright.relational.table import Column, day, numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from fractions import Fraction

    from meshwright.analysis.promises.production import DeclaredServiceLevel
    from meshwright.mesh.items import Contract
    from meshwright.relational.source import MeshSource

DAY = 86_400
PERCENT = 100


def plain(value: Fraction) -> float | int:
    """Return a whole number if possible: 90 instead of 90.0."""
    return int(value) if value.denominator == 1 else float(value)


def levels(contract: Contract | None, name: str, source: MeshSource) -> tuple[DeclaredServiceLevel, ...]:
    """Return a contract's service levels with a given name; empty if they are unreadable or do not cover all objects."""
    making = source.production.of.get(contract) if contract is not None else None
    if contract is None or making is None or name in making.unread:
        return ()
    found = making.levels.get(name, ())
    if not contract.fact.is_sound("slaProperties"):
        return ()
    if any(not level.fact.elements for level in found):
        return found
    named = {element.partition(".")[0] for level in found for element in level.fact.elements}
    return found if named.issuperset(each.name for each in contract.fact.objects) else ()


def _durations(contract: Contract | None, name: str, source: MeshSource) -> list[Duration]:
    return [level.value for level in levels(contract, name, source) if isinstance(level.value, Duration)]


def _longest(contract: Contract | None, name: str, source: MeshSource, unit: int = 1) -> float | None:
    found = max((each.longest for each in _durations(contract, name, source)), default=None)
    return None if found is None else plain(found / unit)


def _shortest(contract: Contract | None, name: str, source: MeshSource, unit: int = 1) -> float | None:
    found = min((each.shortest for each in _durations(contract, name, source)), default=None)
    return None if found is None else plain(found / unit)


def _share(
    contract: Contract | None, name: str, source: MeshSource, worst: Callable[..., Any]
) -> float | None:
    found = [level.value for level in levels(contract, name, source)]
    return plain(worst(found) * PERCENT) if found else None


def _date(contract: Contract | None, name: str, source: MeshSource, worst: Callable[..., Any]) -> date | None:
    found = [level.value for level in levels(contract, name, source)]
    return worst(found) if found else None


def service_columns(contract_of: Callable[[Any], Contract | None]) -> tuple[Column[Sequence[Any]], ...]:
    """Return the columns for the service levels of a contract."""

    def of(function: Callable[..., Any], name: str, *more: Any) -> Callable[[Any], Any]:  # noqa: ANN401
        return lambda row: function(contract_of(row), name, row.source, *more)

    whole = "; NULL if it is not declared for every object, or cannot be read"
    return (
        numeric("latency_seconds", f"the longest promised latency{whole}", of(_longest, "latency")),
        numeric(
            "frequency_seconds", f"the longest time between two refreshes{whole}", of(_longest, "frequency")
        ),
        numeric(
            "availability_percent",
            f"the lowest promised availability{whole}",
            of(_share, "availability", min),
        ),
        numeric(
            "retention_days",
            f"the longest time that data is kept, in days{whole}",
            of(_longest, "retention", DAY),
        ),
        numeric(
            "retention_min_days",
            f"the shortest time that data is kept, in days{whole}",
            of(_shortest, "retention", DAY),
        ),
        day("general_availability", f"the latest first day{whole}", of(_date, "generalAvailability", max)),
        day("end_of_support", f"the earliest last day of support{whole}", of(_date, "endOfSupport", min)),
        day("end_of_life", f"the earliest last day{whole}", of(_date, "endOfLife", min)),
    )
