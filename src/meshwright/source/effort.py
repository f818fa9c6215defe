"""The limit on the work spent on suggestions, per file or per rule.

This module does not know the suggestions.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

EFFORT = 500_000
"""The maximum number of letters to compare, eight at a time, for the suggestions of one rule or one file.

These comparisons take at most half a second. In the worst case, every name is unknown and similar to 100,000 others,
and that many suggestions are useless.
"""


@dataclass(slots=True)
class _Effort:
    left: int
    answers: dict[Hashable, str | None] = field(default_factory=dict)


_effort: ContextVar[_Effort | None] = ContextVar("effort", default=None)
"""The remaining effort in the innermost block; deterministic, because rules run in a fixed order."""


@contextmanager
def bounded() -> Iterator[None]:
    """Limit the effort for suggestions in a block; once it is spent, findings have no suggestions."""
    token = _effort.set(_Effort(EFFORT))
    try:
        yield
    finally:
        _effort.reset(token)


def is_spent() -> bool:
    """Return whether the effort ran out; similar names may then be missed."""
    effort = _effort.get()
    return effort is not None and effort.left <= 0


def spend(letters: int) -> None:
    """Subtract from the remaining effort, if there is a limit."""
    effort = _effort.get()
    if effort is not None:
        effort.left -= letters


def once(question: Hashable, answer: Callable[[], str | None]) -> str | None:
    """Return the result of `answer`, computed only once per block for the same question."""
    effort = _effort.get()
    if effort is None:
        return answer()
    if question not in effort.answers:
        effort.answers[question] = answer()
    return effort.answers[question]
