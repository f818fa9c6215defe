"""Scores: what lowers them and what cannot."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import mesh_of, scaffold
from meshwright.finding.finding import Severity
from meshwright.report.score import as_text
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.diagnostic import AppliedWaiver, Diagnostic
from meshwright.rulekit.registry import all_rules
from meshwright.scores.product_score import QUALITIES, UNSCORED, ProductScore, score_products

if TYPE_CHECKING:
    from collections.abc import Iterable

MESH = mesh_of(scaffold())
STRICT = Configuration(preset="strict")
RULES = tuple(rule for rule in all_rules() if rule.group not in UNSCORED)
NAMES = [rule.name for rule in RULES]
LAW = settings(max_examples=60, derandomize=True, deadline=None)
PLACES = st.sampled_from(("player/play-events", "payments/royalties/statements@1/statements/statement_id"))


def said(rule: str, address: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    group = next(each.group for each in RULES if each.name == rule)
    return Diagnostic(rule, group, severity, "", None, address, (), None, f"{rule} {address} {severity}")


DIAGNOSTICS = st.builds(said, st.sampled_from(NAMES), PLACES, st.sampled_from(Severity))


def scores(diagnostics: Iterable[Diagnostic]) -> dict[str, list[Fraction | None]]:
    found = score_products(MESH, diagnostics, RULES, STRICT)
    return {each.product: [each.score, *(quality.score for quality in each.qualities)] for each in found}


def standing(product: str, *diagnostics: Diagnostic) -> ProductScore:
    return next(each for each in score_products(MESH, diagnostics, RULES, STRICT) if each.product == product)


@given(st.lists(DIAGNOSTICS, max_size=20), DIAGNOSTICS)
@LAW
def test_a_further_diagnostic_never_raises_a_score(before: list[Diagnostic], more: Diagnostic) -> None:
    """Nor does a missing one lower any: of any product, in any quality."""
    then, now = scores(before), scores([*before, more])

    assert all(
        (new is None) == (old is None) and (new is None or old is None or new <= old)
        for product, olds in then.items()
        for old, new in zip(olds, now[product], strict=True)
    )


@given(st.lists(DIAGNOSTICS, max_size=20))
@LAW
def test_scores_are_between_0_and_100_percent(diagnostics: list[Diagnostic]) -> None:
    """However many findings there are."""
    assert all(each is None or 0 <= each <= 1 for found in scores(diagnostics).values() for each in found)


def test_score_is_full_without_findings() -> None:
    assert {each for found in scores([]).values() for each in found} == {Fraction(1)}


def test_a_rule_with_many_findings_is_one_check() -> None:
    """Large products do not score lower for their size."""
    one = said("missing-slo", "player/play-events/daily@1")
    other = said("missing-slo", "player/play-events/daily@1/plays")

    once, twice = standing("player/play-events", one), standing("player/play-events", one, other)
    assert once.score == twice.score
    assert [rule.diagnostics for quality in twice.qualities for rule in quality.lowered_by] == [2]


def test_waived_and_suppressed_findings_lower_scores() -> None:
    plain = said("missing-slo", "player/play-events/daily@1", Severity.WARNING)
    pardoned = Diagnostic(
        plain.rule,
        plain.group,
        plain.severity,
        "",
        None,
        plain.address,
        (),
        None,
        "x",
        waived=AppliedWaiver("r", "o", "2027-01-01"),
    )

    assert standing("player/play-events", plain).score == standing("player/play-events", pardoned).score


def test_lowest_scores_come_first_with_their_rules() -> None:
    """The rule that costs most comes first."""
    found = score_products(
        MESH,
        [
            said("classification-leak", "payments/royalties/statements@1"),
            said("missing-access-role", "payments/royalties/statements@1", Severity.WARNING),
        ],
        RULES,
        STRICT,
    )

    assert [each.product for each in found] == ["payments/royalties", "player/play-events"]
    assert as_text(found).splitlines()[1].endswith("secure: classification-leak, missing-access-role")


def test_path_settings_change_weights_only_below_the_path() -> None:
    """Other products keep their weights."""
    levels = {"missing-field-description": Severity.ERROR}
    below = Configuration(preset="strict", paths=(("products/player/", levels),))
    found = [
        said("missing-field-description", "player/play-events/daily@1"),
        said("missing-field-description", "payments/royalties/statements@1"),
    ]

    def lost(configuration: Configuration, product: str) -> list[Fraction]:
        scores = {each.product: each for each in score_products(MESH, found, RULES, configuration)}
        return [rule.loss for quality in scores[product].qualities for rule in quality.lowered_by]

    everywhere = Configuration(preset="strict", levels=levels)
    assert lost(below, "player/play-events") == lost(everywhere, "player/play-events")
    assert lost(below, "payments/royalties") == lost(STRICT, "payments/royalties")
    assert lost(STRICT, "player/play-events") < lost(everywhere, "player/play-events")


def test_rules_on_a_directory_do_not_count() -> None:
    """They do not run without one, and a rule that did not run does not raise a score."""
    of_documents = [rule for rule in RULES if not rule.is_of_directory]

    assert len(of_documents) < len(RULES)
    assert score_products(MESH, (), RULES, STRICT) == score_products(MESH, (), of_documents, STRICT)


def test_every_group_belongs_to_one_quality() -> None:
    """Or is listed as belonging to none."""
    groups = [group for each in QUALITIES.values() for group in each]

    assert len(set(groups)) == len(groups)
    assert {rule.group for rule in all_rules()} <= {*groups, *UNSCORED}
