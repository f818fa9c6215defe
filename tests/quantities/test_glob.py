"""Globs on names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meshwright.quantities.glob import is_like, is_like_any

GLOBS = st.text("ab*/", max_size=6)


@given(st.lists(GLOBS, max_size=6), st.text("ab/", max_size=8))
def test_a_name_matches_several_globs_if_it_matches_one(globs: list[str], name: str) -> None:
    """However many there are, with or without a `*`."""
    assert is_like_any(globs, name) == any(is_like(glob, name) for glob in globs)
