"""Edits make the stated change, and nothing else."""

from __future__ import annotations

import random
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import contracts
from meshwright.finding.finding import Append, At, Delete, Edit, Insert, Replace
from meshwright.finding.locations import Places
from meshwright.rulekit.edit_safety import keeps_the_rest
from meshwright.rulekit.edits import applied, concrete, overlap
from meshwright.source.place import Part, Span
from meshwright.source.problem import DuplicateKey, MergeKey
from meshwright.source.text import decode
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from pathlib import Path

FILES = [*contracts("invalid"), *contracts("valid")]


def edited(text: str, edit: Edit) -> str | None:
    """Make an edit; None if it is refused."""
    document = parse(text).documents[edit.at.document]
    made = concrete(edit, text, Places(document.value, document.offsets))
    if made is None:
        return None
    after = applied(text, [made])
    assert keeps_the_rest(text, after, [made])
    return after


BLOCK = dedent("""\
    # the owner
    team:   # who answers
      name: player-squad  # never a person
      members:
        - username: ines.holm
          role: owner
        - username: tomas.berg
    # the end
    status: active
    """)


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Replace(At(("team", "name")), "x"), "name: player-squad  #", "name: x  #"),
        (Replace(At(("team", "name"), Part.KEY), "title"), "  name:", "  title:"),
        (Insert(At(("team",)), "since", "2020"), "tomas.berg\n", "tomas.berg\n  since: 2020\n"),
        (Insert(At(), "id", "x"), "active\n", "active\nid: x\n"),
        (
            Insert(At(("team", "members", 0)), "tags", "\n  - a"),
            "role: owner\n",
            "role: owner\n      tags:\n        - a\n",
        ),
        (
            Append(At(("team", "members")), "username: x\nrole: y"),
            "tomas.berg\n",
            "tomas.berg\n    - username: x\n      role: y\n",
        ),
        (Delete(At(("team", "name"))), "  name: player-squad  # never a person\n", ""),
        (Delete(At(("team", "members", 1))), "    - username: tomas.berg\n", ""),
        (
            Delete(At(("team", "members", 0, "username"))),
            "- username: ines.holm\n      role",
            "- role",
        ),
        (Delete(At(("status",))), "status: active\n", ""),
    ],
)
def test_edit_in_block_style_changes_only_these_characters(edit: Edit, old: str, new: str) -> None:
    """Comments, indentation and everything else are kept; so are CRLF and a missing last line end."""
    assert old in BLOCK
    assert edited(BLOCK, edit) == BLOCK.replace(old, new)

    windows = BLOCK.replace("\n", "\r\n")
    assert edited(windows, edit) == BLOCK.replace(old, new).replace("\n", "\r\n")

    cut = BLOCK.removesuffix("\n")
    assert edited(cut, edit) == BLOCK.replace(old, new).removesuffix("\n")


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: {b: 1}\n", Insert(At(("a",)), "c", "2")),
        ("a: {}\n", Insert(At(("a",)), "c", "2")),
        ("a: [1]\n", Append(At(("a",)), "2")),
        ("a: {b: 1, c: 2}\n", Delete(At(("a", "b")))),
        ("a: [\n  1,\n  2\n]\n", Delete(At(("a", 1)))),
        ("a: {\n  b: 1,\n  c: 2\n}\n", Delete(At(("a", "c")))),
        ("a: &x\n  b: 1\nc: *x\n", Insert(At(("c",)), "d", "2")),
        ("a:\n  b: 1\n", Delete(At(("a", "b")))),
        ("a:\n  - 1\n", Delete(At(("a", 0)))),
        ("a: 1\n", Delete(At())),
        ("a: 1\n", Insert(At(("a",)), "b", "2")),
        ("a: 1\n", Replace(At(("b",)), "2")),
        ("-\n  a: 1\n- 2\n", Delete(At((0,)))),
        ("- - 1\n  - 2\n- 3\n", Delete(At((0, 0)))),
        ("- a: 1 # why\n  b: 2\n", Delete(At((0, "a")))),
    ],
)
def test_impossible_edits_are_refused(text: str, edit: Edit) -> None:
    """Flow style, aliases, the last entry of a collection, and missing locations."""
    assert edited(text, edit) is None


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ("a:\nb: 1\n", Replace(At(("a",)), "x"), "a: x\nb: 1\n"),
        ('a: "1.0.0"  # c\n', Replace(At(("a",)), "1.1.0", keeps_quotes=True), 'a: "1.1.0"  # c\n'),
        ("a: '1.0.0'\n", Replace(At(("a",)), "1.1.0", keeps_quotes=True), "a: '1.1.0'\n"),
        ("a: 1.0.0\n", Replace(At(("a",)), "1.1.0", keeps_quotes=True), "a: 1.1.0\n"),
        ('a: "1.0.0"\n', Replace(At(("a",)), "2"), "a: 2\n"),
        ("a: # why\nb: 1\n", Replace(At(("a",)), "x"), "a: x # why\nb: 1\n"),
        ("- a\n-\n", Replace(At((1,)), "x"), "- a\n- x\n"),
        ("a: {b: 1}\n", Replace(At(("a", "b")), "2"), "a: {b: 2}\n"),
        ("a: &x foo\n", Replace(At(("a",)), "bar"), "a: &x bar\n"),
        ("a: |\n  one\n  two\nb: 1\n", Replace(At(("a",)), "x"), "a: x\nb: 1\n"),
        ("a: 1\n---\na: 1\n", Replace(At(("a",), document=1), "2"), "a: 1\n---\na: 2\n"),
        ("a: 1\n---\na: 1\n", Insert(At(document=0), "b", "2"), "a: 1\nb: 2\n---\na: 1\n"),
        ("a: 1\n...\n", Insert(At(), "b", "2"), "a: 1\nb: 2\n...\n"),
        ("a:\n- 1  # one\n", Append(At(("a",)), "2"), "a:\n- 1  # one\n- 2\n"),
        ("-  # foo-bar\n  a: 1\n", Append(At(), "2"), "-  # foo-bar\n  a: 1\n- 2\n"),
        ("a: &x\n  - 1\nb: 2\n", Append(At(("a",)), "2"), "a: &x\n  - 1\n  - 2\nb: 2\n"),
        ("a: 1\rb: 2\r", Insert(At(), "c", "3"), "a: 1\rb: 2\rc: 3\r"),
        ("a: 1\rb: 2\rc: 3\r", Delete(At(("b",))), "a: 1\rc: 3\r"),
        ("a: é\nb: 😀\n", Replace(At(("b",)), "ü"), "a: é\nb: ü\n"),
    ],
)
def test_edit_finds_its_location(text: str, edit: Edit, expected: str) -> None:
    """Empty values, anchors, block scalars, several documents, lone carriage returns."""
    assert edited(text, edit) == expected


