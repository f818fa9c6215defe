"""The process that asks DuckDB: jobs come in, answers go out; it ends with its input.

Hostile data can crash an engine or keep it for ever, and then this process alone ends.
No message of the engine leaves it, because they quote values of rows: of an error, its name does.
"""

from __future__ import annotations

import csv
import json
import pickle
import re
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from meshwright.measuring import duckdb_sql
from meshwright.measuring.duckdb_columns import fits, literal, of_json, of_text, of_type, quoted
from meshwright.measuring.duckdb_sql import Source, Unaskable
from meshwright.measuring.duckdb_views import marked, viewed, why_unread
from meshwright.measuring.observation import SHORT_OF_MEMORY
from meshwright.measuring.sql_names import EVERY
from meshwright.workspace.measuring.jobs import SqlJob
from meshwright.workspace.measuring.session import DATABASE, session

if TYPE_CHECKING:
    from meshwright.measuring.duckdb_columns import Expression
    from meshwright.measuring.probe import Column, Probe, Reference
    from meshwright.workspace.measuring.jobs import Job, Target
    from meshwright.workspace.measuring.places import Place

NO_KEY = "no row has the key; JSON may leave out a key that is null, so whether it is missing is unknown"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_HEADER = 1 << 20
_ENUM = re.compile(r"ENUM\((?:'(?:[^']|'')*'(?:, )?)*\)")
"""A type that lists the values of its rows."""


class _UnreadableError(Exception):
    """The data cannot be read; the message says why, without a value of it."""


def main() -> None:
    """Answer jobs until the input ends; each answer is a line of JSON."""
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process
        except EOFError:
            return
        answer = _query_answer(job) if isinstance(job, SqlJob) else _answer(job)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(job: Job) -> dict[str, Any]:
    """Return what was seen of an object."""
    import duckdb

    found: dict[str, Any] = {"version": duckdb.__version__}
    places = [job.place, *(each.place for each in job.targets)]
    files = [file for each in places if each.form != "table" for file in each.files]
    databases = {each.files[0] for each in places if each.form == "table"}
    if len(databases) > 1:
        return {**found, "unavailable": "its references lead to another database"}
    try:
        with session(job.limits, files, next(iter(databases), "")) as connection:
            return {**found, **_Asking(job, connection).answer()}
    except _UnreadableError as error:
        return {**found, "unavailable": str(error)}
    except duckdb.OutOfMemoryException:
        return {**found, "unavailable": SHORT_OF_MEMORY}
    except duckdb.Error as error:
        return {**found, "unavailable": f"the engine cannot read it ({type(error).__name__})"}


