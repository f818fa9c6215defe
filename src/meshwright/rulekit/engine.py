"""Execution of rules, each isolated from the others.

If a rule raises an exception, a finding reports the failure and the run continues.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Any

from meshwright.facts.compile import LocalResult
from meshwright.facts.unit import Failure, LocalFinding
from meshwright.finding.finding import At, in_document
from meshwright.mesh.items import Contract, Port, Product, RegistryEntry
from meshwright.mesh.mesh import Mesh
from meshwright.records import dataclass
from meshwright.source.effort import bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.finding.finding import Finding
    from meshwright.rulekit.rule import Rule

    Check = Callable[..., Iterator[Finding]]
    Place = Callable[[Any], At]


class RuleError(Exception):
    """The reason why a rule cannot finish, as a message for users, with its location."""

    def __init__(self, message: str, at: At | None = None) -> None:
        super().__init__(message)
        self.at = at


class LocalRules:
    """The rules for single files, by the type of their subject; a `mesh.compile.LocalChecker`."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rule for rule in rules if rule.is_local)
        self.by_type: dict[type, tuple[tuple[Rule, Check], ...]] = {}

    def __call__(self, subject: object, document: int) -> LocalResult:
        """Check a problem or a typed document."""
        found = self.by_type.get(type(subject))
        if found is None:
            found = tuple((rule, rule.check) for rule in self.rules if isinstance(subject, rule.on))
            self.by_type[type(subject)] = found
        verdict = LocalResult([], [])
        for rule, check in found:
            _look(rule, check, ((subject,),), _whole, verdict)
        if not verdict.findings and not verdict.failures:
            return verdict
        return LocalResult(
            [LocalFinding(each.rule, in_document(each.finding, document)) for each in verdict.findings],
            [replace(each, at=At(document=document)) for each in verdict.failures],
        )


@dataclass(frozen=True, slots=True)
class InapplicableRule:
    """A rule that does not apply, with the reason."""

    rule: str
    reason: str
    absent_kind: str = ""
    """The kind of document that the rule requires and the mesh lacks; empty for other reasons."""


def idle_rules(rules: Iterable[Rule], mesh: Mesh) -> tuple[InapplicableRule, ...]:
    """Find the rules that do not apply to a mesh."""
    idle = []
    for rule in rules:
        absent = [kind for kind in rule.needs if not mesh.register(kind)]
        if rule.needs_products and not mesh.has_products:
            absent.append("DataProduct")
        if absent:
            idle.append(InapplicableRule(rule.name, f"there is no `kind: {absent[0]}` document", absent[0]))
    return tuple(idle)


def check_mesh(rules: Iterable[Rule], mesh: Mesh) -> LocalResult:
    """Run the applicable rules on linked items."""
    rules = tuple(rules)
    idle = {each.rule for each in idle_rules(rules, mesh)}
    verdict = LocalResult([], [])
    subjects: dict[type, tuple[tuple[object, ...], Place]] = {
        Mesh: ((mesh,), _whole),
        Product: (mesh.products, _at_home),
        Contract: (mesh.contracts, _at_home),
        Port: (tuple(port for product in mesh.products for port in product.outputs), Port.at),
        RegistryEntry: (tuple(each for found in mesh.registers.values() for each in found), _at_home),
    }
    for rule in rules:
        if rule.scope == "mesh" and rule.name not in idle:
            found, place = subjects[rule.on]
            with bounded():
                _look(rule, rule.check, zip(found, repeat(mesh), strict=False), place, verdict)
    return verdict


def check_revisions(
    rules: Iterable[Rule], subjects: Iterable[tuple[object, At]], before: Mesh, after: Mesh
) -> LocalResult:
    """Run the rules on changes, each of which comes with the location to report if a rule fails."""
    verdict = LocalResult([], [])
    subjects = tuple(subjects)
    for rule in rules:
        if rule.is_comparing:
            on, check = rule.on, rule.check
            with bounded():
                for subject, at in subjects:
                    if isinstance(subject, on):
                        _look(rule, check, ((subject, before, after),), lambda _: at, verdict)  # noqa: B023 - called within this turn
    return verdict


def check_measurements(
    rules: Iterable[Rule], subjects: Iterable[tuple[object, At]], mesh: Mesh
) -> LocalResult:
    """Run the rules on observations, each of which comes with the location to report if a rule fails."""
    verdict = LocalResult([], [])
    subjects = tuple(subjects)
    for rule in rules:
        if rule.is_measuring:
            with bounded():
                for subject, at in subjects:
                    _look(rule, rule.check, ((subject, mesh),), lambda _: at, verdict)  # noqa: B023 - called within this turn
    return verdict


def check_directory(rules: Iterable[Rule], directory: object, mesh: Mesh) -> LocalResult:
    """Run the rules on the directory of an identity provider."""
    verdict = LocalResult([], [])
    for rule in rules:
        if rule.is_of_directory:
            with bounded():
                _look(rule, rule.check, ((directory, mesh),), _whole, verdict)
    return verdict


def _whole(_: object) -> At:
    return At()


def _at_home(subject: Product | Contract | RegistryEntry) -> At:
    return subject.home.at()


def _look(
    rule: Rule, check: Check, calls: Iterable[tuple[object, ...]], place: Place, verdict: LocalResult
) -> None:
    """Run one rule for each tuple of arguments; the first argument is the subject.

    Findings that the rule yielded before an exception are kept.
    """
    add = verdict.findings.append
    for arguments in calls:
        try:
            for finding in check(*arguments):
                add(LocalFinding(rule.name, finding))
        except MemoryError:
            raise  # due to the machine, not to the rule
        except RuleError as error:
            at = error.at or place(arguments[0])
            verdict.failures.append(Failure(rule.name, str(error), at, is_message=True))
        except Exception as error:  # noqa: BLE001 - the engine's one wall around a rule
            verdict.failures.append(Failure(rule.name, type(error).__name__, place(arguments[0])))
