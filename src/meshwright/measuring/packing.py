"""A file's observations in their stored form: values that several observations share are written only once.

Format 3: the first line has the runs, with their times, and the values that all observations share. Each following line
has the observations of one object on one server, in one of three forms. A single observation, from run 0, has only its
values. Observations that differ only in row counts and clocks are stored by column, in `columns`. For any other
observations, `looks` has one item for each: the number of its run, and the values that only this observation has.
Format 2 has no `columns`; files in format 1 have a complete observation on each line. All formats yield the same
observations. This module does not open files or know the meaning of figures.
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
from meshwright.measuring.series import Content, Part, Series, by_column, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from meshwright.measuring.observation import Observation
    from meshwright.measuring.series import Signature

T = TypeVar("T")
PACKED = 3
"""The format of the files that are currently written."""
READ = (2, PACKED)
"""The supported formats in which files have a header."""
RUN = ("run", "seenAt")
PLACE = ("address", "server", "environment")
"""The keys whose values are the same for all observations on a line."""
ORDER = (*PLACE, "seenAt", "run")


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
            (number, {key: each[key] for key in each if key not in own})
            for number, each in zip(at, left, strict=True)
        ]
        for lists in _lists(looks):
            yield _line({**own, **lists})


def _lists(looks: Iterable[tuple[int, Content]]) -> Iterator[Content]:
    """Yield `columns` for each group of two or more observations with the same signature, then `looks` for the others."""
    alike: dict[Signature | None, list[tuple[int, Content]]] = {}
    for each in looks:
        alike.setdefault(signature(each[1]), []).append(each)
    others = alike.pop(None, [])
    for same in alike.values():
        if len(same) > 1:
            numbers, contents = zip(*same, strict=True)
            yield {"columns": by_column(numbers, contents)}
        else:
            others += same
    if others:
        yield {"looks": sorted(others, key=lambda each: each[0])}


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

    The arguments of `read` are the values that the line's observations share, and the other values of each.

    `read` must call `refuse_nonsense`. Raises UnreadObservationError with the line number, from 1.
    """
    header: _Header | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
            if "runs" in content and content.get("format") in READ:
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

    def parts(self, content: Content) -> tuple[Content, Sequence[Part]]:
        """Return the values that the observations on a line share, and the run and the other values of each observation.

        Raises ValueError and the like for a line of another kind.
        """
        columns, looks = content.pop("columns", None), content.pop("looks", None)
        common = {**self.same, **content}
        if columns is not None:
            if looks is not None:
                raise ValueError("it has both `columns` and `looks`")
            return common, Series(columns, self.runs)
        if looks is None:
            return common, [(self.runs[0], {})]
        if not looks:
            raise ValueError("`looks` is empty")
        runs, found = self.runs, []
        for number, own in looks:
            if type(number) is not int or number < 0:
                raise ValueError("an observation has no run")
            found.append((runs[number], own))
        return common, found
