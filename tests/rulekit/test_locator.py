"""Places made concrete: spans, lines and columns, of the revision that is checked and of its base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import compiled_in
from meshwright.finding.finding import At
from meshwright.rulekit.diagnostic import Range
from meshwright.rulekit.locator import MOST_FILES, Locator
from meshwright.source.place import Part, Position, Span

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.facts.unit import Details
    from meshwright.workspace.compiled import CompiledSnapshot

FILE = "a.odcs.yaml"
TEXT = """apiVersion: v3.2.0
kind: DataContract
id: plays
schema:
- name: plays
  physicalName: |
    select artist_id
    from plays
"""
SQL = ("schema", 0, "physicalName")


@pytest.fixture
def source(tmp_path: Path) -> CompiledSnapshot:
    """A contract in which the object's physical name is a block of two lines."""
    return compiled_in(tmp_path / "head", {FILE: TEXT.encode()})


def test_range_is_lines_and_columns_from_1(source: CompiledSnapshot) -> None:
    """The end is exclusive."""
    at = At(("id",), file=FILE)

    assert Locator(source).range(at) == Range(FILE, Position(3, 5), Position(3, 10))


def test_place_without_file_is_in_the_file_given(source: CompiledSnapshot) -> None:
    """Local rules do not know what their file is called."""
    locator = Locator(source)

    assert locator.range(At(("id",)), FILE) == locator.range(At(("id",), file=FILE))


def test_span_of_undoes_range(source: CompiledSnapshot) -> None:
    """So that a concrete fix can be applied to the text."""
    locator = Locator(source)
    at = At(SQL, file=FILE)

    assert locator.span_of(locator.range(at)) == locator.span(at)


def test_absent_path_is_located_at_what_is_around_it(source: CompiledSnapshot) -> None:
    """What is missing has no text of its own."""
    locator = Locator(source)
    absent = At(("schema", 0, "description"), file=FILE)

    assert locator.span(absent) == locator.span(At(("schema", 0), Part.NAME, file=FILE))


def test_explicit_span_needs_no_document(source: CompiledSnapshot) -> None:
    """Problems of the text come from files that have no document."""
    assert Locator(source).span(At(span=Span(3, 7), document=9, file=FILE)) == (3, 7)


@pytest.mark.parametrize(("words", "found"), [(("PLAYS",), "plays"), (("artist",), None), ((), None)])
def test_words_narrow_a_block_to_the_first_of_them(
    source: CompiledSnapshot, words: tuple[str, ...], found: str | None
) -> None:
    """Whole words in any case, behind the block's header; without one in it, the block stays whole."""
    locator = Locator(source)
    whole = locator.span(At(SQL, file=FILE))

    span = locator.span(At(SQL, file=FILE, words=words))

    assert (span == whole) if found is None else TEXT[span.start : span.end] == found


def test_place_in_the_base_is_located_in_the_base(source: CompiledSnapshot, tmp_path: Path) -> None:
    """Lines, and the text in which words are searched, are those of its own revision."""
    before = compiled_in(tmp_path / "base", {FILE: b"# moved\n" + TEXT.encode()})
    locator = Locator(source, Locator(before))

    lines = [
        locator.range(At(SQL, file=FILE, in_base=in_base, words=("from",))).start.line
        for in_base in (False, True)
    ]

    assert lines == [8, 9]


def test_document_that_was_not_read_has_no_values(source: CompiledSnapshot) -> None:
    """Its findings are at the start of the file."""
    locator = Locator(source)
    at = At(("id",), document=1, file=FILE)

    assert (locator.has(at), locator.value(FILE, 1), locator.places(FILE, 1)) == (False, None, None)
    assert locator.range(at) == Range(FILE, Position(1, 1), Position(1, 1))
    assert not locator.has(At(file="unknown.odcs.yaml"))


class Counting:
    """Sources that count how often each file is unpacked."""

    def __init__(self, source: CompiledSnapshot) -> None:
        self.source = source
        self.suppressions = source.suppressions
        self.text = source.text
        self.unpacked: list[str] = []

    def details(self, file: str) -> Details:
        """Note the file, and unpack it."""
        self.unpacked.append(file)
        return self.source.details(file)


def test_files_used_last_are_unpacked_once(source: CompiledSnapshot) -> None:
    """A file used again stays; the one that was not used for longest goes."""
    counting = Counting(source)
    locator = Locator(counting)
    others = [f"{number}.odcs.yaml" for number in range(MOST_FILES - 1)]

    for file in (FILE, *others, FILE, "one-more", FILE, others[0]):
        locator.lines(file)

    assert counting.unpacked == [FILE, *others, "one-more", others[0]]
