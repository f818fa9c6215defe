"""The JSON of `measure`, and the lines of observations.

No future import here: the types are read while the program runs.
"""

from typing import Annotated, NotRequired, TypedDict

from meshwright.formats.check import Diagnostic, Summary
from meshwright.formats.schema import defined
from meshwright.formats.words import Address, Version


@defined("Filter")
class Filter(TypedDict):
    """Which rows were looked at; all of them without any key."""

    since: NotRequired[Annotated[str, "Rows whose partition column is at least this, in UTC."]]
    sample: NotRequired[Annotated[str, "A share of the rows, in percent."]]
    maxRows: NotRequired[Annotated[int, "At most this number of rows."]]


@defined("Clock")
class Clock(TypedDict):
    """The newest and the oldest value of a column; a date, or a moment in UTC. Empty if no row has one."""

    newest: str
    oldest: str
    future: Annotated[
        int, "The number of rows that are later than the observation; `newest` leaves them out."
    ]


@defined("Observation")
class Observation(TypedDict):
    """What was seen of one schema object; no verdict, and no value of a row. What is empty or zero is left out."""

    format: Version
    run: Annotated[str, "The run that it belongs to."]
    address: Address
    contractVersion: NotRequired[str]
    probe: NotRequired[Annotated[str, "What was asked: figures are comparable where this is equal."]]
    server: NotRequired[str]
    environment: NotRequired[str]
    engine: NotRequired[str]
    engineVersion: NotRequired[str]
    seenAt: Annotated[str, "The moment of the run, in UTC."]
    rows: NotRequired[Annotated[int, "The number of rows looked at; absent if the object could not be read."]]
    filter: NotRequired[Filter]
    figures: NotRequired[
        Annotated[
            dict[str, int | str],
            "Counts of rows by `<column>#<check>`; with `/rows` behind it, the rows of repeated values; "
            "of SQL rules the answer as text.",
        ]
    ]
    clocks: NotRequired[Annotated[dict[str, Clock], "By column."]]
    missing: NotRequired[Annotated[list[str], "Columns of the contract that the data lacks."]]
    additional: NotRequired[
        Annotated[list[str], "Columns of the data that the contract lacks; of CSV their number, as `+2`."]
    ]
    types: NotRequired[
        Annotated[dict[str, str], "The engine's types of columns that do not hold their logical type."]
    ]
    ambiguous: NotRequired[Annotated[list[str], "Columns that differ from another in letter case alone."]]
    unmeasured: NotRequired[
        Annotated[dict[str, str], "Why there is no figure, by the key that it would have."]
    ]
    unavailable: NotRequired[Annotated[str, "Why the object could not be read."]]


@defined("NotMeasured")
class NotMeasured(TypedDict):
    """A promise that was not measured; it is not known to hold."""

    address: Address
    key: Annotated[
        str, "What was not measured, as in the figures of an observation; empty for the whole object."
    ]
    reason: str


class Measure(TypedDict):
    """The output of `meshwright measure --format json`."""

    version: Version
    run: str
    observations: list[Observation]
    diagnostics: list[Diagnostic]
    summary: Summary
    notMeasured: list[NotMeasured]
