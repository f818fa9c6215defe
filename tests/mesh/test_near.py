"""Names that were probably meant: mistyped ones, and the only longer one of the same words."""

from __future__ import annotations

import pytest

from meshwright.mesh.near import nearest


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
def test_what_was_meant_is_near_or_says_more(name: str, known: tuple[str, ...], meant: str | None) -> None:
    """Part of a word is no word, and of two longer names neither is meant."""
    assert nearest(name, known) == meant
