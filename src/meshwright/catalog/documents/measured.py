"""The measurements of a contract's data, as a document: next to the promises, and the bounds that follow from
the inputs.

It contains no value of a row.
"""

from typing import Annotated, Literal

from meshwright.catalog.documents.parts import Address, Day, document

Outcome = Literal["kept", "broken", "unknown"]


@document("MeasuredLevel")
class MeasuredLevel:
    """A service level: promised, derived from the inputs, measured."""

    name: Annotated[str, "As it is read: `latency` for `freshness`."]
    promised: str
    bound: Annotated[str, "What follows from what the inputs promise."] = ""
    measured: Annotated[str, "What was seen; absent if nothing was."] = ""
    outcome: Annotated[
        Outcome, "Whether that keeps the promise; `unknown` where the looks do not suffice to tell."
    ]
    reason: Annotated[str, "Why it is unknown."] = ""


@document("MeasuredDay")
class MeasuredDay:
    """The last observation of a day."""

    day: Day
    is_read: Annotated[bool, "Whether the data could be read."]
    rows: Annotated[int | None, "How many there were; absent if only some were looked at."] = None


@document("NotMeasured")
class NotMeasured:
    """Promises without a figure; they are not known to hold."""

    reason: str
    promises: Annotated[tuple[str, ...], "What was not measured, as in observations; the first of many."]
    count: Annotated[int, "How many there are."]


@document("MeasuredObject")
class MeasuredObject:
    """The measurements of one object."""

    name: str
    address: Address
    last_seen: Annotated[str, "The moment of the newest look, in UTC; absent if it was never measured."] = ""
    unavailable: Annotated[str, "Why the data could not be read at that look."] = ""
    is_outdated: Annotated[bool, "Whether the contract has changed since in what is measured."] = False
    server: str = ""
    environment: str = ""
    engine: str = ""
    rows: Annotated[int | None, "The number of rows that were looked at."] = None
    is_partial: Annotated[bool, "Whether only some of the rows were looked at."] = False
    kept: Annotated[int, "How many of its promises were measured, and found to be kept."] = 0
    broken: Annotated[int, "How many were found to be broken, waived or not."] = 0
    unknown: Annotated[int, "How many were not measured, or could not be told."] = 0
    levels: tuple[MeasuredLevel, ...] = ()
    days: Annotated[tuple[MeasuredDay, ...], "The looks of the last 30 days, the oldest first."] = ()
    not_measured: tuple[NotMeasured, ...] = ()
