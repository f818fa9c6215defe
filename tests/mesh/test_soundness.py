"""What is absent where a mistake was reported is not known: the same for a few faults and for many."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.facts.facts import _is_sound

PATHS = st.lists(st.sampled_from(["schema", "name", 0, 1, 2]), max_size=4).map(tuple)


@settings(max_examples=300, derandomize=True)
@given(faults=st.lists(PATHS, min_size=9, max_size=30).map(tuple), path=PATHS)
def test_many_faults_are_searched_as_a_few_are(faults: tuple, path: tuple) -> None:
    """A place is sound if no fault is at it, around it or in it."""
    one_by_one = all(_is_sound((fault,), path) for fault in faults)

    assert _is_sound(faults, path) is one_by_one
