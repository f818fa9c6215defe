"""Comparison of patterns by their automata: whether one permits strings that the other does not.

A comparison that would take too many steps has no result. The limits count steps instead of seconds, so that the
answer is the same on every machine.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from meshwright.quantities.pattern_syntax import BEGIN, END, LAST, MOST_STATES, UnreadPatternError, automaton

if TYPE_CHECKING:
    from meshwright.quantities.pattern_syntax import Automaton, Ranges

MOST_STEPS = 60_000
"""The maximum number of edges to follow, which takes about 50 ms."""


class PatternChange(NamedTuple):
    """The effect of a change to a pattern.

    A value is None if it depends on whether patterns match whole strings or parts of strings.
    """

    more: bool | None
    """Whether the new pattern accepts a string that the old one rejects."""
    less: bool | None
    """Whether the new pattern rejects a string that the old one accepts."""


@lru_cache(maxsize=256)
def compare_patterns(before: str, after: str) -> PatternChange | None:
    """Compare patterns; None if a pattern is outside the common subset, or if the comparison takes too long."""
    try:
        searched, whole = (_compared(before, after, is_searched=each) for each in (True, False))
    except (UnreadPatternError, RecursionError):
        return None
    more, less = (one if one == other else None for one, other in zip(searched, whole, strict=True))
    return PatternChange(more, less)


@lru_cache(maxsize=256)
def is_included(narrow: str, wide: str) -> bool | None:
    """Return whether `wide` matches every string that `narrow` matches; None if `compare_patterns` returns None."""
    try:
        more, _ = _compared(wide, narrow, is_searched=True)
    except (UnreadPatternError, RecursionError):
        return None
    return not more


def _compared(before: str, after: str, *, is_searched: bool) -> tuple[bool, bool]:
    both = (automaton(before, is_searched=is_searched), automaton(after, is_searched=is_searched))
    budget = _Budget()
    alphabet = _alphabet(both, budget)
    walks = [_Walk(each, alphabet, budget) for each in both]
    start = (walks[0].start, walks[1].start)
    seen: set[tuple[frozenset[int], frozenset[int]]] = (
        set()
    )  # the start state may also be reached later in the text
    queue = deque([start])
    more = walks[1].accepts_start > walks[0].accepts_start
    less = walks[0].accepts_start > walks[1].accepts_start
    while queue and not (more and less):
        one, other = queue.popleft()
        for symbol in range(len(alphabet)):
            pair = (walks[0].step(one, symbol), walks[1].step(other, symbol))
            if pair in seen:
                continue
            if len(seen) >= MOST_STATES:
                raise UnreadPatternError
            seen.add(pair)
            queue.append(pair)
            accepted = (walks[0].accepts(pair[0]), walks[1].accepts(pair[1]))
            more |= accepted[1] and not accepted[0]
            less |= accepted[0] and not accepted[1]
    return more, less


class _Budget:
    """The number of steps that remain."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise UnreadPatternError


def _alphabet(automata: tuple[Automaton, ...], budget: _Budget) -> list[int]:
    """Return one code point of each class of code points that the automata distinguish."""
    sets = {ranges for each in automata for edges in each.reading for ranges, _ in edges}
    firsts = {0, *(end for each in sets for low, high in each for end in (low, high + 1) if end <= LAST)}
    budget.spend(sum(map(len, sets)) * len(firsts) // 2)
    kinds: dict[tuple[bool, ...], int] = {}
    ordered = sorted(sets)
    for each in sorted(firsts):
        kinds.setdefault(tuple(_has(ranges, each) for ranges in ordered), each)
    return list(kinds.values())


def _has(ranges: Ranges, point: int) -> bool:
    return any(low <= point <= high for low, high in ranges)


class _Walk:
    """The sets of states in which an automaton can be while it reads a string."""

    def __init__(self, of: Automaton, alphabet: list[int], budget: _Budget) -> None:
        self._of, self._alphabet, self._budget = of, alphabet, budget
        self._steps: dict[tuple[frozenset[int], int], frozenset[int]] = {}
        self._accepting: dict[frozenset[int], bool] = {}
        self.start = self._closed({of.start}, (BEGIN,))
        self.accepts_start = of.final in self._closed({of.start}, (BEGIN, END))

    def step(self, states: frozenset[int], symbol: int) -> frozenset[int]:
        """Return the states after reading a code point."""
        key = (states, symbol)
        if key not in self._steps:
            edges = [edge for each in states for edge in self._of.reading[each]]
            self._budget.spend(sum(len(ranges) for ranges, _ in edges) + 1)
            point = self._alphabet[symbol]
            self._steps[key] = self._closed({end for ranges, end in edges if _has(ranges, point)}, ())
        return self._steps[key]

    def accepts(self, states: frozenset[int]) -> bool:
        """Return whether a string can end in these states."""
        if states not in self._accepting:
            self._accepting[states] = self._of.final in self._closed(set(states), (END,))
        return self._accepting[states]

    def _closed(self, states: set[int], passable: tuple[str, ...]) -> frozenset[int]:
        """Return the given states, and all states that are reachable from them without input."""
        found, left = set(states), list(states)
        while left:
            edges = self._of.free[left.pop()]
            self._budget.spend(len(edges) + 1)
            for sign, end in edges:
                if end not in found and (not sign or sign in passable):
                    found.add(end)
                    left.append(end)
        return frozenset(found)
