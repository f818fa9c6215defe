"""How much is promised: levels that a product chooses, drafts, and what an organisation settles."""

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
"""A change that breaks each of the promises, and no greater one."""


def custom(level: str | None) -> str:
    """Give custom properties that choose a level."""
    return f"customProperties:\n  - {{property: compatibility, value: {level}}}\n" if level else ""


def with_contract(text: str) -> Files:
    """Return the scaffold with other top-level keys in its contract."""
    files = scaffold()
    return {**files, PLACES["contract"]: replaced(files[PLACES["contract"]].decode(), text)}


def verdicts(
    before: Mapping[str, bytes], after: Mapping[str, bytes], terms: CompatibilityTerms = USUAL
) -> list[Verdict]:
    """Judge what differs."""
    old, new = side(before, terms), side(after, terms)
    return [assess(change, old.mesh, new.mesh) for each in diff(old, new) for change in each.changes]


def verdict(before: str, after: str, terms: CompatibilityTerms = USUAL) -> Verdict:
    """Judge one change of the contract."""
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
def test_only_what_is_promised_can_be_broken(kept: CompatibilityLevel, broken: CompatibilityLevel) -> None:
    """A level takes in those that weigh more; what is not kept is news, and takes a minor version."""
    before, after = (text + custom(str(kept)) for text in BREAKS[broken])
    found = verdict(before, after)

    if broken >= kept:
        assert (found.readers, found.bump, found.promise) == (True, MAJOR, broken)
    else:
        assert (found.readers, found.bump, found.promise) == (False, MINOR, None)
        assert found.is_unpromised
        assert found.row
        assert found.words.endswith(f" (only `{kept}` is promised)")


def test_a_product_chooses_for_its_contracts() -> None:
    """In letters of either case; a contract that chooses for itself is another matter."""
    before, after = BREAKS[PROMISE]
    (found,) = verdicts(of_product("QUERY", before), of_product("QUERY", after))
    assert found.is_unpromised
    (found,) = verdicts(
        of_product("query", before + custom("promise")), of_product("query", after + custom("promise"))
    )
    assert found.bump is MAJOR


def test_what_is_no_level_lowers_nothing() -> None:
    """A slip of the pen takes nothing from anybody."""
    before, after = (text + custom("BACKWARD") for text in BREAKS[PROMISE])

    assert verdict(before, after).bump is MAJOR


def test_a_change_is_judged_by_what_was_promised_before_it() -> None:
    """Whoever lowers the level and makes use of it at once has broken both."""
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
def test_to_promise_less_is_a_break(
    before: str | None, after: str, broken: CompatibilityLevel | None
) -> None:
    """It breaks the worst of what is given up, and so is never below what was kept; the way back is free."""
    there, back = (
        verdict(field() + custom(one), field() + custom(other))
        for one, other in ((before, after), (after, before))
    )

    assert (there.promise, there.row) == (broken, "slo-loosened" if broken else "")
    assert there.bump is (MAJOR if broken else Bump.PATCH)
    assert (back.row, back.readers) == ("slo-tightened" if broken else "", False)


def test_to_withdraw_is_a_break_whatever_is_promised() -> None:
    """Of a draft nothing is promised, not even that a query runs."""
    found = verdict("status: active\n" + custom("query"), "status: draft\n" + custom("query"))

    assert (found.bump, found.promise) == (MAJOR, QUERY)


def test_drafts_are_kept_where_the_mesh_says_so() -> None:
    """Otherwise a draft may lose what it likes."""
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
def test_a_doubt_is_a_break_where_the_mesh_says_so(row: str) -> None:
    """Rule by rule; the others stay as they are."""
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
    """The preset `strict` counts a wider type as a break, unless the mesh says otherwise."""
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
def test_settings_in_a_pyproject_are_held_to_the_same_keys(written: str, told: str) -> None:
    """Nothing else would tell of a slip there, so the run stops."""
    with pytest.raises(ConfigurationError) as caught:
        tool_settings(written.encode())

    assert "`[tool.meshwright]` in `pyproject.toml`" in str(caught.value)
    assert told in str(caught.value)
