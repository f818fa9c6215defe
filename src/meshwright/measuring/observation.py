"""An observation: the figures of one schema object at one moment, without an assessment and without row values.

Each observation is one line of JSON; figures that are zero are omitted. Two observations are comparable if their
`probe` is equal.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
SHORT_OF_MEMORY = "the engine needs more memory or disk for it than it may have; `--memory` allows more"
"""The reason for an object that could not be read for lack of memory; stored observations contain it."""
QUALITY = "#quality/"
"""The key prefix of quality rules, whose figures may be results of SQL."""
ABSENT = "#absent"
"""The key suffix for columns that some files lack; the figure is the number of files without the column."""
_ANSWER = re.compile(r"true|false|-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,6})?", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z", re.ASCII)
Figure = int | str
"""A count, or the result of an SQL rule: `true`, `false`, or a number as text, which keeps it exact."""


class UnreadObservationError(ValueError):
    """A line is not an observation; the message states why."""


@dataclass(frozen=True, slots=True)
class Filter:
    """The rows that were measured; by default, all rows."""

    since: str = ""
    sample: str = ""
    """The percentage of rows, such as `10`; empty for all."""
    max_rows: int = 0

    @property
    def is_partial(self) -> bool:
        """Return whether rows were omitted arbitrarily, so that the total count is unknown."""
        return bool(self.sample or self.max_rows)

    @property
    def is_whole(self) -> bool:
        """Return whether all rows were used, so that no other row can break a promise."""
        return not (self.since or self.is_partial)


@dataclass(frozen=True, slots=True)
class Observation:
    """The figures of one schema object."""

    run: str
    address: str
    contract_version: str
    probe: str
    """The digest of the probe."""
    server: str
    environment: str
    engine: str
    engine_version: str
    seen_at: str
    """The time of the observation in UTC: `2026-11-29T02:00:00Z`."""
    rows: int | None = None
    """The number of rows; None if the object could not be read."""
    filter: Filter = field(default_factory=Filter)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """The nonzero figures, by the probe's keys. For keys that must be unique, the suffix `/rows` marks the number of
    rows with repeated values.
    """
    clocks: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    """For each column, the newest and oldest value in UTC, and the number of rows later than `seen_at`; the newest
    value excludes such rows.
    """
    missing: tuple[str, ...] = ()
    """Columns in the contract that the data lacks."""
    additional: tuple[str, ...] = ()
    """Columns in the data that the contract lacks.

    For text files, only the number of these columns (`+N`) is stored, because a header or key may be personal data.
    """
    types: Mapping[str, str] = field(default_factory=dict)
    """The engine's types of the columns whose type does not fit the contract."""
    ambiguous: tuple[str, ...] = ()
    """Columns whose names differ only in case from the names of other columns."""
    unmeasured: Mapping[str, str] = field(default_factory=dict)
    """The reasons why the engine returned no figure, by the keys of the probe."""
    unavailable: str = ""
    """The reason why the object could not be read."""


_NAMES = {
    "contract_version": "contractVersion",
    "engine_version": "engineVersion",
    "seen_at": "seenAt",
}


def content_of(observation: Observation) -> dict[str, Any]:
    """Return an observation as a JSON object; empty values are omitted."""
    content: dict[str, Any] = {"format": FORMAT}
    for name in Observation.__dataclass_fields__:
        value = getattr(observation, name)
        if name == "filter":
            value = {
                key: each
                for key, each in (
                    ("since", value.since),
                    ("sample", value.sample),
                    ("maxRows", value.max_rows),
                )
                if each
            }
        if name == "clocks":
            value = {key: {"newest": a, "oldest": b, "future": c} for key, (a, b, c) in value.items()}
        if value or value == 0 or name in ("run", "address", "seen_at"):
            content[_NAMES.get(name, name)] = list(value) if isinstance(value, tuple) else value
    return content


def line_of(observation: Observation) -> str:
    """Return an observation as one line of JSON."""
    return json.dumps(content_of(observation), ensure_ascii=True, sort_keys=False, separators=(",", ":"))


def refuse_nonsense(content: Mapping[str, Any]) -> None:
    """Raise ValueError for values that `line_of` never writes.

    Without this check, a figure of the wrong type would count as zero.
    """
    stated = content.get("format")
    if type(stated) is not int or stated != FORMAT:
        raise ValueError(f"format {stated}, expected {FORMAT}")
    if not isinstance(content["address"], str):
        raise ValueError("its address is not text")  # noqa: TRY004 - of a file, not of the program
    rows = content.get("rows")
    if not ((type(rows) is int and rows >= 0) or (rows is None and content.get("unavailable"))):
        raise ValueError("it has neither `rows` nor a reason why the object could not be read")
    if "figures" in content:
        for key, figure in content["figures"].items():
            is_answer = QUALITY in key and isinstance(figure, str) and _ANSWER.fullmatch(figure)
            if not (_is_count(figure) or is_answer):
                raise ValueError(f"`{key}` is not a count")
    if "unmeasured" in content:
        for key, why in content["unmeasured"].items():
            if not isinstance(why, str) or not why:
                raise ValueError(f"`{key}` has no reason")


def refuse_no_moment(text: str) -> str:
    """Return the given text if it is a time in UTC; else raise ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError("`seenAt` is not a time in UTC")
    datetime.fromisoformat(text)
    return text


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def observation_of(content: Mapping[str, Any]) -> Observation:
    """Read an observation from a parsed line; raises UnreadObservationError."""
    try:
        return read_observation(content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadObservationError(f"an observation of run `{content.get('run')}` ({error})") from error


def read_observation(content: Mapping[str, Any]) -> Observation:
    """Read an observation from a parsed line that `refuse_nonsense` accepted; raises ValueError and the like."""
    stated = content.get("filter", {})
    values: dict[str, Any] = {
        name: content[_NAMES.get(name, name)]
        for name in Observation.__dataclass_fields__
        if _NAMES.get(name, name) in content
    }
    values["filter"] = Filter(
        stated.get("since", ""), stated.get("sample", ""), int(stated.get("maxRows", 0))
    )
    values["clocks"] = {
        key: (str(each["newest"]), str(each["oldest"]), int(each["future"]))
        for key, each in content.get("clocks", {}).items()
    }
    for moment in (
        values["seen_at"],
        *(text for each in values["clocks"].values() for text in each[:2] if text),
    ):
        datetime.fromisoformat(moment)
    for name in ("missing", "additional", "ambiguous"):
        values[name] = tuple(map(str, content.get(name, ())))
    for name in ("run", "address", "probe", "server", "environment", "engine", "seen_at"):
        values[name] = str(values.get(name, ""))
    for name in ("contract_version", "engine_version"):
        values[name] = str(values.get(name, ""))
    return Observation(**values)
