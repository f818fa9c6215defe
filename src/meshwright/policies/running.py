"""Policies in the form of rules: each runs its query on the mesh and locates its findings by address."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import At, Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.policies.places import placed, without_place
from meshwright.policies.policy import ADDRESS, KEY
from meshwright.relational.database import Database
from meshwright.relational.sandbox import MOST_LATE, QueryError, TooLongError
from meshwright.rulekit.configuration import POLICIES
from meshwright.rulekit.engine import RuleError
from meshwright.rulekit.rule import Definition, PolicyFacts, Rule
from meshwright.rulekit.rule_page import policy_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.policies.policy import BoundPolicy, Policy
    from meshwright.relational.source import MeshSource

_SPACE = re.compile(r"[ \t\r\n]+")
_MODULE = f"meshwright.rules.{POLICIES}"


class PolicyRun:
    """The policies that run on one mesh, in one database."""

    def __init__(self, policies: Iterable[BoundPolicy], source: MeshSource) -> None:
        self.policies = tuple(each for each in policies if each.policy.runs)
        self.source = source
        self._late = 0
        """The number of policies that took too long."""
        self.rules = tuple(self._rule(each) for each in self.policies if each.binding is not None)

    @property
    def unbound(self) -> tuple[tuple[Rule, str], ...]:
        """The policies that cannot run, as rules, with the reasons."""
        cannot = (each for each in self.policies if each.binding is None)
        return tuple((rule_of(each.policy, _nothing, self.source), each.fault) for each in cannot)

    @cached_property
    def _database(self) -> Database:
        return Database(self.source, (each.binding for each in self.policies if each.binding is not None))

    def _rule(self, bound: BoundPolicy) -> Rule:
        def check(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
            yield from self._found(bound, mesh)

        return rule_of(bound.policy, check, self.source)

    def _found(self, bound: BoundPolicy, mesh: Mesh) -> Iterator[Finding]:
        binding, policy = bound.binding, bound.policy
        assert binding is not None
        own = next((each for each in mesh.register("Policy") if each.name == policy.name), None)
        place = None if own is None else own.home.at("sql")
        if self._late == MOST_LATE:
            reason = f"did not run, because {MOST_LATE} earlier policies took too long"
            raise RuleError(f"policy `{policy.name}` {reason}", place)
        try:
            result = self._database.run(binding)
        except QueryError as error:
            self._late += isinstance(error, TooLongError)
            raise RuleError(f"policy `{policy.name}` did not finish: {error}", place) from error
        weight = severity_of(policy, mesh)
        for values in result.rows:
            row = dict(zip(result.columns, values, strict=True))
            is_placed = mesh.broken or placed(row[ADDRESS], mesh) is not None
            if is_placed and policy.is_about(str(row[ADDRESS] or "")):
                yield finding_of(policy, row, mesh, weight)
        empty = sorted(binding.reads.keys() & self._database.empty)
        if empty and place is not None:
            yield Finding(
                f"policy `{policy.name}` checks nothing: table `{empty[0]}` is empty in this mesh",
                place,
                discriminator=f"empty {empty[0]}",
                severity=min(weight, Severity.WARNING),
            )
        addresses = result.columns.index(ADDRESS)
        fault = without_place([row[addresses] for row in result.rows], mesh)
        if fault:
            raise RuleError(f"policy `{policy.name}` {fault}", place)


def _nothing(_: Mesh, __: Mesh) -> Iterator[Finding]:
    return iter(())


def rule_of(policy: Policy, check: Any, source: MeshSource) -> Rule:  # noqa: ANN401 - a function of a mesh
    """Return a policy as a rule, with the secrets in its page redacted."""
    is_coming = policy.enforce_from is not None and source.mesh.today < policy.enforce_from
    blank = source.blank
    facts = PolicyFacts(
        policy.status,
        blank(policy.owner),
        policy.enforce_from,
        policy.domain or "",
        tuple(map(blank, policy.references)),
        blank(policy.remediation),
        blank(policy.sql),
    )
    title = _SPACE.sub(" ", blank(policy.title)).strip().rstrip(".")
    state = policy_state(facts, is_waivable=policy.is_waivable)
    definition = Definition(Mesh, f"{title}.\n\n{state}", check)
    return Rule(
        policy.name,
        "mesh",
        policy.severity if policy.status == "enforced" else Severity.NOTICE,
        "0",
        "essential",
        (),
        needs_products=False,
        is_suppressible=True,
        is_timed=False,
        is_lenient=is_coming and policy.status == "enforced",
        module=f"{_MODULE}.{policy.name.replace('-', '_')}",
        definition=lambda: definition,
        is_waivable=policy.is_waivable,
        policy=facts,
    )


def severity_of(policy: Policy, mesh: Mesh) -> Severity:
    """Return the severity of a policy's findings.

    The severity is a notice unless the policy is enforced, and at most a warning before its enforcement date.
    """
    if policy.status != "enforced":
        return Severity.NOTICE
    if policy.enforce_from is not None and mesh.today < policy.enforce_from:
        return min(policy.severity, Severity.WARNING)
    return policy.severity


def finding_of(policy: Policy, row: dict[str, Any], mesh: Mesh, weight: Severity) -> Finding:
    """Locate a row in a result by its address; withhold a row that an unreadable document could explain."""
    key = row.get(KEY)
    at, is_hidden = _location(row[ADDRESS], mesh)
    return Finding(
        policy.words(row),
        at,
        discriminator="" if key is None else str(key),
        severity=weight,
        is_withheld=is_hidden,
    )


def _location(address: object, mesh: Mesh) -> tuple[At, bool]:
    """Return the location of an address, and whether an unreadable document may contain a missing part of it."""
    named = placed(address, mesh)
    if named is None:
        return At(), bool(mesh.broken)
    port = named.port
    is_hidden = port is not None and port.contract is None and mesh.may_be_broken(port.fact.contract_id or "")
    return named.home.name(*named.path), is_hidden
