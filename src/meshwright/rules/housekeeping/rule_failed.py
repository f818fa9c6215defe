"""
A rule failed with an exception.

The other rules ran, so the rest of the report is valid, but the findings of this rule are unknown.
The exit code is 2, because a gate must not pass if a check fails. Report the failure to the authors of the rule.
A policy that does not finish is also reported by this rule, with a suggestion for its owner.

(No example: no known rule fails. `tests/rulekit` has one that does.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.unit import Failure
from meshwright.finding.finding import Finding, Severity
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "rule-failed", on=Failure, severity=Severity.ERROR, since="0.1", preset="essential", is_suppressible=False
)
def rule_failed(failure: Failure) -> Iterator[Finding]:
    """Name the rule and the type of the exception, but not its text, which can quote a secret. For a policy, explain
    the failure.
    """
    message = f"the rule `{failure.rule}` failed with {failure.error}; the other rules continued"
    if failure.is_message:
        message = failure.error
    yield Finding(message, failure.at, discriminator=failure.rule)
