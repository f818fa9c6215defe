"""Allowed growth of a baseline: findings of rules that did not run in the base, and findings with a new address.

A rule did not run in the base if it was turned off, if it is newer than the baseline's release, or if the base had
no documents for it to check. A rule with findings in the base's baseline did run. An entry in the head is accepted
only if its finding exists.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright import __version__
from meshwright.mesh.former_addresses import former_addresses
from meshwright.quantities.version import parse_version
from meshwright.rulekit.configuration import ConfigurationError, is_on
from meshwright.rulekit.engine import idle_rules
from meshwright.rulekit.exceptions.baseline import KIND, Growth, baselines
from meshwright.rulekit.exceptions.waiving import HOUSEKEEPING, exceptions
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.settle import CheckContext
from meshwright.workspace.base_configuration import configuration_of
from meshwright.workspace.pipeline import check_linked, context_of, in_effect

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.exceptions.baseline import Baseline
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult

OLDEST = (0, 0, 0)


def growths(
    before: CompiledSnapshot, after: CompiledSnapshot, old: Mesh, new: Mesh
) -> Iterator[tuple[Growth, At]]:
    """Yield the growth of each baseline document in the head that has new entries, with its location.

    If the base has no baseline, all entries are allowed, and nothing is yielded.
    """
    if not old.register(KIND):
        return
    known = {entry.fingerprint for each in baselines(old) for entry in each.entries}
    grown = [each for each in baselines(new) if any(entry.fingerprint not in known for entry in each.entries)]
    if not grown:
        return
    found = _found(after, new, old)
    silent = silent_rules(old, settings(before))
    release = _release(settings(after))
    for each in grown:
        yield _growth(each, known, found, silent & _within(each, release)), each.home.at()


def _growth(
    here: Baseline, known: AbstractSet[str], found: Mapping[str, Diagnostic], silent: Collection[str]
) -> Growth:
    refused = []
    accepted = set()
    taken: Counter[str] = Counter()
    for number, entry in enumerate(here.entries):
        diagnostic = found.get(entry.fingerprint)
        if entry.fingerprint in known:
            continue
        if diagnostic is not None and not known.isdisjoint(diagnostic.former):
            accepted.add(entry.fingerprint)
        elif diagnostic is not None and entry.rule == diagnostic.rule and diagnostic.rule in silent:
            accepted.add(entry.fingerprint)
            taken[diagnostic.rule] += 1
        else:
            refused.append(number)
    return Growth(here.home, tuple(refused), tuple(sorted(taken.items())), frozenset(accepted))


def silent_rules(base: Mesh, configuration: Configuration | None) -> frozenset[str]:
    """Return the rules that did not run in the base; without a configuration, only those that are newer than its
    baseline.
    """
    late = frozenset(rule.name for rule in all_rules() if _since(rule.since) > _newest(base))
    if configuration is None:
        return late
    configuration = in_effect(configuration, base)
    idle = {each.rule for each in idle_rules(all_rules(), base)}
    spoken = {entry.rule for each in baselines(base) for entry in each.entries}
    quiet = {
        rule.name for rule in all_rules() if rule.name in idle or not is_on(rule, configuration)
    } - spoken
    return frozenset(
        rule.name
        for rule in all_rules()
        if rule.name in quiet | late and rule.is_checking and rule.group != HOUSEKEEPING
    )


def settings(source: CompiledSnapshot) -> Configuration | None:
    """Return the configuration of a revision; None if it cannot be read."""
    try:
        return configuration_of(source.snapshot)
    except ConfigurationError:
        return None


def checked_together(
    after: CompiledSnapshot, new: Mesh, configuration: Configuration, base: Mesh
) -> CheckResult:
    """Check the head as a whole, with the baselines of both revisions and the addresses that items had in the base."""
    plain = context_of(after, new, configuration)
    own = exceptions(new)
    stated = replace(
        own, baseline=own.baseline | exceptions(base).baseline, former=former_addresses(new, base)
    )
    context = CheckContext(
        new, plain.locator, plain.configuration, stated, plain.redactor, plain.policies, plain.not_run
    )
    return check_linked(after, context, lambda _: True)


def _found(after: CompiledSnapshot, new: Mesh, old: Mesh) -> dict[str, Diagnostic]:
    """Return the findings in the head by fingerprint, according to the head's own configuration."""
    configuration = settings(after)
    if configuration is None:
        return {}
    found = checked_together(after, new, configuration, old).report.found
    return {each.fingerprint: each for each in found if not each.is_unread}


def _newest(base: Mesh) -> tuple[int, ...]:
    return max((_since(each.rules_as_of) for each in baselines(base)), default=OLDEST)


def _since(release: str) -> tuple[int, ...]:
    return parse_version(release) or OLDEST


def _within(here: Baseline, release: str) -> frozenset[str]:
    """Return the rules of the release that a baseline document declares, or of its revision's release if that is older."""
    latest = min(_since(here.rules_as_of), _since(release))
    return frozenset(rule.name for rule in all_rules() if _since(rule.since) <= latest)


def _release(configuration: Configuration | None) -> str:
    pinned = configuration.rules_as_of if configuration else None
    return pinned or ".".join(__version__.split(".")[:2])
