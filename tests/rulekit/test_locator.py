"""Concrete locations: spans, lines and columns, in the checked revision and its base."""

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
    """Return a contract in which the object's physical name is a block of two lines."""
    return compiled_in(tmp_path / "head", {FILE: TEXT.encode()})


def test_range_starts_at_line_and_column_1(source: CompiledSnapshot) -> None:
    """The end is exclusive."""
    at = At(("id",), file=FILE)

    assert Locator(source).range(at) == Range(FILE, Position(3, 5), Position(3, 10))


def test_location_without_file_is_in_the_given_file(source: CompiledSnapshot) -> None:
    """Local rules do not know the name of their file."""
    locator = Locator(source)

    assert locator.range(At(("id",)), FILE) == locator.range(At(("id",), file=FILE))


def test_span_of_undoes_range(source: CompiledSnapshot) -> None:
    """So that a concrete fix can be applied to the text."""
    locator = Locator(source)
    at = At(SQL, file=FILE)

    assert locator.span_of(locator.range(at)) == locator.span(at)


def test_absent_path_is_located_at_the_enclosing_item(source: CompiledSnapshot) -> None:
    """A missing value has no text."""
    locator = Locator(source)
    absent = At(("schema", 0, "description"), file=FILE)

    assert locator.span(absent) == locator.span(At(("schema", 0), Part.NAME, file=FILE))


def test_explicit_span_needs_no_document(source: CompiledSnapshot) -> None:
    """Problems of the text come from files without a document."""
    assert Locator(source).span(At(span=Span(3, 7), document=9, file=FILE)) == (3, 7)


@pytest.mark.parametrize(("words", "found"), [(("PLAYS",), "plays"), (("artist",), None), ((), None)])
def test_words_narrow_a_block_to_the_first_of_them(
    source: CompiledSnapshot, words: tuple[str, ...], found: str | None
) -> None:
    """Whole words in any case, after the block's header; if none matches, the whole block is used."""
    locator = Locator(source)
    whole = locator.span(At(SQL, file=FILE))

    span = locator.span(At(SQL, file=FILE, words=words))

    assert (span == whole) if found is None else TEXT[span.start : span.end] == found


def test_location_in_the_base_uses_the_base(source: CompiledSnapshot, tmp_path: Path) -> None:
    """Its lines, and the text in which words are searched."""
    before = compiled_in(tmp_path / "base", {FILE: b"# moved\n" + TEXT.encode()})
    locator = Locator(source, Locator(before))

    lines = [
        locator.range(At(SQL, file=FILE, in_base=in_base, words=("from",))).start.line
        for in_base in (False, True)
    ]

    assert lines == [8, 9]


def test_unread_document_has_no_values(source: CompiledSnapshot) -> None:
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
        """Record the file, and unpack it."""
        self.unpacked.append(file)
        return self.source.details(file)


def test_recently_used_files_are_unpacked_once(source: CompiledSnapshot) -> None:
    """A file that is used again is kept; the least recently used one is removed."""
    counting = Counting(source)
    locator = Locator(counting)
    others = [f"{number}.odcs.yaml" for number in range(MOST_FILES - 1)]

    for file in (FILE, *others, FILE, "one-more", FILE, others[0]):
        locator.lines(file)

    assert counting.unpacked == [FILE, *others, "one-more", others[0]]