class _Asking:
    """One object, asked over one session."""

    def __init__(self, job: Job, connection: Any) -> None:  # noqa: ANN401 - DuckDB has no types
        self.job, self.connection = job, connection
        self.figures: dict[str, Any] = {}
        self.unmeasured: dict[str, str] = {}
        self.queries: list[str] = []

    def answer(self) -> dict[str, Any]:
        job, probe = self.job, self.job.probe
        seen = _Relation(self.connection, job.place, probe.columns)
        if job.place.form == "json" and not job.is_dry:
            self._compare_keys(seen)
        found = seen.drift(probe)
        try:
            source = duckdb_sql.filtered(seen.source, job.filter, probe.partition)
        except Unaskable as error:
            raise _UnreadableError(str(error)) from error
        asked = duckdb_sql.aggregate(probe, source, job.now)
        self.unmeasured |= asked.unmeasured
        self.queries.append(asked.sql)
        clocks: dict[str, Any] = {}
        rows = 0
        if not job.is_dry:
            rows = self._count(asked, clocks, source)
            if job.place.form == "csv" and (ragged := self._rejected()):
                self.figures["#ragged"] = ragged
        for key in probe.keys:
            self._pair(key.key, lambda key=key: duckdb_sql.key_query(key, source))
        for reference in probe.references:
            self._pair(reference.key, lambda each=reference: self._reference(each, source))
        return {
            **found,
            "rows": rows,
            "figures": self.figures,
            "clocks": clocks,
            "unmeasured": self.unmeasured,
            "queries": self.queries,
        }

    def _compare_keys(self, seen: _Relation) -> None:
        """Leave out columns that must have a key and have none; that of others may be left out for null."""
        probe = self.job.probe
        required = {each.column for each in probe.checks if each.key.endswith("#required")}
        for at in seen.absent_keys():
            if at in required:
                seen.leave_out(at)
            else:
                self.unmeasured[f"{probe.columns[at].name}#key"] = NO_KEY

    def _count(self, asked: duckdb_sql.Aggregate, clocks: dict[str, Any], source: Source) -> int:
        """Ask the aggregate; a check that the engine refuses does not take the others with it."""
        import duckdb

        try:
            (row,) = self.connection.execute(
                asked.sql
            ).fetchall()  # all of it: rejected lines are kept at the end
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            return self._count_apart(source)
        rows: int = row[0]
        end = 1 + len(asked.keys)
        self.figures |= {key: count for key, count in zip(asked.keys, row[1:end], strict=True) if count}
        for number, (name, is_day) in enumerate(asked.clocks):
            newest, oldest, future = row[end + 3 * number : end + 3 * number + 3]
            clocks[name] = [_moment(newest, is_day=is_day), _moment(oldest, is_day=is_day), future]
        self._undecided()
        return rows

    def _count_apart(self, source: Source) -> int:
        """Ask each check alone."""
        import duckdb

        rows: int = self.connection.execute(f"SELECT count(*) FROM {source.rows()}").fetchone()[0]  # noqa: S608 - ours
        for check in self.job.probe.checks:
            column = source.columns.get(check.column)
            if column is None or check.key in self.unmeasured:
                continue
            try:
                zone = self.job.probe.columns[check.column].zone
                where = duckdb_sql.predicate(check, column, zone)
                query = f"SELECT count(*) FROM {source.rows()} WHERE {where}"  # noqa: S608 - ours
                count = self.connection.execute(query).fetchone()[0]
                if count:
                    self.figures[check.key] = count
            except duckdb.Error as error:
                self.unmeasured[check.key] = f"the engine cannot answer it ({type(error).__name__})"
        return rows

    def _undecided(self) -> None:
        for key in [each for each in self.figures if each.endswith(duckdb_sql.UNDECIDED)]:
            count = self.figures.pop(key)
            check = key.removesuffix(duckdb_sql.UNDECIDED)
            if check not in self.figures:
                self.unmeasured[check] = f"{count:,} numbers have too many digits for an exact answer"

    def _rejected(self) -> int:
        """Return the lines of CSV that do not have the columns of the header, in the scan before."""
        there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
        if not self.connection.execute(there).fetchone()[0]:
            return 0
        query = (
            "SELECT count(*) FROM (SELECT DISTINCT file_id, line FROM reject_errors "
            "WHERE scan_id = (SELECT max(scan_id) FROM reject_errors))"
        )
        count: int = self.connection.execute(query).fetchone()[0]
        return count

    def _pair(self, key: str, query: Any) -> None:  # noqa: ANN401 - a function without arguments
        """Ask for values, and for the rows that hold them."""
        import duckdb

        try:
            sql = query()
            self.queries.append(sql)
            if self.job.is_dry:
                return
            values, rows = self.connection.execute(sql).fetchone()
        except (Unaskable, _UnreadableError) as error:
            self.unmeasured[key] = str(error)
        except duckdb.OutOfMemoryException:
            self.unmeasured[key] = SHORT_OF_MEMORY
        except duckdb.Error as error:
            self.unmeasured[key] = f"the engine cannot answer it ({type(error).__name__})"
        else:
            if values:
                self.figures |= {key: values, f"{key}/rows": int(rows)}

    def _reference(self, reference: Reference, source: Source) -> str:
        target = next((each for each in self.job.targets if each.key == reference.key), None)
        if target is None:
            raise Unaskable(self.job.without_target.get(reference.key, "the other object has no data here"))
        other = _Relation(self.connection, target.place, target.columns)
        return duckdb_sql.reference_query(reference, source, other.source)


