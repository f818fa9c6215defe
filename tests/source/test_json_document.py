"""JSON files are read according to RFC 8259, each value with its location, or refused with a message at the text to edit."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import within
from json_layouts import LAYOUTS
from meshwright.finding.locations import Places
from meshwright.source import limits
from meshwright.source.place import Part, Span
from meshwright.source.problem import DuplicateKey, JsonSyntax, OverLimit
from meshwright.source.tree import Tree, parse, syntax_of

if TYPE_CHECKING:
    import random

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def value_of(text: str) -> Any:
    """Read a valid JSON text."""
    tree = parse(text, "json")
    assert tree.is_whole
    assert tree.problems == ()
    (document,) = tree.documents
    return document.value


def fault(text: str) -> tuple[str, str]:
    """Read an invalid JSON text; return the message, and the text at the location."""
    tree = parse(text, "json")
    assert not tree.is_whole
    assert tree.documents == ()
    (problem,) = tree.problems
    assert isinstance(problem, JsonSyntax)
    assert problem.span is not None
    return problem.what, text[slice(*problem.span)]


@pytest.mark.parametrize(
    "text",
    [
        *("{}", "[]", "[[]]", '{"":0}', '{"a":{}}', " [1 , 2]\r\n", "\t1\n", '"x"', "null", "true", "false"),
        *(
            "0",
            "-0",
            "-1",
            "0.5",
            "-0.0",
            "1e5",
            "1E+2",
            "1e-2",
            "0e1",
            "0e+1",
            "123.456e78",
            "1e999",
            "-1e999",
        ),
        *(r'"\"\\\/\b\f\n\r\t"', r'"\u0000"', r'"\u00e9"', r'"\ud83d\ude00"', r'"\uD83D\uDE00"', r'"\u2028"'),
        *('"\u2028"', '"\x7f"', '"\U0010ffff"', '"é"', '"/"', '"# no comment"', '"// none"', '{"a":1,"A":2}'),
        *('[null,true,false,1,"",{},[]]', r'{"\u0061":1}', '{"__proto__":1}', "[" * 64 + "]" * 64, '""'),
    ],
)
def test_valid_json_is_read_like_python_does(text: str) -> None:
    """Numbers keep their types."""
    expected = json.loads(text)

    assert (value_of(text), type(value_of(text))) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ('{"a": 1,}', "trailing comma; remove it", ","),
        ('["a",\n]', "trailing comma; remove it", ","),
        ('{"a": 1 // x\n}', "JSON has no comments; remove the comment", "// x"),
        ('{"a": 1} # x', "JSON has no comments; remove the comment", "# x"),
        ('/* x\n */ {"a": 1}', "JSON has no comments; remove the comment", "/* x\n */"),
        (
            '{"a": 1, # meshwright: ignore[unknown-team]\n"b": 2}',
            "JSON has no comments; use a waiver to suppress findings",
            "# meshwright: ignore[unknown-team]",
        ),
        ("{'a': 1}", "single quotes are not allowed in JSON; use double quotes", "'"),
        ("{\"a\": 'x'}", "single quotes are not allowed in JSON; use double quotes", "'"),
        ("{a: 1}", "unquoted key `a`; put it in double quotes", "a"),
        ('{1: "x"}', "expected a key in double quotes", "1"),
        ('{"a": NaN}', "`NaN` is not a JSON number; use `null` or a string", "NaN"),
        ('{"a": Infinity}', "`Infinity` is not a JSON number; use `null` or a string", "Infinity"),
        ('{"a": -Infinity}', "infinity is not a JSON number; use `null` or a string", "-"),
        ('{"a": True}', "`True` is not a JSON value; write `true`", "True"),
        ('{"a": None}', "`None` is not a JSON value; write `null`", "None"),
        ('{"a": truely}', "unquoted text `truely`; put it in double quotes", "truely"),
        ('{"a": active}', "unquoted text `active`; put it in double quotes", "active"),
        ('{"a": 012}', "`012` is not a JSON number; write it in decimal digits, or quote it", "012"),
        ('{"a": 1.}', "`1.` is not a JSON number; write it in decimal digits, or quote it", "1."),
        ('{"a": .5}', "`.5` is not a JSON number; write it in decimal digits, or quote it", ".5"),
        ('{"a": +1}', "`+1` is not a JSON number; write it in decimal digits, or quote it", "+1"),
        ('{"a": 0x10}', "`0x10` is not a JSON number; write it in decimal digits, or quote it", "0x10"),
        ('{"a": 2026-01-02}', "`2026` is not a JSON number; write it in decimal digits, or quote it", "2026"),
        ('{"a": "x\n", "b": 1}', 'unclosed quote; add `"` at the end of the text', '"'),
        ('{"a": "x', 'unclosed quote; add `"` at the end of the text', '"'),
        ('{"a": "\t"}', "character U+0009 is not allowed in a JSON string; write `\\t`", "\t"),
        ('{"a": "\0"}', "character U+0000 is not allowed in a JSON string; write `\\u0000`", "\0"),
        (r'{"a": "\x41"}', r"`\x` is not an escape in JSON; write `\\` for a backslash", r"\x"),
        (r'{"a": "\u12g4"}', r"`\u12` is not an escape in JSON; write `\\` for a backslash", r"\u12"),
        (r'{"a": "x\ud800"}', "half of a surrogate pair is not a character; write both halves", r"\ud800"),
        (
            r'{"a": "\udc00\ud800"}',
            "half of a surrogate pair is not a character; write both halves",
            r"\udc00",
        ),
        (
            r'{"a": "\\ud800 \ud83d\ude00 \ud83d"}',
            "half of a surrogate pair is not a character; write both halves",
            r"\ud83d",
        ),
        ('{"a": 1', "unclosed `{`; add `}`", "{"),
        ('{"a": [1, {"b": "}"}', "unclosed `[`; add `]`", "["),
        ('{"a"', "unclosed `{`; add `}`", "{"),
        ('{"a": 1 "b": 2}', "missing `,` or `}`", '"'),
        ('["a" "b"]', "missing `,` or `]`", '"'),
        ('{"a" 1}', "missing `:` after the key", "1"),
        ('{"a", "b": 1}', "missing `:` after the key", ","),
        ('{"a": , "b": 1}', "missing value before `,`", ","),
        ("[1,,2]", "missing value before `,`", ","),
        ("[,]", "missing value before `,`", ","),
        ("]", "missing value before `]`", "]"),
        ('{"a": 1}}', "text after the end of the document; remove it", "}"),
        ('{"a": 1}\n{"a": 2}', "second document in a JSON file; move it to its own file", "{"),
        ('{"a": 1}\n---\n', "text after the end of the document; remove it", "-"),
        ('{\n<<<<<<< HEAD\n"a": 1}', "merge conflict marker; resolve the conflict", "<<<<<<<"),
        ('{"a": 1,\n=======\n"b": 1}', "merge conflict marker; resolve the conflict", "======="),
        ("\ufeff{}", "character U+FEFF is not allowed here in JSON", "\ufeff"),
        ('{"a":\xa01}', "character U+00A0 is not allowed here in JSON", "\xa0"),
        ('{"a": 1}\x00', "text after the end of the document; remove it", "\0"),
        ("kind: DataContract\n", "unquoted text `kind`; put it in double quotes", "kind"),
        ("*", "a JSON value cannot start with `*`", "*"),
    ],
)
def test_invalid_json_is_refused_at_the_text_to_edit(text: str, what: str, place: str) -> None:
    """With a message that states the remedy."""
    assert fault(text) == (what, place)


@pytest.mark.parametrize("text", ["", " \n\t\r\n"])
def test_empty_file_has_no_document(text: str) -> None:
    """As in YAML."""
    assert parse(text, "json") == Tree((), (), is_whole=True)


def test_first_of_duplicate_keys_counts() -> None:
    """And both locations are reported."""
    text = '{"a": 1, "b": [2, {"c": 3}], "\\u0061": {"x": [1]}, "d": 4}'

    tree = parse(text, "json")

    (document,) = tree.documents
    assert document.value == {"a": 1, "b": [2, {"c": 3}], "d": 4}
    (problem,) = tree.problems
    assert isinstance(problem, DuplicateKey)
    assert (problem.key, text[slice(*problem.first)], text[slice(*problem.span or (0, 0))]) == (
        "a",
        '"a"',
        '"\\u0061"',
    )
    places = Places(document.value, document.offsets)
    assert text[slice(*places.span(("d",), Part.ENTRY))] == '"d": 4'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[" * 65 + "]" * 65, "depth"),
        ('{"a":' * 100_000, "depth"),
        ("[" * 1_000_000, "depth"),
        ("[" + "0," * 250_001 + "0]", "values"),
        ('["' + "x" * 100_001 + '"]', "scalar length"),
        ('["' + "\\n" * 100_001 + '"]', "scalar length"),
        ('{"' + "x" * 100_001 + '": 1}', "scalar length"),
    ],
)
def test_text_beyond_a_limit_is_not_read(text: str, what: str) -> None:
    """The limits are those of YAML."""
    tree = parse(text, "json")

    assert not tree.is_whole
    (problem,) = tree.problems
    assert isinstance(problem, OverLimit)
    assert problem.what == what


def test_long_number_stays_text() -> None:
    """As in YAML, and a huge one with few digits is a number."""
    digits = "9" * (limits.DIGITS + 1)

    tree = parse(f'{{"a": {digits}, "b": 1e400}}', "json")

    assert tree.is_whole
    assert [document.value for document in tree.documents] == [{"a": digits, "b": math.inf}]
    (problem,) = tree.problems
    assert problem == OverLimit(
        what="digits", limit=limits.DIGITS, found=len(digits), span=Span(6, 6 + len(digits))
    )


def test_number_of_reported_duplicate_keys_is_limited() -> None:
    """As for other problems of a file."""
    tree = parse("{" + ",".join(['"a":1'] * 2_000) + "}", "json")

    assert not tree.is_whole
    assert len(tree.problems) == limits.PROBLEMS + 1


@given(VALUES, LAYOUTS)
def test_document_equals_that_of_python_and_locations_are_right(value: Any, layout: dict[str, Any]) -> None:
    """In any layout."""
    text = " \n" + json.dumps(value, **layout) + "\n"

    tree = parse(text, "json")

    assert tree.is_whole
    assert tree.problems == ()
    (document,) = tree.documents
    assert repr(document.value) == repr(value)
    places = Places(document.value, document.offsets)
    todo: list[tuple[Any, ...]] = [()]
    while todo:
        path = todo.pop()
        own = places.at(path)
        assert json.loads(text[slice(*places.span(path, Part.VALUE))]) == own
        if path and isinstance(path[-1], str):
            assert json.loads(text[slice(*places.span(path, Part.KEY))]) == path[-1]
        steps = own if isinstance(own, dict) else range(len(own)) if isinstance(own, list) else ()
        todo += ((*path, step) for step in steps)


@given(VALUES)
def test_locations_equal_those_of_yaml(value: Any) -> None:
    """So that everything that uses them works alike."""
    text = json.dumps(value, indent=1)

    (ours,), yaml = parse(text, "json").documents, parse(text)

    if yaml.is_whole and yaml.problems == ():  # libyaml refuses some characters that JSON has
        assert (repr(ours.value), ours.offsets) == (repr(yaml.documents[0].value), yaml.documents[0].offsets)


@settings(max_examples=300)
@given(VALUES, st.randoms(use_true_random=False))
def test_mutants_are_accepted_and_refused_like_python_does(value: Any, chance: random.Random) -> None:
    """Except NaN and unpaired surrogates, which the RFC excludes and Python reads."""
    text = json.dumps(value, ensure_ascii=False)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(text) + 1)
        token = chance.choice(
            ('"', "'", ",", ":", "{", "}", "[", "]", "\\", "\\u", "e", "-", "0", ".", " ", "\n", "\t")
        )
        text = text[:at] + chance.choice(("", token)) + text[at + chance.choice((0, 1)) :]
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
        is_json = False
    else:
        is_json = True
    if "NaN" in text or "Infinity" in text or "\\ud" in text.lower() or not text.strip():
        return

    tree = parse(text, "json")

    assert tree.is_whole is is_json
    if not is_json:
        assert tree.problems[-1].span is not None
        assert 0 <= tree.problems[-1].span.start <= len(text)
    elif not tree.problems:
        assert repr(tree.documents[0].value) == repr(expected)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "' + '\\"' * 500_000,
        '{"a": 1, "' + '\\"' * 500_000 + "\n",
        "[" + '"\\",' * 200_000,
        "[" + '{"a":"{["},' * 20_000,
        "/*" * 500_000,
        "[1" + " " * 1_000_000 + "2]",
        "-" * 1_000_000,
        "1" * 1_000_000,
        '{"a": ' + "x" * 1_000_000,
        '{"a": ' + "+-.0" * 250_000,
        '["' + "\\ud800" * 15_000 + '"]',
    ],
)
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    """In processor time; quadratic work would take minutes."""
    with within(10):
        assert parse(text, "json").problems


@pytest.mark.parametrize(
    ("path", "syntax"),
    [
        ("a.json", "json"),
        ("a.ODCS.JSON", "json"),
        ("a.yaml", "yaml"),
        ("json", "yaml"),
        ("a.json.yml", "yaml"),
    ],
)
def test_name_states_the_format_of_a_file(path: str, syntax: str) -> None:
    """Whatever is in it."""
    assert syntax_of(path) == syntax
