"""What is noticed while a text is read, without stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source import limits
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import AmbiguousScalar, DuplicateKey, OverLimit, Problem
from meshwright.source.refusal import RefusedError

if TYPE_CHECKING:
    from meshwright.source.place import Path


class Notes:
    """The problems of a text so far, up to the limit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.document = 0
        """The position of the document that is being read."""

    def tell(self, problem: Problem) -> None:
        """Remember a problem and go on, up to the limit."""
        if len(self.problems) >= limits.PROBLEMS:
            raise RefusedError(
                OverLimit(what="problems of one file", limit=limits.PROBLEMS, span=problem.span)
            )
        self.problems.append(problem)

    def ambiguous(self, text: str, value: Any, reading: str, path: Path, span: Span) -> None:  # noqa: ANN401 - any scalar
        """Tell of a scalar that a YAML 1.1 reader reads otherwise."""
        ours = "a string" if isinstance(value, str) else f"the number {value}"
        self.tell(
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
        self, key: str, container: dict[str, Any], offsets: list[int], number: int, span: Span
    ) -> None:
        """Tell of a key's second occurrence in the mapping whose places begin at `number`."""
        number += WIDTH
        for other in container:
            if other == key:
                break
            number += WIDTH * (1 + offsets[number + WIDTH - 1])
        self.tell(DuplicateKey(key=key, first=Span(offsets[number], offsets[number + 1]), span=span))


def path_of(stack: list[Any], container: Any, key: str | None) -> Path:  # noqa: ANN401 - any container
    """Return the path of what is being read."""
    steps: list[str | int] = []
    for outer, is_mapping, outer_key, *_ in stack[1:]:
        steps.append(str(outer_key) if is_mapping else len(outer))
    if stack:
        steps.append(str(key) if isinstance(container, dict) else len(container))
    return tuple(steps)
