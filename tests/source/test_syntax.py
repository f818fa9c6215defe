"""Text that is not YAML is reported at the line to edit, not where a parser fails."""

from __future__ import annotations

import pytest

from meshwright.source.problem import YamlSyntax
from meshwright.source.tree import parse

CASES = {
    "a quote before a later quoted text": ('a: 1\nb: "x\nc: d\ne: "f"\n', 2, '"'),
    "a single quote": ("a: 1\nb: 'x\nc: d\ne: 'f'\n", 2, "'"),
    "a quote to the end of the file": ('a: 1\nb: "x\nc: d\n', 2, '"'),
    "a quote to the next document": ('a: "x\n---\nb: 1\n', 1, '"'),
    "a list in brackets": ("a: 1\nb: [x, y\nc: d\n", 2, "["),
    "a list in brackets above a list": ("a:\n  - b: [x, y\n  - b: [z]\n", 2, "["),
    "a list in brackets at the end of a document": ("b: [x, y\n---\nc: d\n", 1, "["),
    "a list in brackets at the end of the file": ("b: [x, y\n", 1, "["),
    "a mapping in braces": ("a: {x: 1, y: 2\nb: c\n", 1, "{"),
    "a missing comma in braces of several lines": ("a: {\n  x: 1\n  y: 2\n  }\n", 3, ":"),
    "a key without a colon": ("a: 1\nb true\nc: d\n", 2, "b true"),
    "a key without a space behind its colon": ("a: 1\nb:true\nc: d\n", 2, "b:true"),
    "a key without a colon above a mapping": ("a: 1\nteam\n  name: b\n", 2, "team"),
    "a merge conflict": ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n", 2, "<<<<<<< HEAD"),
    "a merge conflict in a list": (
        "a:\n  - b\n<<<<<<< HEAD\n  - c\n=======\n  - d\n>>>>>>> other\n",
        3,
        "<<<<<<< HEAD",
    ),
    "a merge conflict with its base": (
        "a: 1\n<<<<<<< ours\nb: 1\n||||||| base\nb: 0\n=======\nb: 2\n>>>>>>> theirs\n",
        2,
        "<<<<<<< ours",
    ),
    "an unknown escape, which is no open quote": ('a: "C:\\path"\n', 1, None),
    "text behind a quoted one on one line": ("a: 'it's so'\n", 1, "s"),
    "a tab": ("a:\n\tb: 1\n", 2, "\t"),
}


@pytest.mark.parametrize("case", CASES)
def test_syntax_error_is_at_the_line_to_edit(case: str) -> None:
    """One problem, at the line and the text to change."""
    text, line, marked = CASES[case]

    (problem,) = parse(text).problems

    assert isinstance(problem, YamlSyntax)
    assert problem.span is not None
    assert text.count("\n", 0, problem.span.start) + 1 == line
    if marked is not None:
        assert text[problem.span.start : problem.span.end] == marked


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> other\n",
        'a: "x\n  y: z\n  w"\n',
        "a: [x,\n  y]\n",
    ],
)
def test_similar_valid_yaml_is_accepted(text: str) -> None:
    """Block scalars, and quoted text and lists over several lines."""
    assert parse(text).problems == ()
