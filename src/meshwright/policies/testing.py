"""Tests of policies on small meshes: a `fails` test must find exactly the listed addresses, a `passes` test none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.resolve import UnknownAddressError, resolve
from meshwright.policies.places import without_place
from meshwright.policies.policy import ADDRESS, bound_policies
from meshwright.policies.small_mesh import GivenError, source_of
from meshwright.relational.database import Database
from meshwright.relational.sandbox import MOST_LATE, QueryError, TooLongError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.policies.policy import BoundPolicy, Expectation, Policy
    from meshwright.relational.binding import Binding


class FailedTest(NamedTuple):
    """A test that fails."""

    bound: BoundPolicy
    test: Expectation
    reason: str
    """The reason, as a clause to follow "test 1 of policy x fails:"."""


def failed_tests(mesh: Mesh) -> tuple[FailedTest, ...]:
    """Run the tests of all policies that can run; call it through `mesh.derived(failed_tests)`."""
    return tuple(tests_of(mesh.derived(bound_policies)))


def tests_of(policies: Iterable[BoundPolicy]) -> Iterator[FailedTest]:
    """Run the tests of policies and yield those that fail; after too many slow tests, the others are not run."""
    late = 0
    for bound in policies:
        if bound.binding is None or bound.policy.status == "retired":
            continue
        for test in bound.policy.tests:
            if late == MOST_LATE:
                yield FailedTest(bound, test, f"it was not run, because {late} earlier tests took too long")
                continue
            try:
                reason = _reason(bound.policy, bound.binding, test)
            except TooLongError as error:
                late += 1
                reason = str(error)
            if reason:
                yield FailedTest(bound, test, reason)


def _reason(policy: Policy, binding: Binding, test: Expectation) -> str:
    """Explain why a test failed; raises TooLongError."""
    try:
        source = source_of(test.given)
        result = Database(source, (binding,)).run(binding)
    except TooLongError:
        raise
    except (GivenError, QueryError) as error:
        return str(error)
    at = result.columns.index(ADDRESS)
    fault = without_place([row[at] for row in result.rows], source.mesh)
    if fault:
        return f"the query {fault}"
    found = {str(row[at] or "") for row in result.rows}
    found = {each for each in found if policy.is_about(each)}
    listed = set(test.addresses)
    for address in sorted(listed):
        try:
            resolve(source.mesh, address)
        except UnknownAddressError as error:
            return f"`{address}` is not in the test's mesh: {error}"
    if not test.is_failing:
        return f"expected no finding, found {_listed(found)}" if found else ""
    if found == listed:
        return ""
    missing, more = listed - found, found - listed
    parts = [f"no finding at {_listed(missing)}"] if missing else []
    parts += [f"an unexpected finding at {_listed(more)}"] if more else []
    return " and ".join(parts) + ("" if found else "; the query returns no rows")


def _listed(addresses: Iterable[str]) -> str:
    first, *rest = sorted(addresses)
    return f"`{first}`" + (f" and {len(rest)} more" if rest else "")
