"""Collection of problems while a document is parsed, without stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source import limits
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import AmbiguousScalar, DuplicateKey, OverLimit, Problem
from meshwright.source.unsupported_yaml import UnsupportedYamlError

if TYPE_CHECKING:
    from meshwright.source.place import Path


class ProblemCollector:
    """The problems found in a document so far, up to the limit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.document = 0
        """The position of the current document."""
        self.dashless: set[tuple[int, int]] = set()
        """List items whose first key is duplicate, perhaps because a dash is missing; by document and node number."""

    def add(self, problem: Problem) -> None:
        """Record a problem, up to the limit."""
        if len(self.problems) >= limits.PROBLEMS:
            raise UnsupportedYamlError(
                OverLimit(what="problems of one file", limit=limits.PROBLEMS, span=problem.span)
            )
        self.problems.append(problem)

    def ambiguous(self, text: str, value: Any, reading: str, path: Path, span: Span) -> None:  # noqa: ANN401 - any scalar
        """Report a scalar that has a different meaning in YAML 1.1."""
        ours = "a string" if isinstance(value, str) else f"the number {value}"
        self.add(
            AmbiguousScalar(
                text=text,
                reading_11=reading,
                reading_12=ours,
                path=path,
                span=span,
                document=self.document,
            )
        )

    def duplicate(
        self, key: str, container: dict[str, Any], offsets: list[int], stack: list[Any], span: Span
    ) -> None:
        """Report a duplicate key in the innermost current mapping."""
        _, is_entry, *_, number, _ = stack[-1]
        first = next(iter(container))
        mapping = (self.document, number)
        if len(stack) > 1 and not is_entry and key == first:
            self.dashless.add(mapping)
        item_key = first if mapping in self.dashless else ""
        path = path_of(stack, container, key)
        number += WIDTH
        for other in container:
            if other == key:
                break
            number += WIDTH * (1 + offsets[number + WIDTH - 1])
        start, end = offsets[number : number + 2]
        self.add(
            DuplicateKey(
                key=key,
                first=Span(start, end),
                item_key=item_key,
                path=path,
                span=span,
                document=self.document,
            )
        )


def path_of(stack: list[Any], container: Any, key: str | None) -> Path:  # noqa: ANN401 - any container
    """Return the path of the current node."""
    steps: list[str | int] = []
    for outer, is_mapping, outer_key, *_ in stack[1:]:
        steps.append(str(outer_key) if is_mapping else len(outer))
    if stack:
        steps.append(str(key) if isinstance(container, dict) else len(container))
    return tuple(steps)
