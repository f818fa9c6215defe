"""Tests of policies, run on small meshes: a failing test finds exactly what it lists, a passing one nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.resolve import UnknownAddressError, resolve
from meshwright.policies.places import without_place
from meshwright.policies.policy import ADDRESS, bound_policies
from meshwright.policies.small_mesh import GivenError, source_of
from meshwright.relational.database import Database
from meshwright.relational.sandbox import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.policies.policy import BoundPolicy, Expectation


class FailedTest(NamedTuple):
    """A test that does not hold."""

    bound: BoundPolicy
    test: Expectation
    reason: str
    """A clause that follows "test 1 of policy x fails:"."""


def failed_tests(mesh: Mesh) -> tuple[FailedTest, ...]:
    """Run the tests of all policies that can run; call it by `mesh.derived(failed_tests)`."""
    return tuple(each for bound in mesh.derived(bound_policies) for each in tests_of(bound))


def tests_of(bound: BoundPolicy) -> Iterator[FailedTest]:
    """Run the tests of a policy, and yield those that fail."""
    if bound.binding is None or bound.policy.status == "retired":
        return
    for test in bound.policy.tests:
        reason = _reason(bound, test)
        if reason:
            yield FailedTest(bound, test, reason)


def _reason(bound: BoundPolicy, test: Expectation) -> str:
    assert bound.binding is not None
    try:
        source = source_of(test.given)
        result = Database(source, (bound.binding,)).run(bound.binding)
    except (GivenError, QueryError) as error:
        return str(error)
    at = result.columns.index(ADDRESS)
    fault = without_place([row[at] for row in result.rows], source.mesh)
    if fault:
        return f"the query {fault}"
    found = {str(row[at] or "") for row in result.rows}
    found = {each for each in found if bound.policy.is_about(each)}
    listed = set(test.addresses)
    for address in sorted(listed):
        try:
            resolve(source.mesh, address)
        except UnknownAddressError as error:
            return f"`{address}` is not in its mesh: {error}"
    if not test.is_failing:
        return f"expected no finding, found {_listed(found)}" if found else ""
    if found == listed:
        return ""
    missing, more = listed - found, found - listed
    parts = [f"no finding at {_listed(missing)}"] if missing else []
    parts += [f"an unexpected finding at {_listed(more)}"] if more else []
    return " and ".join(parts)


def _listed(addresses: Iterable[str]) -> str:
    first, *rest = sorted(addresses)
    return f"`{first}`" + (f" and {len(rest)} more" if rest else "")
