"""The effort that suggestions for one file, or of one rule, may take.

Does not: know what is suggested.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

EFFORT = 500_000
"""Letters compared, eight at a time, for the suggestions of one rule, or of all that is done for one file alone.

Half a second at most. Every name may be unknown and near to a hundred thousand others; nobody reads so many hints.
"""


@dataclass(slots=True)
class _Effort:
    left: int
    answers: dict[Hashable, str | None] = field(default_factory=dict)


_effort: ContextVar[_Effort | None] = ContextVar("effort", default=None)
"""What is left of it, in the innermost block; the same for equal input, since rules run in one order."""


@contextmanager
def bounded() -> Iterator[None]:
    """Bound the effort for suggestions in a block; when it is spent, there are no more, and findings go on."""
    token = _effort.set(_Effort(EFFORT))
    try:
        yield
    finally:
        _effort.reset(token)


def is_spent() -> bool:
    """Return whether names may be near that were not compared any more."""
    effort = _effort.get()
    return effort is not None and effort.left <= 0


def spend(letters: int) -> None:
    """Take from what is left, if there is a bound."""
    effort = _effort.get()
    if effort is not None:
        effort.left -= letters


def once(question: Hashable, answer: Callable[[], str | None]) -> str | None:
    """Return the answer to a question, which is looked for once in a block."""
    effort = _effort.get()
    if effort is None:
        return answer()
    if question not in effort.answers:
        effort.answers[question] = answer()
    return effort.answers[question]
