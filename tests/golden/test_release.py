"""A rule of the next release changes no golden file until that release."""

from __future__ import annotations

from dataclasses import replace

from meshwright import __version__
from meshwright.rulekit.configuration import Configuration, is_on
from meshwright.rulekit.registry import all_rules
from release import RELEASE, is_of_release

ADVICE = """the version was raised, so the rules of this release join the golden files: set RELEASE in tests/release.py,
bring what they ask for to products/, set `rulesAsOf` in governance/mesh.yaml, run
`pytest -n0 tests/golden tests/walk --rewrite-golden`, and label the difference in the commit as new"""
STRICT = Configuration(preset="strict")


def test_golden_files_use_the_current_release() -> None:
    """Raising the version adds what is new to the golden files, once for all rules."""
    assert __version__.startswith(f"{RELEASE}."), ADVICE


def test_rule_of_the_next_release_is_in_no_preset() -> None:
    """Its own tests check it."""
    rule = next(each for each in all_rules() if each.name == "missing-purpose")
    new = replace(rule, since="0.2")

    assert is_on(rule, STRICT)
    assert not is_on(new, STRICT)
    assert is_on(new, replace(STRICT, select=frozenset({rule.name})))


def test_golden_files_cover_most_rules() -> None:
    """A wrong release number could exclude all of them."""
    assert sum(map(is_of_release, all_rules())) > 100
