"""Policies, the organisation's own rules, and exceptions to rules: waivers and baselines."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, field_validator
from pydantic_core import PydanticCustomError

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.document import Document, Some
from meshwright.standards.governance.values import (
    Address,
    Date,
    KnownFinding,
    Prose,
    Release,
    Severity,
    Slug,
    Text,
)


class Waiver(Document):
    """An exception to one rule at one address, for a limited time and for a stated reason; its owner cannot approve it."""

    model_config = ConfigDict(title="a waiver")

    kind: Literal["Waiver"] = Field(description="This document waives a rule at an address.")
    rule: Slug = Field(description="The rule or policy that is waived.")
    address: Address = Field(description="The exact address that the waiver applies to; no wildcards.")
    reason: Prose = Field(description="The reason, and what happens until the finding is fixed.")
    owner: Prose = Field(description="The team or person that must fix the finding.")
    approved_by: Prose = Field(description="The team or person that accepted the risk; never the owner.")
    expires: Date = Field(description="The last day of the waiver; the more severe the rule, the earlier.")


class Baseline(Document):
    """The findings that a domain had when checks were introduced; they are counted separately, and may only decrease."""

    model_config = ConfigDict(title="a baseline")

    kind: Literal["Baseline"] = Field(
        description="This document is the baseline of a domain: its old findings."
    )
    domain: Prose = Field(
        description="The domain of the findings, which is the first part of their addresses; `-` for none."
    )
    rules_as_of: Release = Field(
        description="The release whose rules found them; findings of newer rules may be added once, separately."
    )
    findings: Many[KnownFinding] = Field(
        description="The findings, sorted: fingerprint, rule, address. `meshwright baseline shrink` removes fixed ones."
    )


class FailingTest(Block):
    """A small mesh in which the policy has findings."""

    model_config = ConfigDict(title="a test that fails")

    fails: Some[Address] = Field(description="The addresses that the policy finds.")
    given: Text = Field(
        description="Partial documents, as YAML in a block scalar, which are merged into the small mesh by name or id."
    )


class PassingTest(Block):
    """A small mesh in which the policy checks something but has no findings."""

    model_config = ConfigDict(title="a test that passes")

    passes: Some[Address] = Field(
        description="Addresses in this test's mesh, in which the policy must not have any findings."
    )
    given: Text = Field(
        description="Partial documents, as YAML in a block scalar, which are merged into the small mesh by name or id."
    )


def _test_form(value: object) -> str:
    passes = "passes" in value if isinstance(value, Mapping) else isinstance(value, PassingTest)
    return "a passing test" if passes else "a failing test"


Test = Annotated[
    Annotated[FailingTest, Tag("a failing test")] | Annotated[PassingTest, Tag("a passing test")],
    Discriminator(_test_form),
]
"""`fails` lists the addresses that the policy finds, and `passes` those that it does not."""


class Policy(Document):
    """A custom rule of the organisation: an SQL query on the mesh whose result must be empty."""

    model_config = ConfigDict(title="a policy")

    kind: Literal["Policy"] = Field(description="This document sets a policy.")
    model: Annotated[int, Field(strict=True, ge=1, le=1)] = Field(
        default=1, description="The version of the relational model that the query is written for."
    )
    name: Slug = Field(description="The policy's name, which findings, waivers and severities use.")
    title: Prose = Field(description="The requirement, in a sentence.")
    owner: Slug = Field(description="The team that maintains the policy and approves its waivers.")
    references: Many[Prose] = Field(
        default=(), description="Its basis: an article of law, a decision, a page."
    )
    severity: Severity = Field(description="The severity of a violation: `error`, `warning` or `notice`.")
    status: Literal["draft", "audit", "enforced", "retired"] = Field(
        description="In `draft`, only its tests run; in `audit`, findings are notices; in `enforced`, findings "
        "have the declared severity."
    )
    enforce_from: Maybe[Date] = Field(
        default=None,
        description=(
            "The day from which the policy binds existing products; until then, they get at most a warning. "
            "`check --changed-since` applies it to new ones at once."
        ),
    )
    waivable: bool = Field(
        default=True, description="Whether waivers are allowed; if not, a waiver is an error."
    )
    sql: Text = Field(
        description="A SELECT that returns the violations of the policy; its column `address` is the location, and "
        "`key` distinguishes several at one address."
    )
    message: Prose = Field(
        description="The message for each row, with its columns in braces: `{address} keeps it {detail}`."
    )
    remediation: Maybe[Prose] = Field(default=None, description="How to fix a violation.")
    tests: Some[Test] = Field(
        description="Small meshes, at least one that fails and one that passes.",
        json_schema_extra={
            "allOf": [{"contains": {"required": ["fails"]}}, {"contains": {"required": ["passes"]}}]
        },
    )

    @field_validator("tests")
    @classmethod
    def _both_ways(cls, tests: tuple[Test, ...]) -> tuple[Test, ...]:
        """Require both kinds of tests, because one alone cannot detect a policy that always or never reports something."""
        if len({type(test) for test in tests}) == 1:
            lacking = "passes" if isinstance(tests[0], FailingTest) else "fails"
            raise PydanticCustomError(
                "one_sided_tests", "at least one test that {lacking}", {"lacking": lacking}
            )
        return tests
