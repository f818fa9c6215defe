"""Assessment of changes to service levels: promises that became weaker or stronger, and end dates that moved."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import ChangeKind
from meshwright.changes.default_element import elements
from meshwright.changes.naming import same, text
from meshwright.changes.rows import by_row
from meshwright.quantities.moments import is_utc
from meshwright.quantities.service_level import Clock, Duration, level_name, read_promise, service_level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.quantities.service_level import Reading

_ENDS = frozenset({"endOfSupport", "endOfLife"})
_MORE_IS_BETTER = frozenset({"availability", "retention"})
_WORDS = frozenset({"id", "description", "driver", "customProperties", "authoritativeDefinitions"})

_WORD = re.compile(r"\b[A-Z][a-z]{2,}\b")
"""A capitalised word. In symbols, case matters: `MB` is not `Mb`, and `M` is not `m`."""
_NUMBER = re.compile(r"(?P<number>[+-]?\d{1,30}(?:\.\d{1,30})?)\s*(?P<unit>\D*)", re.ASCII)


def assess_service_level(change: Change) -> Verdict:
    """Assess a service level of a contract."""
    stated: Mapping[str, Any] = change.value
    written = str(stated.get("property", ""))
    name = service_level(written) or written
    if change.kind is ChangeKind.RENAMED and not _is_one(change.before, stated):
        was = change.before.get("property")
        return by_row(change, "service-level", "renamed", was=was, now=written)
    was, now = (_amount(each) if each else "" for each in (change.before, change.after))
    if name in _ENDS:
        return by_row(change, "end", _end(change, name), name=name, was=was, now=now)
    return by_row(change, "service-level", _event(change, name), name=written, was=was, now=now)


def _event(change: Change, name: str) -> str:
    """Return the table's event for a changed service level."""
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return str(change.kind.value)
    before, after = change.before, change.after
    terms = [_terms(each) for each in (before, after)]
    rest = [{k: v for k, v in each.items() if k not in ("value", "unit", "property")} for each in terms]
    old, new = _read(name, before), _read(name, after)
    is_rewritten = _amount(before) == _amount(after)
    if service_level(name) is None and _number(before) == _number(after) is not None and same(*rest):
        return "rewritten" if is_rewritten else "same"
    if old is not None and old == new and same(*rest):
        return "rewritten" if is_rewritten else "same"
    if old is None or new is None or not same(*rest):
        if same(*terms):
            return "rewritten"
        return "other-terms" if is_rewritten else "unknown"
    return _weighed(old, new, is_more_better=name in _MORE_IS_BETTER)


def _terms(level: Mapping[str, Any]) -> dict[str, Any]:
    """Return a service level without descriptions, with its elements in a fixed order."""
    found = {key: value for key, value in level.items() if key not in _WORDS}
    return {**found, "element": elements(level)} if "element" in level else found


def _number(level: Mapping[str, Any]) -> tuple[Decimal, str] | None:
    """Return the value and the unit of a service level; None if the value is not a number."""
    value, unit = level.get("value"), level.get("unit")
    found = _NUMBER.fullmatch(str(value).strip()) if isinstance(value, int | float | str) else None
    if (
        found is None
        or isinstance(value, bool)
        or not isinstance(unit, str | None)
        or (unit and found["unit"])
    ):
        return None
    spelled = _WORD.sub(lambda word: word[0].casefold(), " ".join((unit or found["unit"]).split()))
    return Decimal(found["number"]), "percent" if spelled.casefold() in ("%", "percent") else spelled


def _weighed(old: Reading, new: Reading, *, is_more_better: bool) -> str:
    is_greater = _is_greater(old, new)
    if is_greater is None:
        return "unknown"
    event = "tightened" if is_greater == is_more_better else "loosened"
    return f"{event}-or-same" if _may_be_same(old, new) else event


def _is_one(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether two service levels have equal names (ignoring case) or synonyms: `freshness` and `latency`."""
    names = {level_name(str(each.get("property", ""))) for each in (before, after)}
    return len(names) == 1


def _end(change: Change, name: str) -> str:
    """Return the table's event for a changed end of support or end of life."""
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return str(change.kind.value)
    before, after = _read(name, change.before), _read(name, change.after)
    if before == after:
        return "same"
    is_later = isinstance(before, date) and isinstance(after, date) and after > before
    return "later" if is_later else "earlier"


def _read(name: str, level: Mapping[str, Any]) -> Reading | None:
    if service_level(name) is None:
        return None
    unit = level.get("unit")
    found = read_promise(name, level.get("value"), unit if isinstance(unit, str) else None)
    return found._replace(zone="Z") if isinstance(found, Clock) and is_utc(found.zone) else found


def _amount(level: Mapping[str, Any]) -> str:
    unit = level.get("unit")
    return f"`{text(level.get('value'))}{' ' + text(unit) if unit else ''}`"


def _may_be_same(before: Reading, after: Reading) -> bool:
    """Return whether two durations may be equal although their units cannot be converted exactly."""
    if not (isinstance(before, Duration) and isinstance(after, Duration)):
        return False
    spans = [each.longest - each.shortest for each in (before, after)]
    return spans[0] != spans[1] and before.shortest <= after.longest and after.shortest <= before.longest


def _is_greater(before: Reading, after: Reading) -> bool | None:
    """Return whether the later value is greater; None if unknown, because the length of months and days varies."""
    if isinstance(before, Clock) and isinstance(after, Clock):
        return after.second > before.second if after.zone == before.zone else None
    if isinstance(before, Duration) and isinstance(after, Duration):
        if after.shortest >= before.shortest and after.longest >= before.longest:
            return True
        return False if after.shortest <= before.shortest and after.longest <= before.longest else None
    if isinstance(before, Fraction) and isinstance(after, Fraction):
        return after > before
    return after > before if isinstance(before, date) and isinstance(after, date) else None
