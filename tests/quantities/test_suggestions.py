"""Names that were probably meant: misspelt ones, and the only longer one with the same words."""

from __future__ import annotations

import pytest

from meshwright.quantities.suggestions import nearest
from meshwright.source import effort
from meshwright.source.effort import bounded, is_spent


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("player-sqad", ("player-squad", "labels-squad"), "player-squad"),
        ("checkout", ("store-checkout", "billing"), "store-checkout"),
        ("musicbrainz-id", ("isni", "musicbrainz-artist-id"), "musicbrainz-artist-id"),
        ("squad", ("player-squad", "labels-squad"), None),
        ("heck", ("store-checkout",), None),
        ("", ("store-checkout", "-"), None),
    ],
)
def test_meant_name_is_similar_or_longer(name: str, known: tuple[str, ...], meant: str | None) -> None:
    """Part of a word is not a word, and of two longer names neither is meant."""
    assert nearest(name, known) == meant


def test_suggestions_end_when_the_effort_of_a_block_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each name is a candidate for each unknown one, and both may be a hundred thousand; the next block starts again."""
    monkeypatch.setattr(effort, "EFFORT", 100)
    known = ["play", "plan", "x" * 40]
    seen = []
    for _ in range(2):
        with bounded():
            while not is_spent():
                seen.append(nearest("plai", known))
            seen.append(nearest("plai", known))

    assert seen == ([*["plan"] * 15, None] * 2)
    assert nearest("plai", known) == "plan"
