"""The organisation's own rules, and the exceptions: what somebody has approved, and what was there before."""

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
    """An exception from one rule at one address: granted by somebody else, for a reason, for a time."""

    model_config = ConfigDict(title="a waiver")

    kind: Literal["Waiver"] = Field(description="This document waives a rule at an address.")
    rule: Slug = Field(description="The rule or policy that is waived.")
    address: Address = Field(description="What it is waived for: an exact address, no wildcards.")
    reason: Prose = Field(description="Why, and what happens instead until it is mended.")
    owner: Prose = Field(description="The team or person that has to mend it.")
    approved_by: Prose = Field(description="The team or person that took the risk; never the owner.")
    expires: Date = Field(description="The last day of the waiver; the graver the rule, the sooner.")


class Baseline(Document):
    """What was found in a domain when its repository began to be checked: known, counted apart, only ever less."""

    model_config = ConfigDict(title="a baseline")

    kind: Literal["Baseline"] = Field(description="This document lists known findings of a domain.")
    domain: Prose = Field(
        description="The domain whose findings they are, as addresses begin with it; `-` for what has none."
    )
    rules_as_of: Release = Field(
        description="The release whose rules found them; what newer ones find may be added once, apart."
    )
    findings: Many[KnownFinding] = Field(
        description="The findings, sorted: fingerprint, rule, address. `meshwright baseline shrink` takes out what is gone."
    )


class FailingTest(Block):
    """A small mesh in which the policy finds something."""

    model_config = ConfigDict(title="a test that fails")

    fails: Some[Address] = Field(description="The addresses that the policy finds.")
    given: Text = Field(description="The documents of the small mesh, as YAML in a block scalar.")


class PassingTest(Block):
    """A small mesh in which the policy finds nothing, though it looks at something."""

    model_config = ConfigDict(title="a test that passes")

    passes: Some[Address] = Field(description="The addresses that the policy looks at and is content with.")
    given: Text = Field(description="The documents of the small mesh, as YAML in a block scalar.")


def _test_form(value: object) -> str:
    passes = "passes" in value if isinstance(value, Mapping) else isinstance(value, PassingTest)
    return "a passing test" if passes else "a failing test"


Test = Annotated[
    Annotated[FailingTest, Tag("a failing test")] | Annotated[PassingTest, Tag("a passing test")],
    Discriminator(_test_form),
]
"""With `fails` a test says what is found, with `passes` what is not."""


class Policy(Document):
    """A rule of the organisation's own: a question to the mesh, in SQL, whose answer must be empty."""

    model_config = ConfigDict(title="a policy")

    kind: Literal["Policy"] = Field(description="This document sets a policy.")
    name: Slug = Field(description="The policy's name; findings, waivers and levels go by it.")
    title: Prose = Field(description="What the policy demands, in a sentence.")
    owner: Slug = Field(description="The team that keeps the policy and approves its waivers.")
    references: Many[Prose] = Field(
        default=(), description="What it rests on: an article of law, a decision, a page."
    )
    severity: Severity = Field(description="How grave a violation is: `error`, `warning` or `notice`.")
    status: Literal["draft", "audit", "enforced", "retired"] = Field(
        description="`draft` runs its tests only, `audit` tells and never blocks, `enforced` blocks."
    )
    enforce_from: Maybe[Date] = Field(
        default=None,
        description="Until that day existing products are only told; new ones are bound at once.",
    )
    waivable: bool = Field(
        default=True, description="Whether somebody may be excepted; else a waiver is an error."
    )
    sql: Text = Field(
        description="One SELECT that returns what violates the policy; its column `address` is the place."
    )
    message: Prose = Field(
        description="What is said of each row, with its columns in braces: `{address} keeps it {detail}`."
    )
    remediation: Maybe[Prose] = Field(default=None, description="What would mend a violation.")
    tests: Some[Test] = Field(
        description="Small meshes, at least one that fails and one that passes.",
        json_schema_extra={
            "allOf": [{"contains": {"required": ["fails"]}}, {"contains": {"required": ["passes"]}}]
        },
    )

    @field_validator("tests")
    @classmethod
    def _both_ways(cls, tests: tuple[Test, ...]) -> tuple[Test, ...]:
        """A policy that never fires and one that always does are told apart by no single test."""
        if len({type(test) for test in tests}) == 1:
            lacking = "passes" if isinstance(tests[0], FailingTest) else "fails"
            raise PydanticCustomError(
                "one_sided_tests", "a test that {lacking} beside them", {"lacking": lacking}
            )
        return tests
