"""YAML to values with locations, for hostile and random texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cpu import within
from meshwright.finding.locations import Places
from meshwright.source import limits
from meshwright.source.place import WIDTH, Lines, Part, Span
from meshwright.source.problem import DuplicateKey, MergeKey, OverLimit, YamlSyntax
from meshwright.source.text import decode
from meshwright.source.tree import Tree, parse


def spans(text: str, *path: str | int) -> tuple[str, str]:
    """Return the texts of key and value at a path."""
    document = parse(text).documents[0]
    places = Places(document.value, document.offsets)
    key, value = places.span(path, Part.KEY), places.span(path, Part.VALUE)
    return text[key.start : key.end], text[value.start : value.end]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: b\n", ("a",), ("a", "b")),
        ("a:   'b c'  # d\n", ("a",), ("a", "'b c'")),
        ("a:\n  - b: 1\n    c: 2\n\n# end\nd: e\n", ("a",), ("a", "- b: 1\n    c: 2")),
        ("a:\n  - b\n  - c\n", ("a", 1), ("c", "c")),
        ("a: |\n  b\n\n\nc: d\n", ("a",), ("a", "|\n  b")),
        ("a: {b: [1, 2]}\n", ("a", "b"), ("b", "[1, 2]")),
        ("a: &x !!str b\n", ("a",), ("a", "b")),
        ("a: &x\n  b: c\nd: *x\n", ("d",), ("d", "*x")),
        ("a: &x\n  b: c\nd: *x\n", ("d", "b"), ("b", "c")),
        ("a: &x {b: c}\nd: {<<: *x, e: f}\n", ("d", "b"), ("b", "c")),
        ("a: 1\na: {x: 2}\nb: 3\n", ("b",), ("b", "3")),
        ("a:\nb: c\n", ("a",), ("a", "")),
        ("å: '\U0001f3b5'\nb: ü\n", ("b",), ("b", "ü")),
        ("a: 'x\x85y'\nb: c\n", ("b",), ("b", "c")),
    ],
)
def test_locations_are_exact(text: str, path: tuple[str | int, ...], expected: tuple[str, str]) -> None:
    """Of key and value, to the character: aliases at their own location, collections up to their last child."""
    assert spans(text, *path) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("2026-02-30", "2026-02-30"),
        ("0x_", "0x_"),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("+12", 12),
        ("~", None),
        ("12:30:45", "12:30:45"),
        ("!!str 12", "12"),
        ("'12'", "12"),
        ("True", True),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    """Plain scalars are those of YAML 1.2, not 1.1."""
    assert parse(f"a: {text}\n").documents[0].value == {"a": value}


def test_only_the_first_of_duplicate_keys_counts() -> None:
    """Each later one is reported with the location of the first."""
    tree = parse("a: 1\nb: 2\na: 3\na: 4\n")

    assert tree.documents[0].value == {"a": 1, "b": 2}
    assert tree.problems == (
        DuplicateKey(key="a", first=Span(0, 1), path=("a",), span=Span(10, 11)),
        DuplicateKey(key="a", first=Span(0, 1), path=("a",), span=Span(15, 16)),
    )


def test_merge_keys_add_absent_keys_and_are_reported() -> None:
    """The mapping's own keys take precedence, then those of the first source."""
    tree = parse("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\n")

    assert tree.documents[0].value["c"] == {"x": 3, "y": 1, "z": 2}
    assert tree.problems == (MergeKey(span=Span(42, 44)),)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[" * 100_000, OverLimit),
        ("- " * 100_000, OverLimit),
        ("? " * 100_000, YamlSyntax),
        ("{a: " * 100_000, OverLimit),
        ("a: &a [*a]\n", YamlSyntax),
        ("a: *b\n", YamlSyntax),
        (
            "a0: &a0 [x]\n"
            + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
            OverLimit,
        ),
        (
            "b0: &b0 {x: 1}\n"
            + "".join(f"b{n}: &b{n} {{<<: [*b{n - 1}, *b{n - 1}]}}\n" for n in range(1, 40)),
            MergeKey,
        ),
        ("a: &a x\n" + "".join(f"b{n}: *a\n" for n in range(1_100)), OverLimit),
        ("a: " + "x" * (limits.SCALAR + 1), OverLimit),
        ("a: " + "9" * 5_000, OverLimit),
        ("[a, b]: c\n", YamlSyntax),
        ("a: !!python/object/apply:os.system [id]\n", YamlSyntax),
        ("a: !!int foo\n", YamlSyntax),
        ("a: \x00\n", YamlSyntax),
        ("a: '\x1b[31m'\n", YamlSyntax),
        ("a: 'b\n", YamlSyntax),
        ("- a\nb: c\n", YamlSyntax),
    ],
)
def test_hostile_texts_are_refused_at_once(text: str, kind: type) -> None:
    """Every refusal is a problem with a location inside of the text, in no time."""
    with within(5):
        tree = parse(text)

    assert isinstance(tree.problems[-1], kind)
    assert_inside(tree, text)