@pytest.mark.parametrize(
    ("before", "edit", "why"),
    [
        ("a: |+\n  x\n\n\n", (Span(9, 9), "\nb: 1"), "the lines behind it belonged to the value"),
        ("a: {b}\n", (Span(5, 5), " x"), "the key became another one"),
        ("a: 1\nb: 2\n", (Span(4, 4), " :"), "it cannot be read any more"),
        ("a: 1\n", (Span(4, 5), "\n---\n"), "there is one document more"),
        ("a:\n  b: 1\n", (Span(2, 10), ""), "an entry is gone and a value came"),
    ],
)
def test_change_outside_of_an_edit_is_noticed(before: str, edit: tuple[Span, str], why: str) -> None:
    """An edit must not change the meaning of its surroundings."""
    is_last = why == "an entry is gone and a value came"
    assert keeps_the_rest(before, applied(before, [edit]), [edit]) is is_last


def test_edits_overlap_if_they_share_text_or_a_location() -> None:
    """Neighbours do not; two insertions at one location do, because their order is undefined."""
    assert not overlap(Span(0, 2), Span(2, 4))
    assert overlap(Span(0, 3), Span(2, 4))
    assert overlap(Span(2, 2), Span(2, 2))
    assert overlap(Span(0, 2), Span(2, 2))
    assert not overlap(Span(0, 1), Span(2, 2))


