"""Edits of JSON make the stated change and nothing else, and look like their neighbours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from json_layouts import LAYOUTS
from meshwright.finding.finding import Append, At, Delete, Edit, Insert, Replace
from meshwright.finding.locations import Places
from meshwright.rulekit.edit_safety import keeps_the_rest
from meshwright.rulekit.edits import applied, concrete
from meshwright.source.place import Part, Span
from meshwright.source.scalars import written
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from meshwright.source.place import Path


def edited(text: str, *edits: Edit) -> str | None:
    """Make edits; None if one of them is refused."""
    document = parse(text, "json").documents[0]
    places = Places(document.value, document.offsets)
    made = [concrete(edit, text, places, "json") for edit in edits]
    if None in made:
        return None
    after = applied(text, [each for each in made if each is not None])
    assert keeps_the_rest(text, after, [each for each in made if each is not None], "json")
    return after


WIDE = """\
{
  "team": {
    "name": "player-squad",
    "members": [
      {"username": "ines.holm", "role": "owner"},
      {"username": "tomas.berg"}
    ]
  },
  "tags": ["a", "b"],
  "version": 1.0,
  "empty": {},
  "one": [
    "x"
  ]
}
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Replace(At(("team", "name")), "x"), '"player-squad"', '"x"'),
        (Replace(At(("team", "name")), '"a \\"b\\""'), '"player-squad"', '"a \\"b\\""'),
        (Replace(At(("team", "name")), "2.5", keeps_quotes=True), '"player-squad"', '"2.5"'),
        (Replace(At(("version",)), "1.1.0", keeps_quotes=True), "1.0", '"1.1.0"'),
        (Replace(At(("version",)), '"1.0"'), "1.0", '"1.0"'),
        (Replace(At(("version",)), "true"), "1.0", "true"),
        (Replace(At(("version",)), "no"), "1.0", '"no"'),
        (Replace(At(("team", "name"), Part.KEY), "title"), '"name":', '"title":'),
        (Replace(At(("tags", 0)), "é"), '"a"', '"é"'),
        (Replace(At(("tags", 0)), '"\\u2028"'), '"a"', '"\\u2028"'),
        (Insert(At(("team",)), "since", "2020"), "    ]\n", '    ],\n    "since": 2020\n'),
        (Insert(At(("team", "members", 1)), "role", "owner"), 'berg"}', 'berg", "role": "owner"}'),
        (
            Insert(At(("team",)), "more", "\n  a: 1\n  b:\n    - x"),
            "    ]\n",
            '    ],\n    "more": {\n      "a": 1,\n      "b": [\n        "x"\n      ]\n    }\n',
        ),
        (Append(At(("tags",)), "c d"), '"b"]', '"b", "c d"]'),
        (Append(At(("one",)), "y"), '"x"\n', '"x",\n    "y"\n'),
        (
            Append(At(("team", "members")), "username: x\nrole: y"),
            'berg"}\n',
            'berg"},\n      {\n        "username": "x",\n        "role": "y"\n      }\n',
        ),
        (Delete(At(("tags",))), '  "tags": ["a", "b"],\n', ""),
        (Delete(At(("tags", 0))), '"a", ', ""),
        (Delete(At(("tags", 1))), ', "b"', ""),
        (Delete(At(("team",))), WIDE[4 : WIDE.index('"tags"')], ""),
        (Delete(At(("one",))), ',\n  "one": [\n    "x"\n  ]', ""),
    ],
)
def test_edit_changes_only_these_characters(edit: Edit, old: str, new: str) -> None:
    """All others are kept."""
    assert WIDE.count(old) == 1

    assert edited(WIDE, edit) == WIDE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ('{"a":1}', Insert(At(), "b", "x"), '{"a":1,"b":"x"}'),
        ('{"a":1}', Insert(At(), "b", "\n  c: [1, 2]"), '{"a":1,"b":{"c":[1,2]}}'),
        ('{"a": 1}', Insert(At(), "b", "x"), '{"a": 1, "b": "x"}'),
        (
            '{\r\n\t"a": 1\r\n}',
            Insert(At(), "b", "\n  c: 1"),
            '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 1\r\n\t}\r\n}',
        ),
        ('{ "a" : 1\n, "b" : 2 }', Insert(At(), "c", "3"), '{ "a" : 1\n, "b" : 2\n, "c" : 3 }'),
        ('{"a": [1]}', Append(At(("a",)), "2"), '{"a": [1, 2]}'),
        ('{"a": "x", "b": 1}', Replace(At(span=Span(7, 8)), '"\\'), '{"a": "\\"\\\\", "b": 1}'),
        ('{"a": {}}', Insert(At(("a",)), "b", "1"), None),
        ('{"a": []}', Append(At(("a",)), "1"), None),
        ('{"a": [1]}', Delete(At(("a", 0))), None),
        ('{"a": 1}', Delete(At(("a",))), None),
        ('{"a": 1}', Delete(At()), None),
        ('{"a": 1}', Insert(At(), "a", "2"), None),
        ('{"a": 1}', Insert(At(), "b", ".nan"), None),
        ('{"a": 1}', Replace(At(("a",)), "[.inf]"), None),
        ('{"a": 1}', Replace(At(("a",)), "[1"), None),
        ('{"a": 1}', Replace(At(("b",)), "1"), None),
        ('{"a": 1}', Append(At(), "1"), None),
        ('{"a": [1]}', Insert(At(("a",)), "b", "1"), None),
    ],
)
def test_edit_looks_like_its_neighbours_or_is_refused(text: str, edit: Edit, expected: str | None) -> None:
    """Compact, with tabs, leading commas; values that JSON lacks, and empty collections, are refused."""
    assert edited(text, edit) == expected


