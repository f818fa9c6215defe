"""Texts of strangers that a backtracking regular expression would try in more ways than there is time for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpu import within
from meshwright.changes.approval import names_in
from meshwright.changes.naming import _FORMATTING
from meshwright.facts.sql.statement import statement
from meshwright.quantities.service_level import duration

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE: dict[str, Callable[[], object]] = {
    "comments in front of no SQL": lambda: statement("/**/ " * 4_000 + "x y z", "duckdb"),
    "comments that never close": lambda: statement("/*" * 9_000, "duckdb"),
    "lines of comments": lambda: statement("--\n#\n" * 4_000 + "!", "duckdb"),
    "template comments that never close": lambda: statement("{#" * 9_000, "duckdb"),
    "blanks in a duration": lambda: duration("1d" + " ," * 20_000 + "!"),
    "blanks among approvers": lambda: names_in("a" + " " * 100_000 + "b"),
    "comments of a quality rule that never close": lambda: _FORMATTING.sub("", "/*" * 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_no_time(name: str) -> None:
    """A dozen comments more doubled the time a dozen times: 24 took 7 s, 40 would have taken days."""
    with within(10):
        HOSTILE[name]()


def test_comments_in_front_of_a_query_stay_harmless() -> None:
    """The guard changes nothing of what is read."""
    for text in (
        "/* a */ -- b\n(SELECT a FROM t)",
        "/**//***/ SELECT a FROM t",
        "{# a #} SELECT a FROM t",
    ):
        assert not isinstance(statement(text, "duckdb"), str), text
    assert duration("1 day, and 12 hours") == duration("36h")
    assert names_in(" a ; b,,c ") == ("a", "b", "c")
