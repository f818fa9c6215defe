"""Mistakes that people make, in copies of the example: its rule reports each at its location, nearly alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mistakes.all_of_them import MISTAKES
from mistakes.run import Example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mistakes.mistake import Mistake

RULES = [mistake.rule for mistake in MISTAKES]
OF_EACH_FIELD = {"unprotected-sensitive-field", "role-below-clearance", "personal-data-without-retention"}
"""Rules that report each field separately, so that an exception covers only its own field."""
ASKED_FOR = 60
"""The number of mistakes that the acceptance of the rules requires."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Return one copy for all mistakes of a process."""
    return Example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def made(example: Example, request: pytest.FixtureRequest) -> Iterator[Mistake]:
    """Make a mistake, and undo it."""
    example.make(request.param)
    yield request.param
    example.restore(request.param)


@pytest.mark.parametrize("made", MISTAKES, indirect=True, ids=RULES)
def test_mistake_is_reported_once_at_its_location(made: Mistake, example: Example) -> None:
    """Its rule reports it at the line to edit, once for each field; at most one other finding follows from it."""
    findings = example.findings(made)

    assert {example.place(each) for each in findings.by_its_rule} == {example.expected(made)}
    assert len(findings.by_its_rule) == 1 or made.rule in OF_EACH_FIELD
    assert len(findings.others) <= 1


def test_mistakes_cover_different_rules() -> None:
    """There are many of them, and no two are the same."""
    assert len(RULES) >= ASKED_FOR
    assert sorted(set(RULES)) == sorted(RULES)
