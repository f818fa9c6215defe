"""Pairs from the rules of similar tools: each has the expected verdict, and each difference has its reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from compatibility_vectors import FOLDER, OURS, OWN, PEERS, REASONS, Vector, found, vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

VECTORS = list(vectors())
PAIRS = 200
"""The minimum number of pairs, in one direction."""
MARK = "<!-- written by the test -->\n"
FIXED = "this vector is right now: delete its `known_wrong`, and rewrite the page with --rewrite-golden"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: f"{each.file}: {each.name}")
def test_vector_has_the_expected_verdict(vector: Vector) -> None:
    """Whom it breaks, the lowest bump, and the named consumers; a vector that is known to be wrong is still wrong."""
    if vector.known_wrong:
        assert found(vector) != vector.expected, FIXED
    else:
        assert found(vector) == vector.expected


def test_there_are_enough_vectors() -> None:
    """Every tool has some, and no two of a tool have the same name."""
    names = Counter((each.file, each.name) for each in VECTORS)

    assert {each.file for each in VECTORS} == {*PEERS, OWN}
    assert len([each for each in VECTORS if not each.name.endswith(", and back")]) >= PAIRS
    assert [name for name, count in names.items() if count > 1] == []


def test_every_difference_has_a_reason() -> None:
    """Every difference from another tool names a reason, nothing else does, and every reason is used."""
    assert [each.name for each in VECTORS if each.differs != bool(each.why)] == []
    assert {each.why for each in VECTORS if each.why} == REASONS.keys()


def test_the_page_lists_all_differences(request: pytest.FixtureRequest) -> None:
    """The README of the vectors is complete."""
    path = FOLDER / "README.md"
    head = path.read_text(encoding="utf-8").partition(MARK)[0]
    page = head + MARK + "\n".join(_page()) + "\n"
    if request.config.getoption("--rewrite-golden"):
        path.write_text(page, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == page


def _page() -> Iterator[str]:
    yield "\n## How many\n"
    yield "| peer | directions | same verdict | other verdict | known wrong |\n|---|---:|---:|---:|---:|"
    for peer in (*PEERS, OWN):
        own = [each for each in VECTORS if each.file == peer]
        differing = sum(each.differs for each in own)
        same = str(len(own) - differing) if peer != OWN else ""
        wrong = sum(bool(each.known_wrong) for each in own)
        yield f"| {peer} | {len(own)} | {same} | {differing} | {wrong} |"
    yield "\n## Where we differ, and why"
    for word, reason in REASONS.items():
        yield f"\n### `{word}`\n\n{reason[0].upper()}{reason[1:]}.\n"
        yield "| peer | rule | change | peer's verdict | our verdict for readers |\n|---|---|---|---|---|"
        yield from (
            f"| {each.file} | {each.rule} | {each.name} | {each.peer} | {OURS[each.expected.readers]} |"
            for each in VECTORS
            if each.why == word
        )
    yield "\n## Known to be wrong\n"
    yield "| change | what is wrong | expected: readers, writers, bump |\n|---|---|---|"
    for each in VECTORS:
        if each.known_wrong:
            expected = ", ".join(each.expected[:3])
            yield f"| {each.file}: {each.name} | {each.known_wrong} | {expected} |"
