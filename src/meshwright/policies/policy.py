"""Policies as values, checked against the relational model.

Missing and rejected parts of a document are empty here and already reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import Severity, did_you_mean
from meshwright.mesh.registries import day, mappings, text, texts
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass
from meshwright.relational.binding import Binder
from meshwright.relational.model import FOR_QUERY_ONLY
from meshwright.relational.sandbox import QueryError
from meshwright.rulekit.configuration import POLICIES, ConfigurationError, severity
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.mesh.items import Home, RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.relational.binding import Binding

ADDRESS, KEY = "address", "key"
RUNNING = frozenset({"audit", "enforced"})
"""The states in which a policy runs on the mesh."""
_COLUMN = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_OF_DOMAIN = re.compile(r"products/([^/]+)/policies/")


@dataclass(frozen=True, slots=True)
class Expectation:
    """A test of a policy: a small mesh, and the addresses that the policy must report, or must not report."""

    is_failing: bool
    addresses: tuple[str, ...]
    given: str
    position: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, as declared in its document."""

    name: str
    title: str
    owner: str
    references: tuple[str, ...]
    severity: Severity
    status: str
    enforce_from: date | None
    is_waivable: bool
    sql: str
    message: str
    remediation: str
    tests: tuple[Expectation, ...]
    home: Home
    domain: str | None
    """The policy's domain, if it is a domain's own policy, in `products/<domain>/policies/`."""

    @property
    def runs(self) -> bool:
        """Whether the policy runs on the mesh, in addition to its tests."""
        return self.status in RUNNING

    def is_about(self, address: str) -> bool:
        """Return whether the policy can report an address; a domain's own policy applies only to that domain."""
        return self.domain is None or address.startswith(f"{self.domain}/")

    def words(self, row: dict[str, Any]) -> str:
        """Return the message for a row in the policy's result."""
        return " ".join(_COLUMN.sub(lambda found: _said(row.get(found[1])), self.message).split())


def _said(value: object) -> str:
    return "nothing" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class BoundPolicy:
    """A policy, with its query, or the reason why it cannot run."""

    policy: Policy
    binding: Binding | None
    fault: str = ""
    place: str = "sql"
    """The key in the document that prevents the policy from running."""


def policy_of(entry: RegistryEntry) -> Policy:
    """Read a `Policy`."""
    domain = _OF_DOMAIN.match(entry.home.file)
    return Policy(
        name=entry.name,
        title=text(entry.get("title")),
        owner=text(entry.get("owner")),
        references=tuple(filter(None, texts(entry.get("references")))),
        severity=_severity(entry.get("severity")),
        status=text(entry.get("status")),
        enforce_from=day(entry.get("enforceFrom")),
        is_waivable=entry.get("waivable") is not False,
        sql=text(entry.get("sql")),
        message=text(entry.get("message")),
        remediation=text(entry.get("remediation")),
        tests=tuple(_tests(entry)),
        home=entry.home,
        domain=domain[1] if domain else None,
    )


def _severity(word: object) -> Severity:
    try:
        return severity(text(word))
    except ConfigurationError:
        return Severity.ERROR


def _tests(entry: RegistryEntry) -> Iterator[Expectation]:
    for position, each in enumerate(mappings(entry.get("tests"))):
        is_failing = "fails" in each
        addresses = texts(each.get("fails" if is_failing else "passes"))
        yield Expectation(is_failing, tuple(filter(None, addresses)), text(each.get("given")), position)


def bound_policies(mesh: Mesh) -> tuple[BoundPolicy, ...]:
    """Check the policies of a mesh against the model; call it through `mesh.derived(bound_policies)`."""
    entries = [entry for entry in mesh.register("Policy") if entry.name]
    if not entries:
        return ()
    binder = Binder(FOR_QUERY_ONLY)
    taken = {name for rule in all_rules() for name in (rule.name, rule.group)} | {POLICIES}
    found = []
    for entry in sorted(entries, key=lambda each: (each.name, each.home.file, each.home.document)):
        policy = policy_of(entry)
        if policy.name in taken:
            found.append(BoundPolicy(policy, None, f"`{policy.name}` is the name of another rule", "name"))
        else:
            found.append(_bound(policy, binder))
        taken.add(policy.name)
    return tuple(found)


def _bound(policy: Policy, binder: Binder) -> BoundPolicy:
    if not policy.sql or not policy.message:
        return BoundPolicy(policy, None, "it has no query or no message")
    try:
        binding = binder.bind(policy.sql)
    except QueryError as error:
        return BoundPolicy(policy, None, str(error))
    if binding.columns.count(ADDRESS) != 1:
        return BoundPolicy(
            policy, None, "the query has no column `address`; select the address of the item to report"
        )
    if binding.tree.args.get("limit") is not None:
        return BoundPolicy(policy, None, "the query has a LIMIT; remove it, because it hides violations")
    for name in _COLUMN.findall(policy.message):
        if name not in binding.columns:
            hint = did_you_mean(nearest(name, binding.columns))
            return BoundPolicy(policy, None, f"the query has no column `{name}`{hint}", "message")
    brace = _BRACE.search(_COLUMN.sub("", policy.message))
    if brace:
        fault = f"the message has an unmatched `{brace[0]}`; write columns as `{{address}}`"
        return BoundPolicy(policy, None, fault, "message")
    return BoundPolicy(policy, binding)
