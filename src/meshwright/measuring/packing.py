"""A file's observations in their stored form: values that several observations share are written only once.

Format 2: the first line has the runs, with their times, and the values that all observations share. Each following
line is an object on a server. Its `looks` has one item per observation: the number of the run, and the values that
only this observation has. An object with a single observation, from run 0, has no `looks`. Files in format 1 have a
complete observation on each line. Both formats yield the same observations.

Does not: open files, or know the meaning of figures.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from meshwright.measuring.observation import (
    FORMAT,
    UnreadObservationError,
    read_observation,
    refuse_no_moment,
    refuse_nonsense,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from meshwright.measuring.observation import Observation

T = TypeVar("T")
PACKED = 2
"""The format of the files that are currently written."""
RUN = ("run", "seenAt")
PLACE = ("address", "server", "environment")
"""The keys whose values are the same for all observations on a line."""
ORDER = (*PLACE, "seenAt", "run")
Content = dict[str, Any]
Part = tuple[Content, Content]
"""An observation's run and time, and the values that it does not share with the other observations on its line."""


def packed(contents: Iterable[Content]) -> Iterator[str]:
    """Yield the lines of a file, without line ends. The order of the observations does not affect the lines."""
    ordered = sorted(contents, key=lambda each: (*(str(each.get(key, "")) for key in ORDER), _line(each)))
    if not ordered:
        return
    runs = sorted({(str(each["seenAt"]), str(each["run"])) for each in ordered})
    numbers = {run: number for number, run in enumerate(runs)}
    same = _shared([{key: each[key] for key in each if key not in (*RUN, "format")} for each in ordered])
    yield _line({"format": PACKED, "runs": [[run, at] for at, run in runs], "same": same})
    groups: dict[tuple[str, ...], list[Content]] = {}
    for each in ordered:
        groups.setdefault(tuple(str(each.get(key, "")) for key in PLACE), []).append(each)
    for group in groups.values():
        left = [
            {key: each[key] for key in each if key not in (*RUN, "format") and key not in same}
            for each in group
        ]
        at = [numbers[str(each["seenAt"]), str(each["run"])] for each in group]
        if at == [0]:
            yield _line(left[0])
            continue
        own = _shared(left) | {key: left[0][key] for key in PLACE if key in left[0]}
        looks = [
            [number, {key: each[key] for key in each if key not in own}]
            for number, each in zip(at, left, strict=True)
        ]
        yield _line({**own, "looks": looks})


def _shared(contents: Sequence[Content]) -> Content:
    """Return the keys and values that all contents have in common."""
    first, *others = contents
    texts = {key: _line(value) for key, value in first.items()}
    return {
        key: value
        for key, value in first.items()
        if all(key in each and (each[key] == value and _line(each[key]) == texts[key]) for each in others)
    }


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def observations_of(lines: Iterable[str]) -> Iterator[Observation]:
    """Read the observations of a file; raises UnreadObservationError with the line number, from 1."""
    return read_lines(lines, read_observation)


def read_lines(lines: Iterable[str], read: Callable[[Content], T]) -> Iterator[T]:
    """Yield the result of `read` for each observation in a file.

    Raises UnreadObservationError with the line number, from 1.
    """

    def read_all(common: Content, parts: Sequence[Part]) -> list[T]:
        found = []
        for run, own in parts:
            content = {**common, **own, **run}
            refuse_nonsense(content)
            found.append(read(content))
        return found

    for each in read_parts(lines, read_all):
        yield from each


def read_parts(lines: Iterable[str], read: Callable[[Content, Sequence[Part]], T]) -> Iterator[T]:
    """Yield the result of `read` for each line of a file.

    The arguments of `read` are the values that the observations share, and the others.

    `read` must call `refuse_nonsense`. Raises UnreadObservationError with the line number, from 1.
    """
    header: _Header | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
            if "runs" in content and content.get("format") == PACKED:
                header = _Header(content)
                continue
            if header is not None and "format" not in content:
                found = read(*header.parts(content))
            else:
                refuse_no_moment(content["seenAt"])
                found = read(content, [({key: content[key] for key in RUN}, {})])
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise UnreadObservationError(f"line {number} is not an observation ({error})") from error
        yield found


class _Header:
    """The first line of a file: its runs, and the values that its observations share."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.runs = [{"run": str(run), "seenAt": refuse_no_moment(at)} for run, at in content["runs"]]
        self.same = {**content["same"], "format": FORMAT}

    def parts(self, content: Content) -> tuple[Content, list[Part]]:
        """Return the values that the observations on a line share, and the run and the other values of each observation.

        Raises ValueError and the like for a line of another kind.
        """
        looks = content.pop("looks", None)
        common = {**self.same, **content}
        if looks is None:
            return common, [(self.runs[0], {})]
        runs, found = self.runs, []
        for number, own in looks:
            if type(number) is not int or number < 0:
                raise ValueError("an observation has no run")
            found.append((runs[number], own))
        return common, found
