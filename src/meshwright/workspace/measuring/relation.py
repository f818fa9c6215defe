"""The rows of an object, and the columns that exist in the data.

This module does not know an engine; callers supply the columns that the engine lists.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.measuring.columns import fits, of_type
from meshwright.measuring.nested import FLAT, UnreachedError, is_repeated, of_json_path, of_shape
from meshwright.measuring.queries import Source
from meshwright.measuring.text_columns import of_json, of_text

if TYPE_CHECKING:
    from meshwright.measuring.columns import Expression
    from meshwright.measuring.probe import Column, Probe
    from meshwright.workspace.measuring.places import Place
    from meshwright.workspace.measuring.session import Session

_ENUM = re.compile(r"ENUM\((?:'(?:[^']|'')*'(?:, )?)*\)")
"""A type name that contains row values."""


class Relation:
    """The rows of an object, with their columns."""

    def __init__(
        self,
        session: Session,
        place: Place,
        columns: tuple[Column, ...],
        nested: tuple[Column, ...] = (),
    ) -> None:
        listed = session.listed(place, columns)
        self.place, self.types = place, listed.types
        self._absences = listed.absences
        self.additional_keys = 0
        self._session, self._columns, self._raw = session, columns, listed.raw
        folded = Counter(each.casefold() for each in listed.raw)
        self.ambiguous = sorted({each for each in listed.raw if folded[each.casefold()] > 1})
        self.found: dict[int, str] = {}
        by_fold = {name.casefold(): sql for name, sql in listed.names.items() if folded[name.casefold()] == 1}
        for at, column in enumerate(columns):
            sql = listed.names.get(column.physical) or by_fold.get(column.physical.casefold())
            if sql is not None:
                self.found[at] = sql
        self.source = Source(
            session.dialect,
            listed.relation,
            {at: self._expression(at, sql, columns[at]) for at, sql in self.found.items()},
        )
        self._nested, self._wrong = nested, dict[str, str]()
        self._lacking: list[str] = []
        self._reach()

    def _reach(self) -> None:
        """Add the nested fields that exist in the data, and record why the other fields have no figures."""
        columns, without = dict(self.source.columns), dict[int, str]()
        for at, column in enumerate(self._nested, len(self._columns)):
            try:
                found = self._nested_expression(at, column)
            except UnreachedError as error:
                without[at] = str(error)
                if error.is_missing:
                    self._lacking.append(column.name)
                continue
            if found is not None:
                columns[at] = found
        if self.place.form == "csv":
            held = {at for at, each in enumerate(self._columns) if each.logical} - self.found.keys()
            without |= dict.fromkeys(held, FLAT)
        self.source = replace(self.source, columns=columns, without=without)

    def _nested_expression(self, at: int, column: Column) -> Expression | None:
        """Return the expression for a nested field; None if its parent column is missing. Raises UnreachedError."""
        sql, dialect = self.found.get(column.top), self._session.dialect
        if self.place.form == "csv":
            return self._part(at, column)
        if sql is None:
            return None
        if self.place.form == "json":
            return of_json_path(dialect.quoted(sql), at, column)
        shape = self._session.shape_of(self.place, sql, self.types[sql])
        found, native = of_shape(dialect, dialect.quoted(sql), shape, at, column)
        if not self._fits(column, native.kind):
            self._wrong[column.name] = _ENUM.sub("ENUM", native.kind)
        return found

    def _part(self, at: int, column: Column) -> Expression:
        """Return the expression for a nested field whose values are in a CSV column such as `place.city`.

        Raises UnreachedError.
        """
        if is_repeated(column) or self._columns[column.top].physical in self._raw:
            raise UnreachedError(FLAT)
        name = f"{self._columns[column.top].physical}{''.join(column.steps)}"
        same = [number for number, each in enumerate(self._raw) if each.casefold() == name.casefold()]
        if len(same) != 1:
            raise UnreachedError("the data does not have the field", is_missing=not same)
        found = of_text(self._session.dialect, f"c{same[0]}", at, column)
        return replace(found, there=None)

    def _expression(self, at: int, sql: str, column: Column) -> Expression:
        dialect = self._session.dialect
        if self.place.form == "csv":
            return of_text(dialect, sql, at, column)
        if self.place.form == "json":
            return of_json(sql, at, column)
        shape = self._session.shape_of(self.place, sql, self.types[sql]) if column.logical else None
        return replace(of_type(dialect, sql, self.types[sql], column.zone), shape=shape)

    def absences(self) -> dict[str, int]:
        """Return the number of files without a column, for each column that only some files have."""
        found = {at: self._absences.get(sql.casefold(), 0) for at, sql in self.found.items()}
        return {self._columns[at].name: files for at, files in found.items() if files}

    def absent_keys(self) -> list[int]:
        """Return the columns whose key is missing from all JSON rows; empty if there are no rows.

        Record the number of unknown keys.
        """
        self.additional_keys, there = self._session.keys_of(self.place, self._columns)
        if not there and not self.additional_keys:
            return []
        return [at for at, each in enumerate(self._columns) if each.physical not in there]

    def leave_out(self, at: int) -> None:
        """Record that a column is missing from the data."""
        self.found.pop(at, None)
        inner = {key for key, each in enumerate(self._nested, len(self._columns)) if each.top == at}
        kept = {key: each for key, each in self.source.columns.items() if key not in {at, *inner}}
        self.source = replace(self.source, columns=kept)

    def drift(self, probe: Probe) -> dict[str, Any]:
        """Return the differences between the actual columns and those in the contract."""
        parts = self._parts(probe)
        missing = [
            each.name for at, each in enumerate(probe.columns) if at not in self.found and at not in parts
        ]
        if self.place.form == "json":
            more = [f"+{self.additional_keys}"] if self.additional_keys else []
            return {"missing": missing, "additional": more}
        missing += self._lacking
        known = {sql.casefold() for sql in self.found.values()} | {
            sql for each in parts.values() for sql in each
        }
        more = [each for each in (self.types or self._csv_names()) if each.casefold() not in known]
        if self.place.form == "csv" and more:
            more = [f"+{len(more)}"]
        wrong = {
            column.name: _ENUM.sub("ENUM", self.types[self.found[at]])
            for at, column in enumerate(probe.columns)
            if at in self.found and self.types and not self._fits(column, self.types[self.found[at]])
        }
        wrong |= self._wrong
        ambiguous = self.ambiguous
        if self.place.form == "csv":  # if the header is missing, other cells could be values
            own = {each.physical.casefold() for each in probe.columns}
            ambiguous = [each for each in ambiguous if each.casefold() in own]
        return {"missing": missing, "additional": more, "types": wrong, "ambiguous": ambiguous}

    def _fits(self, column: Column, kind: str) -> bool:
        found = self._session.dialect.native(kind.upper())
        if column.logical:  # the contents of text and JSON columns are unknown
            return found.family in ("text", "other")
        return fits(column, found)

    def _parts(self, probe: Probe) -> dict[int, list[str]]:
        """Return the CSV columns that are parts of an object, such as `place.city`, by the index of the object's column."""
        if self.place.form != "csv":
            return {}
        found: dict[int, list[str]] = {}
        for at, column in enumerate(probe.columns):
            start = f"{column.physical}.".casefold()
            own = [f"c{number}" for number, name in enumerate(self._raw) if name.casefold().startswith(start)]
            if column.kind == "other" and at not in self.found and own:
                found[at] = own
        return found

    def _csv_names(self) -> list[str]:
        return [f"c{at}" for at in range(len(self._raw))]
