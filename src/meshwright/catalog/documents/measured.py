"""The measurements of a contract's data as a document, compared with promises and with bounds derived from the inputs.

The document does not contain row values.
"""

from typing import Annotated, Literal

from meshwright.catalog.documents.parts import Address, Day, document

Outcome = Literal["kept", "broken", "unknown"]


@document("MeasuredLevel")
class MeasuredLevel:
    """A service level: promised, derived from the inputs, measured."""

    name: Annotated[str, "The name as interpreted: `latency` for `freshness`."]
    promised: str
    bound: Annotated[str, "The bound that follows from the promises of the inputs."] = ""
    measured: Annotated[str, "The measured value; absent if there is none."] = ""
    outcome: Annotated[
        Outcome,
        "Whether the measured value keeps the promise; `unknown` if there are too few observations to decide.",
    ]
    reason: Annotated[str, "The reason why the result is unknown."] = ""


@document("MeasuredDay")
class MeasuredDay:
    """The last observation of a day."""

    day: Day
    is_read: Annotated[bool, "Whether the data could be read."]
    rows: Annotated[int | None, "The number of rows; absent if only some were used."] = None


@document("NotMeasured")
class NotMeasured:
    """Promises without a figure, for which it is unknown whether they are kept."""

    reason: str
    promises: Annotated[
        tuple[str, ...],
        "The keys of the missing figures, as in observations; if there are many, only the first.",
    ]
    count: Annotated[int, "The number of such promises."]


@document("MeasuredObject")
class MeasuredObject:
    """The measurements of one object on one server."""

    name: str
    address: Address
    last_seen: Annotated[
        str, "The time of the newest observation on the server, in UTC; absent if it was never measured."
    ] = ""
    unavailable: Annotated[str, "The reason why the data could not be read at that time."] = ""
    is_outdated: Annotated[
        bool, "Whether the measured parts of the contract have changed since the newest observation."
    ] = False
    server: str = ""
    environment: str = ""
    engine: str = ""
    rows: Annotated[int | None, "The number of rows used."] = None
    is_partial: Annotated[bool, "Whether only some of the rows were used."] = False
    kept: Annotated[int, "The number of promises that were measured and found to be kept."] = 0
    broken: Annotated[int, "The number of promises that were found to be broken, waived or not."] = 0
    unknown: Annotated[int, "The number of promises that were not measured, or remained undecided."] = 0
    levels: tuple[MeasuredLevel, ...] = ()
    days: Annotated[tuple[MeasuredDay, ...], "The observations of the last 30 days, oldest first."] = ()
    not_measured: tuple[NotMeasured, ...] = ()
