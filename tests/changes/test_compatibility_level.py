"""Compatibility levels: those of products and drafts, and the choices of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, scaffold
from meshwright.changes.assessment import assess
from meshwright.changes.diff import diff
from meshwright.changes.verdict import Bump, CompatibilityLevel
from meshwright.mesh.terms import USUAL, CompatibilityTerms
from meshwright.rulekit.configuration import ConfigurationError, configured
from meshwright.workspace.project import tool_settings
from revisions import Files, edited, field, replaced, side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.verdict import Verdict

MAJOR, MINOR = Bump.MAJOR, Bump.MINOR
QUERY, MEANING, PROMISE = CompatibilityLevel.QUERY, CompatibilityLevel.MEANING, CompatibilityLevel.PROMISE
BREAKS = {
    QUERY: (field("required: true"), field()),
    MEANING: (field("unique: true"), field()),
    PROMISE: (
        field() + "slaProperties:\n  - {property: latency, value: 1, unit: h}\n",
        field() + "slaProperties:\n  - {property: latency, value: 2, unit: h}\n",
    ),
}
"""A change that breaks each of the promises, and no more severe one."""


def custom(level: str | None) -> str:
    """Return custom properties that choose a level."""
    return f"customProperties:\n  - {{property: compatibility, value: {level}}}\n" if level else ""


def with_contract(text: str) -> Files:
    """Return the scaffold with other top-level keys in its contract."""
    files = scaffold()
    return {**files, PLACES["contract"]: replaced(files[PLACES["contract"]].decode(), text)}


def verdicts(
    before: Mapping[str, bytes], after: Mapping[str, bytes], terms: CompatibilityTerms = USUAL
) -> list[Verdict]:
    """Assess all differences."""
    old, new = side(before, terms), side(after, terms)
    return [assess(change, old.mesh, new.mesh) for each in diff(old, new) for change in each.changes]


def verdict(before: str, after: str, terms: CompatibilityTerms = USUAL) -> Verdict:
    """Assess one change of the contract."""
    (found,) = verdicts(with_contract(before), with_contract(after), terms)
    return found


def of_product(level: str, contract: str) -> Files:
    """Return a mesh whose product chooses a level."""
    return edited(
        "product",
        ("customProperties:\n", custom(level)),
        files=with_contract(contract),
    )


@pytest.mark.parametrize("broken", CompatibilityLevel)
@pytest.mark.parametrize("kept", CompatibilityLevel)
def test_only_promised_levels_can_be_broken(kept: CompatibilityLevel, broken: CompatibilityLevel) -> None:
    """A level includes the more severe ones; a change of anything else takes a minor version."""
    before, after = (text + custom(str(kept)) for text in BREAKS[broken])
    found = verdict(before, after)

    if broken >= kept:
        assert (found.readers, found.bump, found.promise) == (True, MAJOR, broken)
    else:
        assert (found.readers, found.bump, found.promise) == (False, MINOR, None)
        assert found.is_unpromised
        assert found.row
        assert found.words.endswith(f" (only `{kept}` is promised)")


def test_product_chooses_for_its_contracts() -> None:
    """In upper or lower case; a contract may override it."""
    before, after = BREAKS[PROMISE]
    (found,) = verdicts(of_product("QUERY", before), of_product("QUERY", after))
    assert found.is_unpromised
    (found,) = verdicts(
        of_product("query", before + custom("promise")), of_product("query", after + custom("promise"))
    )
    assert found.bump is MAJOR


def test_unknown_level_lowers_nothing() -> None:
    """A misspelling takes nothing from consumers."""
    before, after = (text + custom("BACKWARD") for text in BREAKS[PROMISE])

    assert verdict(before, after).bump is MAJOR


def test_change_is_assessed_by_the_base() -> None:
    """Lowering the level and using the lower level in the same change breaks both."""
    before, after = BREAKS[PROMISE]
    found = verdicts(with_contract(before), with_contract(after + custom("query")))

    assert sorted((each.row, each.bump) for each in found) == [("slo-loosened", MAJOR)] * 2


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        (None, "promise", None),
        (None, "meaning", PROMISE),
        (None, "query", MEANING),
        ("promise", "query", MEANING),
        ("meaning", "query", MEANING),
        ("promise", "BACKWARD", None),
    ],
)
def test_lowering_the_level_is_a_break(
    before: str | None, after: str, broken: CompatibilityLevel | None
) -> None:
    """It breaks the most severe promise that is given up; raising it breaks nothing."""
    there, back = (
        verdict(field() + custom(one), field() + custom(other))
        for one, other in ((before, after), (after, before))
    )

    assert (there.promise, there.row) == (broken, "slo-loosened" if broken else "")
    assert there.bump is (MAJOR if broken else Bump.PATCH)
    assert (back.row, back.readers) == ("slo-tightened" if broken else "", False)


def test_withdrawing_a_status_is_always_a_break() -> None:
    """A draft promises nothing, not even that a query runs."""
    found = verdict("status: active\n" + custom("query"), "status: draft\n" + custom("query"))

    assert (found.bump, found.promise) == (MAJOR, QUERY)


def test_drafts_are_compared_if_the_mesh_states_it() -> None:
    """By default, a draft may lose anything."""
    before, after = ("status: draft\n" + text for text in BREAKS[QUERY])

    assert verdict(before, after).is_exempt
    found = verdict(before, after, CompatibilityTerms(keeps_drafts=True))
    assert (found.is_exempt, found.bump) == (False, MAJOR)


DOUBTFUL = {
    "type-widened": (field("physicalType: int"), field("physicalType: bigint")),
    "range-loosened": (
        field("logicalTypeOptions: {maxLength: 1}"),
        field("logicalTypeOptions: {maxLength: 2}"),
    ),
    "enum-value-added": (field("enum: [{value: a}]"), field("enum: [{value: a}, {value: b}]")),
}


@pytest.mark.parametrize("row", DOUBTFUL)
def test_doubt_is_a_break_if_the_mesh_states_it(row: str) -> None:
    """For each rule separately."""
    before, after = DOUBTFUL[row]
    terms = configured({"compatibility": {"bumps": {row: "major"}}}, default_preset="standard").terms
    others = CompatibilityTerms(majors=frozenset(DOUBTFUL) - {row})

    assert [
        (found.bump, found.readers, found.row)
        for found in (verdict(before, after, each) for each in (terms, others))
    ] == [(MAJOR, True, row), (MINOR, None, row)]


@pytest.mark.parametrize(
    ("settings", "terms"),
    [
        ({}, CompatibilityTerms()),
        ({"preset": "strict"}, CompatibilityTerms(majors=frozenset({"type-widened"}))),
        ({"preset": "strict", "compatibility": {"bumps": {"type-widened": "minor"}}}, CompatibilityTerms()),
        ({"compatibility": {"drafts": "kept"}}, CompatibilityTerms(keeps_drafts=True)),
        ({"compatibility": {"drafts": "exempt"}}, CompatibilityTerms()),
    ],
)
def test_terms_come_from_the_settings(settings: dict[str, object], terms: CompatibilityTerms) -> None:
    """The preset `strict` counts a wider type as a break, unless the mesh states otherwise."""
    assert configured(settings, default_preset="standard").terms == terms


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[tool.meshwright]\nprest = 'strict'", "`prest`"),
        ("[tool.meshwright]\nrules = 3", "`rules`"),
        ("[tool.meshwright.compatibility]\ndrafts = 'keep'", "`keep`"),
        ("[tool.meshwright.compatibility.bumps]\ntype-widend = 'major'", "did you mean `type-widened`"),
        ("[[tool.meshwright.paths]]\nrules = {}", "`prefix`"),
    ],
)
def test_settings_in_pyproject_have_the_same_keys(written: str, told: str) -> None:
    """Nothing else would report a mistake there, so the run stops."""
    with pytest.raises(ConfigurationError) as caught:
        tool_settings(written.encode())

    assert "`[tool.meshwright]` in `pyproject.toml`" in str(caught.value)
    assert told in str(caught.value)
