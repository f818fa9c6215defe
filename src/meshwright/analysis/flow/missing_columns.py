"""Columns that SQL reads but the input does not have; such a query fails, or reads data outside the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.sql_binding import readings
from meshwright.facts.sql.reader import dialects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.flow.sql_binding import UnknownSqlColumn
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

_GIVEN = frozenset(
    [
        "rowid",
        "rownum",
        "rowversion",
        "level",
        "ctid",
        "xmin",
        "xmax",
        "oid",
        "tableoid",
        "filename",
        "user",
        "session_user",
        "system_user",
        "sysdate",
        "systimestamp",
        "today",
        "now",
        "current_date",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "nextval",
        "currval",
        "offset",
        "partitions",
        "default",
        "true",
        "false",
        "null",
        "unknown",
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "millisecond",
        "microsecond",
        "nanosecond",
        "years",
        "quarters",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "seconds",
        "milliseconds",
        "microseconds",
        "nanoseconds",
        "isoweek",
        "isoyear",
        "dayofyear",
        "dayofweek",
        "weekday",
        "decade",
        "century",
        "epoch",
        "dow",
        "doy",
        "yy",
        "yyyy",
        "qq",
        "mm",
        "dd",
        "dy",
        "ww",
        "hh",
        "mi",
        "ss",
        "ms",
    ]
)
"""System columns of databases, functions without parentheses, and units of time."""
_MARKS = ("_", "$", "@", ":", "#", "?")
"""Prefixes of parameter names, and of columns that loading tools add."""


def missing_columns(contract: Contract, mesh: Mesh) -> Iterator[tuple[int, UnknownSqlColumn]]:
    """Yield the index of each field whose SQL reads a column that its object lacks, with that column; ambiguous names are
    omitted.
    """
    has_dialect = bool(dialects_of(each.type for each in contract.fact.servers))
    logic = contract.fact.fields.more.get("logic", {})
    for field, reading in mesh.derived(readings).get(contract, {}).items():
        for each in reading.missing:
            name = each.name.casefold()
            is_text = not has_dialect and f'"{each.name}"' in str(logic.get(field, ""))
            if name not in _GIVEN and not name.startswith(_MARKS) and "$" not in name and not is_text:
                yield field, each