class _Relation:
    """Rows of an object, with the columns that they have."""

    def __init__(self, connection: Any, place: Place, columns: tuple[Column, ...]) -> None:  # noqa: ANN401 - DuckDB has no types
        self.place = place
        self.raw: list[str] = []
        """The columns as the data has them."""
        names: dict[str, str] = {}
        """What those are called in SQL."""
        self.types: dict[str, str] = {}
        self.additional_keys = 0
        self._connection, self._columns = connection, columns
        if place.form == "csv":
            self.raw = _header(place)
            names = {name: f"c{at}" for at, name in enumerate(self.raw)}
            text = dict.fromkeys((f"c{at}" for at in range(len(self.raw))), "VARCHAR")
            relation = duckdb_sql.relation_of("csv", place.files, text, place.delimiter)
        elif place.form == "json":
            self.raw = [*dict.fromkeys(each.physical for each in columns)]
            names = {name: name for name in self.raw}
            relation = duckdb_sql.relation_of("json", place.files, dict.fromkeys(self.raw, "JSON"))
        else:
            relation = (
                duckdb_sql.relation_of("parquet", place.files, {})
                if place.form == "parquet"
                else duckdb_sql.table((DATABASE, *place.table))
            )
            described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # noqa: S608 - ours
            self.types = {name: kind for name, kind, *_ in described}
            names = {name: name for name in self.types}
            self.raw = _parquet_names(connection, place) if place.form == "parquet" else [*names]
        folded = Counter(each.casefold() for each in self.raw)
        self.ambiguous = sorted({each for each in self.raw if folded[each.casefold()] > 1})
        self.found: dict[int, str] = {}
        by_fold = {name.casefold(): sql for name, sql in names.items() if folded[name.casefold()] == 1}
        for at, column in enumerate(columns):
            sql = names.get(column.physical) or by_fold.get(column.physical.casefold())
            if sql is not None:
                self.found[at] = sql
        self.source = Source(
            relation, {at: self._expression(at, sql, columns[at]) for at, sql in self.found.items()}
        )

    def _expression(self, at: int, sql: str, column: Column) -> Expression:
        if self.place.form == "csv":
            return of_text(sql, at, column)
        if self.place.form == "json":
            return of_json(sql, at, column)
        return of_type(sql, self.types[sql], column.zone)

    def absent_keys(self) -> list[int]:
        """Return the columns whose key is in no row of JSON, and count the keys that are not columns; none without rows."""
        query = duckdb_sql.keys_query(self.place.files, [each.physical for each in self._columns])
        self.additional_keys, there = self._connection.execute(query).fetchone()
        there = there or []
        if not there and not self.additional_keys:
            return []
        return [at for at, each in enumerate(self._columns) if each.physical not in there]

    def leave_out(self, at: int) -> None:
        """Count a column as one that the data does not have."""
        self.found.pop(at, None)
        self.source = Source(
            self.source.relation, {key: each for key, each in self.source.columns.items() if key != at}
        )

    def drift(self, probe: Probe) -> dict[str, Any]:
        """Return how the columns differ from those of the contract."""
        missing = [each.name for at, each in enumerate(probe.columns) if at not in self.found]
        if self.place.form == "json":
            more = [f"+{self.additional_keys}"] if self.additional_keys else []
            return {"missing": missing, "additional": more}
        known = {sql.casefold() for sql in self.found.values()}
        more = [each for each in (self.types or self._csv_names()) if each.casefold() not in known]
        if self.place.form == "csv" and more:
            more = [f"+{len(more)}"]
        wrong = {
            column.name: _ENUM.sub("ENUM", self.types[self.found[at]])
            for at, column in enumerate(probe.columns)
            if at in self.found and self.types and not fits(column, self.types[self.found[at]])
        }
        ambiguous = [] if self.place.form == "csv" and not self.found else self.ambiguous
        return {"missing": missing, "additional": more, "types": wrong, "ambiguous": ambiguous}

    def _csv_names(self) -> list[str]:
        return [f"c{at}" for at in range(len(self.raw))]


def _header(place: Place) -> list[str]:
    """Return the names in the first line of CSV files; raises _UnreadableError where they differ."""
    found: list[str] | None = None
    for file in place.files:
        try:
            with open(file, encoding="utf-8-sig", newline="") as lines:  # noqa: PTH123 - text
                text = lines.read(_LONGEST_HEADER)
        except UnicodeDecodeError as error:
            raise _UnreadableError("it is not UTF-8") from error
        with suppress(csv.Error):
            names = next(csv.reader(text.splitlines(keepends=True), delimiter=place.delimiter), [])
            if found is not None and names != found:
                raise _UnreadableError("its files have different headers")
            found = names
    if not found:
        raise _UnreadableError("it has no header")
    if len(set(found)) < len(found):
        raise _UnreadableError("its header names a column twice")
    return found


def _parquet_names(connection: Any, place: Place) -> list[str]:  # noqa: ANN401 - DuckDB has no types
    """Return the columns of the first file by the names that it gives them; the engine renames those of equal letters."""
    query = f"SELECT name, num_children FROM parquet_schema({literal(place.files[0])})"  # noqa: S608 - ours
    rows = connection.execute(query).fetchall()
    found, at = [], 1
    while at < len(rows):
        found.append(rows[at][0])
        open_nodes = 1
        while open_nodes and at < len(rows):
            open_nodes += (rows[at][1] or 0) - 1
            at += 1
    return found


