"""The order of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.natural import natural


def test_numbers_are_ordered_by_value():
    """In any place of a name; letters ignore their case."""
    names = [
        "domain-10",
        "domain-2",
        "Domain-1",
        "domain",
        "a/b-100/c-9",
        "a/b-100/c-10",
        "a/b-99/c-10",
        "7",
        "x",
    ]

    assert sorted(names, key=natural) == [
        "7",
        "a/b-99/c-10",
        "a/b-100/c-9",
        "a/b-100/c-10",
        "domain",
        "Domain-1",
        "domain-2",
        "domain-10",
        "x",
    ]


@given(st.text(alphabet=st.characters(codec="utf-8")), st.text(alphabet=st.characters(codec="utf-8")))
def test_any_names_are_ordered(one, other):
    """Different names never have the same place."""
    assert (natural(one) < natural(other)) + (natural(one) > natural(other)) + (one == other) == 1


def test_a_number_can_be_of_any_length():
    """Longer than Python converts."""
    assert natural("1" * 5000) < natural("2" * 5000) < natural("1" * 5001)
