"""Confidentiality checks: the sizes of groups, and values that look like personal data.

Only counts are queried, for at most 50 columns. Columns with a list of values, a pattern or a format are skipped.
This module does not assess counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.sensitivity.masking import METHODS, Effect, masking
from meshwright.measuring.probe import Check, Unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.facts.facts import ContractFact
    from meshwright.measuring.probe import Column
    from meshwright.mesh.registries import Classification

GROUP = "#minGroupSize"
PERSONAL = "#looks/"
MOST_COLUMNS = 50


class PersonalPattern(NamedTuple):
    """A kind of personal value that a pattern can recognise."""

    name: str
    words: str
    pattern: str
    share: int
    """The percentage of values that must match, because a few matches may be due to chance."""


KINDS = (
    PersonalPattern(
        "email", "e-mail addresses", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", 10
    ),
    PersonalPattern("phone", "phone numbers", r"^\+[1-9][0-9 ()/-]{6,20}$", 50),
    PersonalPattern("iban", "IBANs", r"^[A-Z]{2}[0-9]{2}[ ]?([A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}$", 50),
    PersonalPattern(
        "card",
        "card numbers",
        r"^(4[0-9]{3}|5[1-5][0-9]{2}|6011|65[0-9]{2})([ -]?[0-9]{4}){3}$|^3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}$",
        50,
    ),
)


def group_checks(fact: ContractFact, columns: Sequence[Column]) -> Iterator[Check | Unmeasured]:
    """Yield the checks that count rows in groups that are too small; a column of the data has the group size."""
    by_name = {each.name: position for position, each in enumerate(columns)}
    for position, column in enumerate(columns):
        custom = fact.field(column.field).more.custom or {}
        stated = masking(custom)
        if not stated.is_figure:
            continue
        detail = custom.get("deidentification")
        named = detail.get("groupSize") if isinstance(detail, dict) else None
        size = position if stated.method == "count" and named is None else by_name.get(str(named))
        key = f"{column.name}{GROUP}"
        if size is None or columns[size].kind not in ("integer", "number"):
            what = f"`{named}` is not a column of numbers" if named is not None else "it has no `groupSize`"
            yield Unmeasured(key, f"no column contains the group size: {what}")
        else:
            yield Check(key, size, "below", (str(stated.group), False), column.path)


def personal_checks(
    fact: ContractFact, columns: Sequence[Column], ladder: Classification | None
) -> Iterator[Check]:
    """Yield the checks that count values that do not look personal, in text columns declared as harmless or masked."""
    if ladder is None:
        return
    found = 0
    for position, column in enumerate(columns):
        more = fact.field(column.field).more
        options = more.options or {}
        if column.kind != "string" or more.enum or {"pattern", "format"} & options.keys():
            continue
        if not (is_masked(more.custom) or _is_low(fact.fields.classifications[column.field], ladder)):
            continue
        found += 1
        if found > MOST_COLUMNS:
            return
        yield Check(f"{column.name}{PERSONAL}null", position, "null", (), column.path)
        for kind in KINDS:
            yield Check(
                f"{column.name}{PERSONAL}{kind.name}", position, "pattern", (kind.pattern,), column.path
            )


def is_masked(custom: object) -> bool:
    """Return whether a field declares a method of de-identification after which values no longer look personal."""
    method = masking(custom if isinstance(custom, dict) else None).method or ""
    return METHODS.get(method) is Effect.PSEUDONYM or method == "hash"


def _is_low(level: str | None, ladder: Classification) -> bool:
    """Return whether a level is below the level required for personal data; False if there is no level."""
    rank, floor = ladder.rank(level), ladder.rank(ladder.pseudonymised_floor)
    return rank is not None and floor is not None and rank < floor
