"""Comments that suppress findings: their location and scope."""

from __future__ import annotations

import pytest

from meshwright.source.place import Lines
from meshwright.source.suppression import Suppression, suppressions
from meshwright.source.tree import parse


def found(text: str) -> tuple[Suppression, ...]:
    """Find the comments of a text."""
    return suppressions(text, parse(text), Lines.of(text)).comments


def about(text: str) -> str:
    """Return the text in the scope of the only comment."""
    (comment,) = found(text)
    return text[comment.about.start : comment.about.end]


C = "# meshwright: ignore[x] y"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a: 1\nb: 2  {C}\nc: 3\n", "b: 2  "),
        (f"a:  {C}\n  b: 1\n", "a:  "),
        (f"a: |  {C}\n  b\nc: 1\n", f"a: |  {C}\n  b"),
        (f'a: "one\n  two"  {C}\nb: 1\n', 'a: "one\n  two"  '),
        (f"a: [\n  1,\n  2 ]  {C}\nb: 1\n", "a: [\n  1,\n  2 ]  "),
        (f"a: [\n  1,  {C}\n  2 ]\nb: 1\n", "  1,  "),
        (f"a: 1\n{C}\nb:\n  c: 1\n  d: 2\ne: 3\n", "b:\n  c: 1\n  d: 2"),
        (f"{C}\na: 1\nb: 2\n", "a: 1"),
        (f"{C}\n\n# of another kind\na: 1\nb: 2\n", "a: 1"),
        (f"a:\n  {C}\n  - b: 1\n    c: 2\n  - d\n", "b: 1\n    c: 2"),
        (f"a:\n  - {C}\n    b: 1\n    c: 2\n", "  - "),
        (f"a:\n  b: 1\n  {C}\nc: 2\n", "c: 2"),
        (f"a: 1\n---\n{C}\nb: 2\nc: 3\n", "b: 2"),
        (f"a: 1\r\n{C}\r\nb: 2\r\nc: 3\r\n", "b: 2"),
        (f"a: 1\n{C}\n", ""),
        (f"a: é\n{C}\nb: 😀\nc: 1\n", "b: 😀"),
    ],
)
def test_scope_of_a_comment(text: str, expected: str) -> None:
    """Its line, with the lines of a value that ends or begins on it; for a comment on a separate line, the next entry."""
    assert about(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f'a: "{C}"\n',
        f"a: '\n  {C}'\n",
        f"a: |\n  {C}\n",
        f"a: >-\n  text\n\n  {C}\n\nb: 1\n",
        "a: b#meshwright: ignore[x]\n",
        "a: 1 # nothing\n",
        f'"a {C}": 1\n',
        "apiVersion: meshwright/v1\n",
    ],
)
def test_text_that_looks_like_a_comment_is_ignored(text: str) -> None:
    """Text inside of scalars, including keys."""
    assert found(text) == ()


def test_comment_names_rules_and_a_reason() -> None:
    """Names are separated by commas and spaces; each has its location."""
    text = "a: 1  #meshwright:ignore[ one, two ]  as we agreed  \n"
    (comment,) = found(text)

    assert [name for name, _ in comment.names] == ["one", "two"]
    assert [text[at.start : at.end] for _, at in comment.names] == ["one", "two"]
    assert comment.reason == "as we agreed"
    assert text[: comment.line.start] + text[comment.line.end :] == "a: 1\n"


@pytest.mark.parametrize("said", ["", "ignore", "ignore x", "ignroe[x]", "ignore[]", "ignore[x"])
def test_malformed_comment_names_nothing(said: str) -> None:
    """It is kept, so that it can be reported."""
    (comment,) = found(f"a: 1  # meshwright: {said}\n")

    assert comment.names == ()


def test_comment_on_its_own_line_is_removed_with_the_line() -> None:
    text = f"a: 1\n  {C}\nb: 2\n"
    (comment,) = found(text)

    assert text[: comment.line.start] + text[comment.line.end :] == "a: 1\nb: 2\n"


def test_unreadable_text_has_no_comments() -> None:
    """Comments before it are kept."""
    text = f"a: 1  {C}\n---\nb: [\n{C}\n"

    assert [comment.comment.start for comment in found(text)] == [6]
