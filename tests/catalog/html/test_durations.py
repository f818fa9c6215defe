"""Durations in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.html.durations import durations
from meshwright.quantities.amounts import written
from meshwright.quantities.service_level import Duration

SECONDS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("72 h", "3 days"),
        ("24 h", "1 day"),
        ("26 h", "26 hours"),
        ("25 h 30 min", "25 hours 30 minutes"),
        ("4 d 2 h", "4 days 2 hours"),
        ("7 d", "7 days"),
        ("1095 d", "1,095 days (about 3 years)"),
        ("365 d", "365 days (about 1 year)"),
        ("366 d", "366 days"),
        ("20 s", "20 seconds"),
        ("0 s", "0 seconds"),
        ("1.5 s", "1.5 seconds"),
        ("0.333333… s", "0.333333… seconds"),
        ("28 to 31 d", "28 to 31 days"),
        ("1095 to 1098 d", "1,095 to 1,098 days"),
        ("daily@1, live@1 7 d", "daily@1, live@1 7 days"),
        ("3 months", "3 months"),
        ("99.5 %", "99.5 %"),
        ("2027-06-30", "2027-06-30"),
        ("09:00 CET", "09:00 CET"),
        ("port-7 dozen", "port-7 dozen"),
        ("7 domains", "7 domains"),
        ("", ""),
    ],
)
def test_a_duration_is_written_in_words(text, words):
    """Other text remains."""
    assert durations(text) == words


@given(st.integers(1, 10**8))
def test_a_duration_in_words_is_exact(seconds):
    """The words add up to the same number of seconds."""
    words = durations(written(Duration(Fraction(seconds), Fraction(seconds)))).partition(" (")[0].split()
    total = sum(
        int(number.replace(",", "")) * SECONDS[unit.removesuffix("s")]
        for number, unit in zip(words[::2], words[1::2], strict=True)
    )

    assert total == seconds
