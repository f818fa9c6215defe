"""The effect of waivers and baselines on findings, and the status of each waiver."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.mesh.belonging import has_hidden_sources
from meshwright.mesh.former_addresses import former_addresses
from meshwright.mesh.resolve import UnknownAddressError, resolve
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass, field
from meshwright.rulekit.diagnostic import AppliedWaiver
from meshwright.rulekit.exceptions.baseline import baselines
from meshwright.rulekit.exceptions.waivers import Waiver, waivers
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from meshwright.finding.finding import At
    from meshwright.mesh.former_addresses import FormerAddresses
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import Diagnostic, PreexistingIn
    from meshwright.rulekit.rule import Rule

HOUSEKEEPING = "housekeeping"
"""The group of rules that check the exceptions; its findings cannot be waived."""
STRUCTURE = "structure"
DAYS_OF_ERROR = 90
"""The maximum number of days for a waiver of an error, counted from the as-of date."""
DAYS = 365
"""The maximum number of days for a waiver of a warning or notice."""


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The exceptions that apply in a run."""

    waivers: tuple[Waiver, ...] = ()
    baseline: frozenset[str] = frozenset()
    """The fingerprints in the baseline."""
    former: FormerAddresses = field(default_factory=dict)
    """The former addresses of items, under which findings are still recognised."""


def exceptions(mesh: Mesh) -> Exceptions:
    """Return the exceptions in the documents of a mesh."""
    known = (entry.fingerprint for each in baselines(mesh) for entry in each.entries)
    return Exceptions(waivers(mesh), frozenset(known), former_addresses(mesh))


class UnusedWaiverReason(Enum):
    """The reason why a waiver has no effect."""

    IS_UNUSED = "there is no such finding there"
    IS_UNKNOWN = "there is no such rule"
    IS_FORBIDDEN = "the rule cannot be waived"
    IS_NOWHERE = "there is no such address"


@dataclass(frozen=True, slots=True)
class WaiverStatus:
    """The state of a waiver."""

    waiver: Waiver
    today: date
    weight: Severity | None
    """The severity of the waived findings; None if unknown."""
    idle: UnusedWaiverReason | None = None
    """The reason why the waiver has no effect; None if the waiver has, or may have, an effect."""
    near: str | None = None
    """The suggested rule."""
    unknown: str = ""
    """A description of the unknown part of the address."""


class WaiverMatcher:
    """The waivers of a run, and the findings that they cover."""

    def __init__(self, counting: Iterable[Waiver], mesh: Mesh) -> None:
        self.mesh = mesh
        self.own = waivers(mesh)
        """The waivers whose status is assessed. A comparison assesses the head's waivers, but applies those of the base."""
        counting = tuple(counting)
        current = (each for each in reversed(counting) if each.is_current(mesh.today))
        self.current = {(each.rule, each.address): each for each in current}
        self.met: dict[tuple[str, str], Severity | None]
        self.met = dict.fromkeys(((each.rule, each.address) for each in (*counting, *self.own)), None)
        """The most severe finding for each rule and address in a waiver."""
        self.misspelt: dict[tuple[str, str], list[At]] = {}
        """The locations of the mesh's own waivers for an unknown rule, by suggested rule and address."""
        known = {rule.name for rule in all_rules()} | {each.name for each in mesh.register("Policy")}
        for each in self.own:
            near = nearest(each.rule, known) if each.rule and each.rule not in known else None
            if near is not None and each.is_current(mesh.today):
                self.misspelt.setdefault((near, each.address), []).append(each.home.at("rule"))

    def pardon(self, rule: Rule, weight: Severity, address: str | None) -> AppliedWaiver | None:
        """Return the waiver that covers a finding, and mark it as used."""
        key = (rule.name, address or "")
        if key not in self.met or not may_be_waived(rule):
            return None
        worst = self.met[key]
        self.met[key] = weight if worst is None else max(worst, weight)
        found = self.current.get(key)
        return AppliedWaiver(found.reason, found.owner, str(found.expires)) if found else None

    def appraised(self, rules: Iterable[Rule], ran: Collection[str]) -> Iterator[WaiverStatus]:
        """Yield the status of each waiver.

        The status is unknown for a rule that did not run. It is also unknown if there are unreadable files or unknown ports,
        which could contain or cause the missing finding.
        """
        known = {rule.name: rule for rule in rules}
        for waiver in self.own:
            worst = self.met[waiver.rule, waiver.address]
            rule = known.get(waiver.rule)
            if rule is None:
                yield self._of_policy(waiver, known)
            elif not may_be_waived(rule):
                yield WaiverStatus(waiver, self.mesh.today, rule.severity, UnusedWaiverReason.IS_FORBIDDEN)
            elif worst is not None or rule.name not in ran or not waiver.address or self._is_in_part():
                yield WaiverStatus(waiver, self.mesh.today, worst or rule.severity)
            else:
                unknown = self._unknown(waiver.address)
                idle = UnusedWaiverReason.IS_NOWHERE if unknown else UnusedWaiverReason.IS_UNUSED
                yield WaiverStatus(waiver, self.mesh.today, rule.severity, idle, unknown=unknown)

    def _is_in_part(self) -> bool:
        return bool(self.mesh.broken) or self.mesh.derived(has_hidden_sources)

    def _of_policy(self, waiver: Waiver, known: Collection[str]) -> WaiverStatus:
        policies = {each.name: each for each in self.mesh.register("Policy")}
        if waiver.rule in policies:
            is_forbidden = policies[waiver.rule].get("waivable") is False
            return WaiverStatus(
                waiver, self.mesh.today, None, UnusedWaiverReason.IS_FORBIDDEN if is_forbidden else None
            )
        if not waiver.rule or self.mesh.is_known("Policy", waiver.rule):
            return WaiverStatus(waiver, self.mesh.today, None)
        near = nearest(waiver.rule, {*known, *policies})
        return WaiverStatus(waiver, self.mesh.today, None, UnusedWaiverReason.IS_UNKNOWN, near)

    def _unknown(self, address: str) -> str:
        """Describe the unknown part of an address; empty if the address exists."""
        try:
            resolve(self.mesh, address.partition("#")[0])
        except UnknownAddressError as error:
            return str(error)
        return ""


def known(
    diagnostics: Iterable[Diagnostic], fingerprints: Collection[str], where: PreexistingIn
) -> Iterator[Diagnostic]:
    """Mark preexisting diagnostics, except those of housekeeping rules and those about unread content."""
    for each in diagnostics:
        is_known = not {each.fingerprint, *each.former}.isdisjoint(fingerprints)
        if not is_known or each.group == HOUSEKEEPING:
            yield each
        elif each.is_unread:
            yield replace(each, message=f"{each.message}; its entry in the baseline has no effect")
        else:
            yield replace(each, known=where)


def last_day(weight: Severity, today: date) -> tuple[date, str]:
    """Return the last allowed day of a waiver that is granted on the as-of date, and the limit in words."""
    days = DAYS_OF_ERROR if weight is Severity.ERROR else DAYS
    last = today + timedelta(days=days)
    what = {Severity.ERROR: "an error", Severity.WARNING: "a warning", Severity.NOTICE: "a notice"}[weight]
    return last, f"{what} may be waived for {days} days, until {last}"


def may_be_waived(rule: Rule) -> bool:
    """Return whether a rule may be waived; housekeeping rules and rules about unreadable files may not."""
    is_unreadable = rule.group == STRUCTURE and not rule.is_suppressible
    return rule.group != HOUSEKEEPING and not is_unreadable and rule.is_waivable
