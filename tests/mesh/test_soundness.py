"""An absence at a reported mistake is unknown, for few and for many mistakes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.facts.facts import _is_sound

PATHS = st.lists(st.sampled_from(["schema", "name", 0, 1, 2]), max_size=4).map(tuple)


@settings(max_examples=300, derandomize=True)
@given(faults=st.lists(PATHS, min_size=9, max_size=30).map(tuple), path=PATHS)
def test_many_mistakes_are_searched_like_a_few(faults: tuple, path: tuple) -> None:
    """A location is sound if no mistake is at it, around it or in it."""
    one_by_one = all(_is_sound((fault,), path) for fault in faults)

    assert _is_sound(faults, path) is one_by_one
