"""Changes on a day that many products share are one line, in HTML and in Markdown."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog.documents.mesh import Changes, CommitChanges, ProductChange
from meshwright.catalog.documents.parts import Change, ChangeSentence, Named
from meshwright.catalog.html.mesh import changes_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.markdown.mesh import changes_markdown
from meshwright.catalog.same_changes import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.documents.parts import Effect

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def entry(
    product: str, *said: str, commit: str = "a", effect: Effect = "new", more: int = 0
) -> ProductChange:
    """Return the changes of a product in a commit; `said` has locations and words."""
    sentences = tuple(
        ChangeSentence(place=place, words=words, effect=effect)
        for place, _, words in (each.rpartition(": ") for each in said)
    )
    return ProductChange(
        product=Named(product, f"Title of {product}", f"products/{product}"),
        change=Change(
            commit=commit * 40,
            when=NOON,
            subject=f"Commit {commit}",
            sentences=sentences,
            more=more,
            effect=effect,
        ),
    )


def changes(entries: Iterable[ProductChange]) -> Changes:
    """Return the changes of a day, by commit."""
    grouped = groupby(entries, lambda each: each.change.commit)
    return Changes(
        commits=tuple(
            CommitChanges(commit=name, subject="", when=NOON, products=tuple(own)) for name, own in grouped
        )
    )


def lines(entries: Iterable[ProductChange]) -> list[tuple[str, str, int]]:
    """Return the effect, the locations and the number of entries of each line of the day."""
    (day,) = days_of(changes(entries))
    return [(each.effect, each.where, len(each.of)) for each in (*day.notable, *day.texts)]


SERVER = "server `sample` added"
MANY = [
    entry("a/x", f"daily@1: {SERVER}"),
    entry("a/y", f"daily@1: {SERVER}", f"live@1: {SERVER}"),
    entry("b/z", f"all@1: {SERVER}", commit="b"),
]


def test_same_change_of_many_products_is_one_line() -> None:
    """In one commit, or in several on one day; its ports are counted."""
    assert lines(MANY) == [("new", "4 ports of 3 products", 3)]
    assert lines([entry(each, "product added") for each in "abc"]) == [("new", "3 products", 3)]
    assert lines([entry(each, "o@1/t: field added") for each in "abc"]) == [
        ("new", "3 places of 3 products", 3)
    ]


def test_different_changes_have_separate_lines() -> None:
    """Other words, another effect, unlisted changes, or fewer than three products."""
    assert lines(MANY[:2]) == [("new", "1 port of 1 product", 1), ("new", "2 ports of 1 product", 1)]
    for other in (
        entry("b/z", "all@1: server `lake` added"),
        entry("b/z", f"all@1: {SERVER}", effect="text"),
        entry("b/z", f"all@1: {SERVER}", more=2),
        entry("b/z", f"all@1: {SERVER}", "all@1: `description` changed"),
        entry("a/x", f"all@1: {SERVER}", commit="b"),
    ):
        assert len(lines([*MANY[:2], other])) == 3, other
    assert len(lines([entry(each) for each in "abc"])) == 3, "without words nothing is the same"


def test_lines_are_ordered_by_effect() -> None:
    """Including those that many products share."""
    texts = [entry(each, "`description` changed", effect="text") for each in "abc"]
    found = lines([*texts, *MANY, entry("a/x", "o@1: field removed", effect="breaking")])

    assert [effect for effect, *_ in found] == ["breaking", "new", "text"]


def test_pages_have_the_words_once_with_every_product() -> None:
    """With its ports, and its commit if the commits differ."""
    of = changes(MANY)
    for written in (changes_page(of, Renderer({})).sections[0].html, changes_markdown(of)):
        assert written.count("4 ports of 3 products") == 1
        assert written.count(" added") == 1
        for part in ("daily@1", "live@1", "all@1", "Commit a", "Commit b", "a/x", "a/y", "b/z"):
            assert part in written, part
