"""The JSON of `measure`, and the lines of observations.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, NotRequired, TypedDict

from meshwright.formats.check import Diagnostic, Summary
from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Version


@defined("Filter")
class Filter(TypedDict):
    """The rows that were used; all rows if no key is present."""

    since: NotRequired[Annotated[str, "Rows whose partition column is at least this, in UTC."]]
    sample: NotRequired[Annotated[str, "A share of the rows, in percent."]]
    maxRows: NotRequired[Annotated[int, "At most this number of rows."]]


@defined("Clock")
class Clock(TypedDict):
    """The newest and the oldest value of a column: a date, or a moment in UTC. Empty if no row has a value."""

    newest: str
    oldest: str
    future: Annotated[int, "The number of rows that are later than the observation; `newest` excludes them."]


@defined("Observation")
class Observation(TypedDict):
    """The figures of one schema object, without verdicts or row values. Empty and zero figures are omitted."""

    format: Version
    run: Annotated[str, "The run that it belongs to."]
    address: Address
    contractVersion: NotRequired[str]
    probe: NotRequired[Annotated[str, "The digest of the probe; figures with equal digests are comparable."]]
    server: NotRequired[str]
    environment: NotRequired[str]
    engine: NotRequired[str]
    engineVersion: NotRequired[str]
    seenAt: Annotated[str, "The time of the run, in UTC."]
    rows: NotRequired[Annotated[int, "The number of rows used; absent if the object could not be read."]]
    filter: NotRequired[Filter]
    figures: NotRequired[
        Annotated[
            dict[str, int | str],
            "Counts of rows by `<column>#<check>`; followed by `/rows`, the rows of repeated values; "
            "for SQL rules, the result as text.",
        ]
    ]
    clocks: NotRequired[Annotated[dict[str, Clock], "By column."]]
    missing: NotRequired[Annotated[list[str], "Columns in the contract that the data lacks."]]
    additional: NotRequired[
        Annotated[
            list[str], "Columns in the data that the contract lacks; for CSV, only their number, as `+2`."
        ]
    ]
    types: NotRequired[
        Annotated[dict[str, str], "The engine's types for columns that do not have their logical type."]
    ]
    ambiguous: NotRequired[Annotated[list[str], "Columns that differ from another only in letter case."]]
    unmeasured: NotRequired[
        Annotated[dict[str, str], "The reasons why figures are missing, by the keys that they would have."]
    ]
    unavailable: NotRequired[Annotated[str, "The reason why the object could not be read."]]


@defined("NotMeasured")
class NotMeasured(TypedDict):
    """A promise that was not measured, so it is not known whether it is kept."""

    address: Address
    key: Annotated[str, "The key of the missing figure, as in an observation; empty for the whole object."]
    reason: str


class Measure(TypedDict):
    """The output of `meshwright measure --format json`."""

    version: Version
    run: str
    observations: list[Observation]
    diagnostics: list[Diagnostic]
    summary: Summary
    notMeasured: list[NotMeasured]