def _leaves(value: object, path: tuple = ()) -> list:
    if isinstance(value, dict) and value:
        return [leaf for key, child in value.items() for leaf in _leaves(child, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for at, child in enumerate(value) for leaf in _leaves(child, (*path, at))]
    return [path]


def _with(value: object, path: tuple, new: object) -> object:
    if not path:
        return new
    if isinstance(value, dict):
        return {key: _with(child, path[1:], new) if key == path[0] else child for key, child in value.items()}
    return [_with(child, path[1:], new) if at == path[0] else child for at, child in enumerate(value)]


SAMPLE = 6
"""Locations tested in each file: the law is the same at all of them, and parsing takes time."""


def _readable(file: Path) -> tuple[str, Any] | None:
    """Return text and value of a file's first document; nothing for a file that cannot be read."""
    text, problems = decode(file.read_bytes())
    tree = parse(text)
    is_odd = any(isinstance(each, DuplicateKey | MergeKey) for each in tree.problems)
    if problems or is_odd or not tree.documents or "*" in text:
        return None
    return text, tree.documents[0]


def test_only_the_value_in_a_real_file_is_replaced() -> None:
    """The tree is equal elsewhere, and so is every byte outside of the span."""
    chance = random.Random(4)
    count = 0
    for text, document in filter(None, map(_readable, FILES)):
        leaves = [path for path in _leaves(document.value) if path]
        places = Places(document.value, document.offsets)
        for path in chance.sample(leaves, min(SAMPLE, len(leaves))):
            made = concrete(Replace(At(path), '"✓"'), text, places)
            assert made is not None
            span, new = made
            after = applied(text, [made])
            assert parse(after).documents[0].value == _with(document.value, path, "✓"), path
            assert after[: span.start] + after[span.start + len(new) :] == (
                text[: span.start] + text[span.end :]
            ), path
            count += 1
    assert count > 3 * len(FILES)


def test_only_the_entry_in_a_real_file_is_added_or_removed() -> None:
    """In mappings and lists of each file, in block style."""
    chance = random.Random(5)
    refused = count = 0
    for text, document in filter(None, map(_readable, FILES)):
        places = Places(document.value, document.offsets)
        paths = sorted({leaf[:-1] for leaf in _leaves(document.value) if leaf}, key=str)
        for path in chance.sample(paths, min(SAMPLE, len(paths))):
            inside = places.at(path)
            is_list = isinstance(inside, list)
            last = len(inside) - 1 if is_list else list(inside)[-1]
            adding = Append(At(path), "new") if is_list else Insert(At(path), "new", "1")
            for edit in (adding, Delete(At((*path, last)))):
                made = concrete(edit, text, places)
                if made is None:
                    refused += 1
                    continue
                after = applied(text, [made])
                assert keeps_the_rest(text, after, [made]), (path, edit)
                expected = _with(document.value, path, _changed(inside, edit, last))
                assert parse(after).documents[0].value == expected, (path, edit)
                count += 1
    assert count > 3 * len(FILES)
    assert refused < count


def _changed(inside: object, edit: Edit, last: object) -> object:
    if isinstance(edit, Append):
        return [*inside, "new"]
    if isinstance(edit, Insert):
        return {**inside, "new": 1}
    return inside[:-1] if isinstance(inside, list) else {k: v for k, v in inside.items() if k != last}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.text(max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.text(max_size=3)), max_size=4),
)
def test_applying_edits_together_equals_one_by_one(text: str, drawn: list[tuple[int, int, str]]) -> None:
    """From the back."""
    edits: list[tuple[Span, str]] = []
    for one, other, new in drawn:
        span = Span(*sorted((min(one, len(text)), min(other, len(text)))))
        if not any(overlap(span, taken) for taken, _ in edits):
            edits.append((span, new))

    expected = text
    for span, new in sorted(edits, reverse=True):
        expected = expected[: span.start] + new + expected[span.end :]

    assert applied(text, edits) == expected