def test_several_edits_of_one_list_are_made_at_once() -> None:
    """As a fix makes them that corrects some entries, and adds or removes the last ones."""
    text = '{"a": ["x", "y", "z"]}'
    at = At(("a",))

    assert edited(text, Replace(at / 0, "1"), Delete(at / 1), Delete(at / 2)) == '{"a": [1]}'
    assert (
        edited(text, Replace(at / 2, "1"), Append(at, "a"), Append(at, "b"))
        == '{"a": ["x", "y", 1, "a", "b"]}'
    )


def test_text_after_a_value_counts() -> None:
    """An edit that makes the text wrong, or changes its meaning, is noticed."""
    assert not keeps_the_rest('{"a": 1}', '{"a": 1,}', [(Span(7, 7), ",")], "json")
    assert not keeps_the_rest('{"a": 1, "b": 2}', '{"a": "1, "b": 2}', [(Span(6, 6), '"')], "json")


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["", "a", "é\n", '"', "\\", "on", "1.0", "\u2028"])
)
KEYS = st.sampled_from(["a", "b", "c d", "é", '"', "\\", "", "~", "on", "1"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def paths_of(value: Any, path: Path = ()) -> list[Path]:
    """Return the paths of all values."""
    steps = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(each for step in steps for each in paths_of(value[step], (*path, step)))]


def changed(value: Any, path: Path, edit: Edit, new: Any) -> Any:
    """Return a value after an edit at a path in it."""
    if not path:
        match edit:
            case Insert():
                return {**value, edit.key: new}
            case Append():
                return [*value, new]
            case _:
                return new
    step, *rest = path
    if isinstance(edit, Delete) and not rest:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        kept = {key: each for key, each in items if key != step}
        return kept if isinstance(value, dict) else list(kept.values())
    if isinstance(edit, Replace) and edit.at.part is Part.KEY and not rest and isinstance(value, dict):
        return {edit.text if key == step else key: each for key, each in value.items()}
    if isinstance(value, dict):
        return {
            key: changed(each, tuple(rest), edit, new) if key == step else each for key, each in value.items()
        }
    return [changed(each, tuple(rest), edit, new) if at == step else each for at, each in enumerate(value)]


@settings(max_examples=400)
@given(VALUES, LAYOUTS, SCALARS | VALUES, st.data())
def test_edited_file_has_the_intended_meaning(
    value: Any, layout: dict[str, Any], new: Any, data: st.DataObject
) -> None:
    """It is JSON and differs only there; refused edits are of the last entry of a collection or an empty one."""
    text = json.dumps(value, **layout) + "\n"
    path = data.draw(st.sampled_from(paths_of(value)))
    here = Places(*((document := parse(text, "json").documents[0]).value, document.offsets)).at(path)
    as_yaml = written(new) if isinstance(new, str) else json.dumps(new)
    at = At(path)
    kinds: list[Edit] = [Replace(at, as_yaml), Delete(at)]
    if isinstance(here, dict):
        kinds.append(Insert(at, "new", as_yaml))
    if isinstance(here, list):
        kinds.append(Append(at, as_yaml))
    if path and isinstance(path[-1], str):
        kinds.append(Replace(at.key(), "new"))
    edit = data.draw(st.sampled_from(kinds))
    assume(parse(as_yaml).is_whole)

    after = edited(text, edit)

    if after is None:
        assert isinstance(edit, Insert | Append | Delete)
        inside = here if not isinstance(edit, Delete) else None
        assert not inside
        return
    assert json.loads(after) == changed(value, path, edit, new)
