"""Lists of permitted values: compared by content, in and between all notations."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from mesh_of import PLACES, scaffold
from meshwright.changes.verdict import Bump
from revisions import Files, assessed, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.changes.verdict import Verdict

Keys = dict[str, Any]


def files(keys: Keys) -> Files:
    """Return the scaffold with one field with these keys."""
    found = scaffold()
    field = {"name": "skip_reason", "logicalType": "string", **keys}
    text = f"schema: {json.dumps([{'name': 'plays', 'properties': [field]}])}\n"
    found[PLACES["contract"]] = replaced(found[PLACES["contract"]].decode(), text)
    return found


def verdicts(before: Keys, after: Keys) -> list[Verdict]:
    return [each.verdict for each in assessed(files(before), files(after))]


def _few(values: list[Any]) -> Keys:
    return {"metric": "invalidValues", "arguments": {"validValues": values}}


def _rule(values: list[Any]) -> Keys:
    return {**_few(values), "mustBe": 0}


NOTATIONS: dict[str, Callable[[list[Any]], Keys]] = {
    "enum": lambda values: {"enum": [{"value": each} for each in values]},
    "rule": lambda values: {"quality": [_rule(values)]},
    "rule of 3.0": lambda values: {
        "quality": [{"type": "library", "rule": "validValues", "validValues": values}]
    },
    "count of 3.0": lambda values: {
        "quality": [{"rule": "invalidCount", "validValues": values, "mustBeLessThan": 1, "unit": "rows"}]
    },
    "option": lambda values: {"logicalTypeOptions": {"enum": values}},
    "property": lambda values: {"customProperties": [{"property": "allowedValues", "value": values}]},
    "text": lambda values: {"customProperties": [{"property": "enum", "value": ", ".join(values)}]},
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_list_is_compared_by_content(notation: str) -> None:
    """Added and removed values are named; order and repetition do not matter."""
    state = NOTATIONS[notation]
    (added,) = verdicts(state(["a", "b"]), state(["b", "a", "c"]))
    (removed,) = verdicts(state(["a", "b"]), state(["a"]))
    both = verdicts(state(["a", "b"]), state(["a", "c"]))
    other_order = verdicts(state(["a", "b"]), state(["b", "a"]))

    assert (added.row, added.bump, added.direction) == ("enum-value-added", Bump.MINOR, "undetermined")
    assert "enum value `c` added" in added.words
    assert (removed.row, removed.bump, removed.direction) == ("enum-value-removed", Bump.MINOR, "tightens")
    assert "enum value `b` removed" in removed.words
    assert any("`c` added" in each.words for each in both)
    assert any("`b`" in each.words for each in both)
    assert {each.row for each in both} <= {"enum-value-added", "enum-value-removed"}
    assert all(each.bump is Bump.PATCH for each in other_order)


@pytest.mark.parametrize(("one", "other"), list(permutations(NOTATIONS, 2)))
def test_list_in_another_notation_is_the_same(one: str, other: str) -> None:
    """A moved list takes nothing from consumers; one that also grows is assessed by the added values."""
    same = verdicts(NOTATIONS[one](["a", "b"]), NOTATIONS[other](["b", "a"]))
    more = verdicts(NOTATIONS[one](["a", "b"]), NOTATIONS[other](["a", "b", "c"]))
    less = verdicts(NOTATIONS[one](["a", "b"]), NOTATIONS[other](["a"]))

    assert {each.bump for each in same} <= {Bump.PATCH}
    assert [each.row for each in more if each.row] == ["enum-value-added"]
    assert [each.row for each in less if each.row] == ["enum-value-removed"]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_removed_list_is_reported(notation: str) -> None:
    """In every notation; the values are no longer limited."""
    (found,) = verdicts(NOTATIONS[notation](["a"]), {})

    assert found.row in ("enum-dropped", "quality-loosened")
    assert found.bump is Bump.MAJOR


@pytest.mark.parametrize(
    ("before", "after", "row"),
    [
        (_rule(["a"]), {"mustBeLessThan": 6, **_few(["a", "b"])}, "quality-loosened"),
        ({**_rule(["a"]), "mustBe": 5}, {**_rule(["a", "b"]), "mustBe": 5}, "quality-changed"),
        ({**_rule(["a"]), "mustNotBe": 0}, {**_rule(["a", "b"]), "mustNotBe": 0}, "quality-changed"),
        (
            {"metric": "missingValues", "arguments": {"missingValues": ["", "n/a"]}, "mustBe": 0},
            {"metric": "missingValues", "arguments": {"missingValues": [""]}, "mustBe": 0},
            "quality-loosened",
        ),
        (
            {"metric": "missingValues", "arguments": {"missingValues": [""]}, "mustBe": 0},
            {"metric": "missingValues", "arguments": {"missingValues": ["", "n/a"]}, "mustBe": 0},
            "quality-tightened",
        ),
        (_rule(["a"]), {**_rule(["a"]), "arguments": {"pattern": "a"}}, "quality-changed"),
    ],
)
def test_list_counts_like_its_rule(before: Keys, after: Keys, row: str) -> None:
    """If more bad values are better, or the rule is about something else, the direction is unknown."""
    (found,) = verdicts({"quality": [before]}, {"quality": [after]})

    assert found.row == row


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"label": "A"}, {"label": "AA"}, "label changed from `A` to `AA`"),
        ({"description": "x"}, {"description": "y"}, "description changed from `x` to `y`"),
        ({}, {"label": "A"}, "label of value `a` changed"),
        ({"label": "A"}, {"label": "B", "description": "b"}, "label and description of value `a` changed"),
    ],
)
def test_message_states_the_changed_part_of_a_value(old: Keys, new: Keys, words: str) -> None:
    """Not that `a` was `a` and is `a`."""
    (found,) = verdicts({"enum": [{"value": "a", **old}]}, {"enum": [{"value": "a", **new}]})

    assert (found.words, found.bump) == (words, Bump.PATCH)


@pytest.mark.parametrize(
    ("values", "row"),
    [(["a", "b"], ""), (["a"], "enum-value-removed"), (["a", "b", "c"], "enum-value-added")],
)
@pytest.mark.parametrize("name", ["allowedValues", "enum", "other"])
def test_list_with_the_same_id_is_compared_by_content(values: list[str], row: str, name: str) -> None:
    """A custom property with another name is a different one, whatever its `id`; the list counts, wherever it moved."""
    before = {"customProperties": [{"id": "v", "property": "validValues", "value": ["a", "b"]}]}
    after: Keys = {"customProperties": [{"id": "v", "property": name, "value": values}]}
    if name == "other":
        after |= NOTATIONS["enum"](values)

    assert [each.row for each in verdicts(before, after) if each.row] == [row] * bool(row)


def test_list_replaced_by_another_property_is_removed() -> None:
    """A property with the same `id` but no list limits nothing."""
    before, after = (
        {"customProperties": [{"id": "v", "property": each, "value": ["a", "b"]}]}
        for each in ("enum", "note")
    )

    assert [each.row for each in verdicts(before, after) if each.row] == ["enum-dropped"]
    assert [each.row for each in verdicts(after, before) if each.row] == ["enum-added"]