def _moment(value: Any, *, is_day: bool) -> str:  # noqa: ANN401 - what DuckDB gives
    if value is None:
        return ""
    if is_day:
        return str(value) if len(str(value)) == len("2026-01-01") else ""
    try:
        return (_EPOCH + timedelta(microseconds=value)).isoformat(timespec="microseconds")[:26] + "Z"
    except OverflowError:
        return ""


def _query_answer(job: SqlJob) -> dict[str, Any]:
    """Return the answer of an SQL rule, within the limits of a process of its own."""
    import duckdb

    _bound(job)
    files = [file for each in job.tables if each.place.form != "table" for file in each.place.files]
    database = next((each.place.files[0] for each in job.tables if each.place.form == "table"), "")
    views = _Views(job)
    try:
        with session(job.limits, files, database) as connection:
            for each in job.tables:
                views.add(connection, each)
            rows = connection.execute(job.sql).fetchmany(2)
    except _UnreadableError as error:
        return {"why": str(error)}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"why": SHORT_OF_MEMORY}
    except duckdb.Error as error:
        why = marked(str(error), views.marks)
        return {"why": why or f"the engine refuses it ({type(error).__name__})"}
    return _scalar(rows)


def _scalar(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Return one number or boolean; another answer is a mistake in the rule, and may be a value of a row."""
    if not rows:
        return {"why": "it gives no row"}
    if len(rows) > 1 or len(rows[0]) > 1:
        return {"why": "it gives more than one value"}
    value = rows[0][0]
    if value is None:
        return {"why": "it gives NULL"}
    if isinstance(value, bool):
        return {"figure": str(value).lower()}
    text = str(value)
    is_number = type(value).__name__ in ("int", "float", "Decimal") and text.lower().strip("-") not in (
        "nan",
        "inf",
    )
    return {"figure": text} if is_number else {"why": "it gives neither a number nor a boolean"}


def _bound(job: SqlJob) -> None:
    """Bound this process as far as the system can."""
    with suppress(ImportError):
        import resource

        memory = (2 * job.limits.memory_mib + 1_024) << 20
        for what, limit in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, job.limits.seconds),
            (resource.RLIMIT_FSIZE, job.limits.spill_mib << 20),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))


class _Views:
    """The objects of a contract as tables, with values of their kinds."""

    def __init__(self, job: SqlJob) -> None:
        self.names = job.names
        self.marks: dict[int, Column] = {}
        """The columns by the numbers in their marks."""

    def add(self, connection: Any, target: Target) -> None:  # noqa: ANN401 - DuckDB has no types
        """Show an object; raises _UnreadableError if the rule names a column of it that cannot be read."""
        if not any(each.casefold() in self.names.named for each in target.names):
            return
        seen = _Relation(connection, target.place, target.columns)
        self._check(seen, target)
        if seen.types:
            body = f"SELECT * FROM {seen.source.relation}"  # noqa: S608 - ours
        else:
            columns = ", ".join(
                f"{self._column(target.columns[at], each)} AS {quoted(target.columns[at].physical)}"
                for at, each in seen.source.columns.items()
            )
            if not columns:
                raise _UnreadableError("the data has none of its columns")
            body = f"SELECT {columns} FROM {seen.source.rows()}"  # noqa: S608 - ours
        for name in target.names:
            connection.execute(f"CREATE VIEW {quoted(name)} AS {body}")

    def _check(self, seen: _Relation, target: Target) -> None:
        named = [at for at, each in enumerate(target.columns) if _has(self.names.named, each)]
        lacking = {at for at in named if at not in seen.found}
        if named and target.place.form == "json":
            lacking |= {*seen.absent_keys()}
        for at in named:
            column = target.columns[at]
            if at in lacking:
                raise _UnreadableError(f"the data has no `{column.physical}`")
            why = "" if seen.types else why_unread(column)
            if why and _has(self.names.examined, column):
                raise _UnreadableError(f"`{column.name}` {why}")

    def _column(self, column: Column, found: Expression) -> str:
        mark = len(self.marks)
        self.marks[mark] = column
        return viewed(column, found, mark)


def _has(names: frozenset[str], column: Column) -> bool:
    return EVERY in names or column.physical.casefold() in names


if __name__ == "__main__":
    main()
