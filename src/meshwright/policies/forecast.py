"""The findings that changed policies will have after the merge; until then, the base's policies apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.policies.impact import violations
from meshwright.policies.policy import bound_policies
from meshwright.relational.sandbox import QueryError, TooLongError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.policies.policy import BoundPolicy
    from meshwright.relational.source import MeshSource


class Forecast(NamedTuple):
    """A new policy, or one with a changed query, with its findings in the head."""

    name: str
    status: str
    is_new: bool
    findings: int | None
    """The number of its findings, including waived and preexisting ones; None if it cannot run."""
    reason: str = ""
    """The reason why it cannot run."""


def forecasts(old: Mesh, source: MeshSource) -> Iterator[Forecast]:
    """Run the policies that are new or have a changed query, unless they are retired.

    Stop after a policy that takes too long, because a pull request from outside can add any number of policies.
    """
    before = {each.policy.name: each.policy.sql for each in old.derived(bound_policies)}
    is_late = False
    for bound in source.mesh.derived(bound_policies):
        policy = bound.policy
        if policy.status == "retired" or before.get(policy.name) == policy.sql:
            continue
        is_new = policy.name not in before
        if is_late:
            reason = "it was not run, because an earlier policy took too long"
            yield Forecast(policy.name, policy.status, is_new, None, reason)
            continue
        found, is_late = _forecast(bound, source, is_new=is_new)
        yield found


def _forecast(bound: BoundPolicy, source: MeshSource, *, is_new: bool) -> tuple[Forecast, bool]:
    policy = bound.policy
    if bound.binding is None:
        return Forecast(policy.name, policy.status, is_new, None, bound.fault), False
    try:
        found = violations(bound, source)
    except QueryError as error:
        is_late = isinstance(error, TooLongError)
        return Forecast(policy.name, policy.status, is_new, None, str(error)), is_late
    return Forecast(policy.name, policy.status, is_new, len(found)), False