FLAT = ["[", "{a: ", "- ", "[\n", "{\na: "]


@pytest.mark.parametrize("levels", [65, 200, 999, 1_000, 1_001, 1_100])
@pytest.mark.parametrize(
    ("one", "step"),
    [*((one, 0) for one in FLAT), *((one, 2) for one in [*FLAT, "-\n", "a:\n", "- a:\n"])],
)
def test_depth_limit_does_not_depend_on_libyaml(one: str, step: int, levels: int) -> None:
    """The scanner reads ahead, and since 0.2.6 gives up at 1,000 levels: limit and location are ours."""
    opened = [" " * (step * level) + one for level in range(levels)]
    last = 32 if one == "- a:\n" else 64  # which is two levels at once
    at = len("".join(opened[:last])) + step * last

    assert parse("".join(opened)) == Tree(
        (), (OverLimit(what="depth", limit=64, span=Span(at, at + 1)),), is_whole=False
    )


def assert_inside(tree: Tree, text: str) -> None:
    """Check that every location is inside the text, and that every array fits its values."""
    for problem in tree.problems:
        assert problem.span is not None
        assert 0 <= problem.span.start <= problem.span.end <= len(text) + 1
    for document in tree.documents:
        places = Places(document.value, document.offsets)
        count = len(document.offsets) // WIDTH
        assert count in (0, 1 + size(document.value))
        assert places.number(()) == 0
        for number in range(count):
            *offsets, below = document.offsets[number * WIDTH : (number + 1) * WIDTH]
            assert all(0 <= offset <= len(text) + 1 for offset in offsets)
            assert 0 <= below < count - number
        assert count == 0 or document.offsets[WIDTH - 1] == count - 1


def size(value: Any) -> int:
    """Count the nodes below a value."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(1 + size(child) for child in children)


YAML_PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        ": ",
        "- ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "!x ",
        "|\n",
        ">\n",
        "'",
        '"',
        "#",
        "\n",
        "\n  ",
        "\t",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "1_0",
        "no",
        "2026-01-01",
        "\r\n",
        "\ufeff",
        "é",
        "\x85",
    ]
)


@given(st.one_of(st.text(), st.lists(YAML_PIECES, max_size=60).map("".join)))
@settings(max_examples=600)
@example("&a a: *a\n")
@example("a: &a\n<<: *a\n")
@example("{a: 1, a: {b: [*x]}}")
def test_any_text_is_read_or_refused(text: str) -> None:
    """`parse` never raises, and its result is consistent."""
    assert_inside(parse(text), text)


@given(st.binary())
@settings(max_examples=300)
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """`decode` never raises, and states the reason if it returns no clean text."""
    text, problems = decode(data)

    assert problems or text.encode() == data.removeprefix(b"\xef\xbb\xbf")


@given(st.text(alphabet="ab\r\n\x85é", max_size=30))
def test_lines_end_like_in_git(text: str) -> None:
    """Only at LF, CRLF and CR, and every offset is on one of them."""
    expected = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    lines = Lines.of(text)

    assert len(lines.starts) == expected
    assert [lines.position(start).column for start in lines.starts] == [1] * expected
