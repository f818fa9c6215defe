"""Descriptions of measurements, and their locations in contracts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.identifying import STRUCTURAL
from meshwright.finding.finding import At
from meshwright.measuring.identifiers import IDENTIFIER
from meshwright.measuring.probe import Check, Reference, Sampled
from meshwright.quantities.conformance import article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.measuring.judgement import BrokenRule, Violation
    from meshwright.measuring.observation import Observation
    from meshwright.measuring.probe import Condition, Probe
    from meshwright.source.place import Step


def at(probe: Probe, *path: Step) -> At:
    """Return the location of a part of the contract that a probe belongs to."""
    return At(path, document=probe.document, file=probe.file)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the singular or plural: `2 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], most: int) -> str:
    """Return names in backticks, separated by commas; of more than `most` names, only the first."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(f"`{each}`" for each in names[:most]) + more


def server_words(seen: Observation) -> str:
    """Return the name of an observation's server and its environment for a message; empty if there is no server."""
    return words_of_server(seen.server, seen.environment)


def words_of_server(server: str, environment: str) -> str:
    """Return the name of a server and its environment for a message; empty if the server has no name."""
    where = f", environment `{environment}`" if environment else ""
    return f"server `{server}`{where}" if server else ""


def of_rows(rows: int, seen: Observation, *, is_partial: bool = False) -> str:
    """Return a phrase for a count: `in 3 of 100 rows`, or `in at least 3 …` if the count is partial."""
    least = "at least " if is_partial else ""
    which = " examined" if seen.filter.is_partial else ""
    since = f" since {seen.filter.since}" if seen.filter.since else ""
    return f"in {least}{rows:,} of {seen.rows or 0:,} rows{which}{since}"


def violation_words(violation: Violation, probe: Probe) -> str:
    """Return a phrase for the promise that rows break, without the number of rows."""
    of = violation.of
    if isinstance(of, Check):
        return f"`{probe.column(of.column).name}` {_check_words(of, probe)}"
    if isinstance(of, Sampled):
        wrong = "a wrong structure" if of.check in STRUCTURAL else "wrong check digits"
        return f"`{probe.column(of.column).name}` has {wrong} ({of.check})"
    names = listed([probe.column(each).name for each in of.columns], 5)
    occur = "occurs" if violation.found == 1 else "occur"
    if isinstance(of, Reference):
        refer = "refers" if len(of.columns) == 1 else "refer"
        return f"{names} {refer} to `{of.target}`, which lacks {counted(violation.found, 'value')},"
    subject = f"primary key {names}" if of.key == "#primaryKey" else names
    return f"{subject} must be unique, but {counted(violation.found, 'value')} {occur} more than once,"


_CHECKS = {
    "null": "is null but required",
    "pattern": "does not match its `{name}`",
    "shorter": "is shorter than its `{name}` of {operand}",
    "longer": "is longer than its `{name}` of {operand}",
    "unlisted": "is not one of the values of its `enum`",
    "zoneless": "has no time zone",
    "fewer": "has fewer items than its `{name}` of {operand}",
    "more": "has more items than its `{name}` of {operand}",
    "repeated": "has duplicate items",
    "multiple": "is not a multiple of {operand}",
}


def _check_words(check: Check, probe: Probe) -> str:
    name = check.key.partition("#")[2].partition("/")[0]
    column = probe.column(check.column)
    kind = column.logical or column.kind
    if check.path[-1:] == ("primaryKey",):
        return "is null but part of the primary key"
    if check.count == "kind":
        return f"is not {article(kind)} {kind}"
    if name == IDENTIFIER:
        return "does not match the pattern of its identifiers"
    if check.count in _CHECKS:
        return _CHECKS[check.count].format(name=name, operand=check.operand[0] if check.operand else "")
    if name == "format":
        return "does not fit into its `format`"
    if check.operand[-1]:
        return f"is not {'above' if check.count == 'below' else 'below'} its `{name}` of {check.operand[0]}"
    return f"is {check.count} its `{name}` of {check.operand[0]}"


_OPERATORS = {
    "mustBe": "must be {}",
    "mustNotBe": "must not be {}",
    "mustBeGreaterThan": "must be greater than {}",
    "mustBeGreaterOrEqualTo": "must be at least {}",
    "mustBeLessThan": "must be less than {}",
    "mustBeLessOrEqualTo": "must be at most {}",
    "mustBeBetween": "must be between {}",
    "mustNotBeBetween": "must not be between {}",
}


def rule_words(broken: BrokenRule, probe: Probe) -> str:
    """Return a clause for a broken quality rule: its value, and the condition."""
    rule = broken.rule
    field = rule.key.partition("#")[0]
    of = f"`{field}`" if field else f"`{probe.name}`"
    what = (
        f"quality rule `{rule.name}`"
        if rule.name
        else f"`{rule.metric}`"
        if rule.metric != "sql"
        else "SQL rule"
    )
    value = str(broken.value).lower() if isinstance(broken.value, bool) else number(broken.value)
    unit = " percent" if rule.is_percent else ""
    return f"{what} of {of} is {value}{unit}, but {condition_words(broken.condition)}"


def condition_words(condition: Condition) -> str:
    """Return a phrase for the requirement of an operator: `must be at least 5`."""
    operand = condition.operand
    if isinstance(operand, list | tuple):
        shown = " and ".join(number(Fraction(str(each))) for each in operand)
    else:
        shown = str(operand).lower() if isinstance(operand, bool) else number(Fraction(str(operand)))
    return _OPERATORS[condition.operator].format(shown)


def number(value: Fraction) -> str:
    """Return a number as text, with up to 6 decimal places, rounded down."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(value.numerator, value.denominator)
    parts, left = divmod(rest * 10**6, value.denominator)
    decimals = f"{parts:06}".rstrip("0")
    return f"{sign}{whole:,}{'.' + decimals if decimals else ''}{'…' if left else ''}"
