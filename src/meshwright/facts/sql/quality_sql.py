"""The columns of a quality rule's own object that the rule's SQL names; placeholders are resolved.

`{object}`, `{property}`, `${table}`, `${column}` and the like represent the rule's object and field. This
module does not report on SQL that cannot be parsed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.facts.sql.reader import SqlReader, dialects_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OBJECT, _PROPERTY = "object_of_this_rule", "property_of_this_rule"
_PLACEHOLDER = re.compile(r"\$?\{\{?\s*(\w+)\s*\}?\}")
_PSEUDO = re.compile(r"_.*|.*\$.*|rowid|rownum|rownumber|ctid|oid|xmin|sysdate|today|user", re.IGNORECASE)
"""Pseudo-columns of databases. If no server determines the dialect, `"x"` may be a string."""
_UNIT = re.compile(
    r"(?:micro|milli)?seconds?|minutes?|hours?|days?|(?:iso)?weeks?|months?|quarters?|(?:iso)?years?|dow|doy|epoch"
    r"|dd|hh|mi|mm|ss|ms|qq|wk|yy|yyyy",
    re.IGNORECASE,
)
"""Units in `DATEADD(day, 1, x)` and `TIMESTAMP_TRUNC(x, DAY)`, which parse as columns without a dialect."""
_NOT_SQL = ("it is not SQL", "it does not parse")
_MEANINGS = {
    **dict.fromkeys(("object", "table", "model", "schema", "dataset", "view"), _OBJECT),
    **dict.fromkeys(("property", "column", "field"), _PROPERTY),
}


def is_read(query: str, server_types: tuple[str, ...]) -> bool:
    """Return whether a query can be parsed; empty queries and templates are not tried."""
    text = _PLACEHOLDER.sub(lambda found: _MEANINGS.get(found[1].casefold(), found[0]), query)
    is_tried = bool(text.strip()) and not any(mark in text for mark in ("{", "}", "$", "<%", "%("))
    reads = SqlReader(server_types)(text, ("",)) if is_tried else None
    return reads is None or reads.unread not in _NOT_SQL


def columns_of_object(query: str, names: Iterable[str], server_types: tuple[str, ...]) -> Iterator[str]:
    """Yield the distinct columns, as written, that a query certainly reads from the object with the given names."""
    text = _PLACEHOLDER.sub(lambda found: _MEANINGS.get(found[1].casefold(), found[0]), query)
    reads = SqlReader(server_types)(text, ("",))
    if reads is None:
        return
    is_stated = bool(dialects_of(server_types))
    own = {_OBJECT, *(name.casefold().rpartition(".")[2] for name in names)}
    tables = [table.casefold().rpartition(".")[2] in own for table in reads.tables]
    seen: set[str] = set()
    for column in (*reads.values, *reads.conditions, *reads.others):
        name = column.path[0]
        is_certain = bool(column.tables) and not column.is_optional and column.outer is None
        is_certain = is_certain and not _PSEUDO.fullmatch(name) and (is_stated or f'"{name}"' not in query)
        if (
            is_certain
            and all(tables[each] for each in column.tables)
            and name != _PROPERTY
            and name not in seen
            and not _is_unit(name, query)
        ):
            seen.add(name)
            yield name


def _is_unit(name: str, query: str) -> bool:
    """Return whether a column may be a unit of time, by its name and its position as a function's first or last argument."""
    return (
        _UNIT.fullmatch(name) is not None
        and re.search(rf"\w\(\s*{name}\s*,|,\s*{name}\s*\)", query, re.IGNORECASE) is not None
    )
