"""Spark sessions: one for each connection to a cluster, reused in this process because starting one takes seconds.

The environment defines the connection: `sc://host:15002` (Spark Connect), or `local[2]`, which starts Spark locally.
Spark has no read-only transactions, and its settings can be reset, so only the check of the syntax tree and the
user's privileges prevent writes.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import Counter
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from meshwright.measuring.dialects.spark import SPARK
from meshwright.measuring.shapes import Shape
from meshwright.workspace.measuring.engines import dsn_variable
from meshwright.workspace.measuring.headers import header
from meshwright.workspace.measuring.rule_views import RuleViews
from meshwright.workspace.measuring.session import (
    EngineError,
    ExhaustedError,
    Listed,
    Session,
    UnreadableError,
    cancelled_after,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.measuring.probe import Column
    from meshwright.workspace.measuring.jobs import SqlJob
    from meshwright.workspace.measuring.places import Place
    from meshwright.workspace.measuring.session import Limits

_REJECTED = "meshwright rejected"
"""The column with CSV lines whose cells do not match the header."""
_NULL = "\x01meshwright null\x02"
"""The text for an empty cell, which distinguishes it from `""`."""
_OF_SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.runSQLOnFiles": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # it would accept lines of a different length
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
}
CONNECT_PORT = 15_002
CONNECT_SECONDS = 10
LEAST_MIB = 512
"""The minimum memory for Spark to start, in MiB."""
_open: dict[str, Any] = {}
"""The sessions of this process, by connection."""


@contextmanager
def opened(limits: Limits, places: Sequence[Place]) -> Iterator[SparkSession]:
    """Open a session for the given places; raises UnreadableError."""
    stated = os.environ.get(dsn_variable(places[0].server), "")
    if stated not in _open:
        _open[stated] = _started(stated, limits)
    spark = _open[stated]
    is_late: list[bool] = []

    def stop() -> None:
        is_late.append(True)
        if stated.startswith("sc://"):
            spark.interruptAll()
        else:
            spark.sparkContext.cancelAllJobs()

    try:
        with cancelled_after(limits.seconds, stop):
            yield SparkSession(spark)
    except EngineError as error:
        if is_late:
            raise ExhaustedError(f"it took more than {limits.seconds} s") from error
        raise


def _absences(place: Place) -> dict[str, int]:
    """Return the number of Parquet files that lack each column, by the column's folded name.

    In these files, the column reads as null. The footers are read by pyarrow, which PySpark requires; Spark would take a
    fifth of a second per file.
    """
    if place.form != "parquet":
        return {}
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    try:
        of_files = [parquet.read_schema(each).names for each in place.files]
    except (arrow.ArrowException, OSError) as error:
        raise UnreadableError(f"the footer of a file cannot be read ({type(error).__name__})") from error
    held = Counter(name for own in of_files for name in {each.casefold() for each in own})
    return {name: len(of_files) - number for name, number in held.items()}


def _started(stated: str, limits: Limits) -> Any:  # noqa: ANN401 - an optional package
    """Return a new session; a local one writes only to the run's folder."""
    logging.disable(logging.CRITICAL)  # the message quotes values
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession as Builder

    try:
        if stated.startswith("sc://"):
            _reach(stated)
            spark = Builder.builder.remote(stated).getOrCreate()
        elif stated.startswith("local"):
            if limits.memory_mib < LEAST_MIB:
                raise UnreadableError(f"Spark needs a `--memory` of {LEAST_MIB}MB or more")
            folder = limits.spill_folder or os.curdir
            os.chdir(folder)
            spark = (
                Builder.builder.master(stated)
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.driver.memory", f"{limits.memory_mib}m")
                .config("spark.local.dir", folder)
                .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.artifact.isolation.enabled", "false")
                .getOrCreate()
            )
            spark.sparkContext.setLogLevel("OFF")
        else:
            raise UnreadableError("connect to Spark with `sc://host:port` or `local[n]`")
        for name, value in _OF_SESSION.items():
            spark.conf.set(name, value)
    except (PySparkException, Py4JError, RuntimeError, OSError, ImportError, ValueError) as error:
        raise UnreadableError("Spark cannot be started, or refuses the connection") from error
    if not spark.version.startswith("4."):
        raise UnreadableError("its Spark version is not 4")
    return spark


def _reach(stated: str) -> None:
    """Raise OSError if an address does not respond, because Spark Connect would retry for ten minutes."""
    if any(os.environ.get(f"{each}_proxy") for each in ("grpc", "https", "http")):
        return
    place = urlsplit(stated)
    with socket.create_connection((place.hostname or "", place.port or CONNECT_PORT), CONNECT_SECONDS):
        pass


@contextmanager
def _translated(views: RuleViews | None = None) -> Iterator[None]:
    """Replace Spark's errors with ours; `views` explains the marks in a message."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        if views is not None and (why := views.why(str(error))):
            raise UnreadableError(why) from error
        raise EngineError(error.getCondition() or type(error).__name__) from error
    except Py4JError as error:
        raise EngineError(type(error).__name__) from error


class SparkSession(Session):
    """A session; its SQL uses temporary views that other sessions cannot see."""

    dialect: ClassVar = SPARK

    def __init__(self, spark: Any) -> None:  # noqa: ANN401 - an optional package
        self._spark, self._views = spark, 0
        self.version: str = spark.version
        self._rejecting = ""
        self._shapes: dict[str, Shape] = {}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with _translated():
            return [tuple(each) for each in self._spark.sql(sql).collect()]

    def listed(self, place: Place, columns: tuple[Column, ...]) -> Listed:
        """Return the columns of files or a table."""
        del columns
        self._views += 1
        view = f"meshwright_{self._views}"
        with _translated():
            if place.form == "csv":
                return self._listed_csv(place, view)
            frame = self._frame(place)
            frame.createOrReplaceTempView(view)
            types = {each.name: _kind(each) for each in frame.schema.fields}
            absences = _absences(place)
        names = [each.name for each in frame.schema.fields]
        self._shapes = {each.name: _shape(each.dataType) for each in frame.schema.fields}
        return Listed(view, names, {each: each for each in names}, types, absences)

    def shape_of(self, place: Place, name: str, kind: str) -> Shape:
        """Return the structure of a column's type in the most recently listed relation."""
        del place
        return self._shapes.get(name) or Shape(kind)

    def _frame(self, place: Place) -> Any:  # noqa: ANN401 - an optional package
        if place.form == "table":
            names = [each for each in (place.database, *place.table) if each]
            return self._spark.table(".".join(map(SPARK.quoted, names)))
        if place.form == "json":
            raise UnreadableError("JSON files are not measured with Spark; use DuckDB or a table")
        return self._spark.read.option("mergeSchema", "true").parquet(*place.files)

    def _listed_csv(self, place: Place, view: str) -> Listed:
        names = header(place)
        columns = [f"c{at}" for at in range(len(names))]
        schema = ", ".join(f"{each} STRING" for each in columns) + f", {SPARK.quoted(_REJECTED)} STRING"
        options = {
            "header": "true", "multiLine": "true", "quote": '"', "escape": '"', "sep": place.delimiter, "encoding": "UTF-8",
            "mode": "PERMISSIVE", "columnNameOfCorruptRecord": _REJECTED, "enforceSchema": "true", "maxCharsPerColumn": "-1",
            "ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false", "nullValue": _NULL, "emptyValue": "",
        }  # fmt: skip
        frame = self._spark.read.options(**options).schema(schema).csv(list(place.files))
        frame.createOrReplaceTempView(f"{view}_lines")
        self._rejecting = f"{view}_lines"
        kept = f"{SPARK.quoted(_REJECTED)} IS NULL AND (c0 IS NULL OR length(c0) >= 0)"  # Spark cannot read it alone
        there = f"SELECT {', '.join(columns)} FROM {view}_lines WHERE {kept}"  # noqa: S608 - ours
        self._spark.sql(there).createOrReplaceTempView(view)
        return Listed(view, names, dict(zip(names, columns, strict=True)), {})

    def rejected(self) -> int:
        """Return the number of CSV lines whose cells do not match the header."""
        if not self._rejecting:
            return 0
        where = f"{SPARK.quoted(_REJECTED)} IS NOT NULL"
        query = f"SELECT count(*), count(c0) FROM {self._rejecting} WHERE {where}"  # noqa: S608 - ours
        count: int = self.rows(query)[0][0]
        return count

    def rule_rows(self, job: SqlJob) -> list[tuple[Any, ...]]:
        """Return the first two rows of a rule's result; its tables are views of this session."""
        views = RuleViews(job)
        for target in job.tables:
            body = views.body(self, target)
            for name in target.names if body else ():
                with _translated():
                    self._spark.sql(body).createOrReplaceTempView(SPARK.quoted(name))
        with _translated(views):
            self._spark.conf.set("spark.sql.caseSensitive", "false")
            try:
                return [tuple(each) for each in self._spark.sql(job.sql).take(2)]
            finally:
                self._spark.conf.set("spark.sql.caseSensitive", "true")


def _kind(field: Any) -> str:  # noqa: ANN401 - an optional package
    """Return the type of a field, as text; for padded text, it is in the metadata."""
    stated: str = field.metadata.get("__CHAR_VARCHAR_TYPE_STRING", "")
    kind: str = stated or field.dataType.simpleString()
    return kind


def _shape(kind: Any) -> Shape:  # noqa: ANN401 - an optional package
    """Return the structure of a Spark type."""
    text = kind.simpleString()
    if hasattr(kind, "fields"):
        return Shape(text, fields=tuple((each.name, _shape(each.dataType)) for each in kind.fields))
    if hasattr(kind, "elementType"):
        return Shape(text, item=_shape(kind.elementType))
    if hasattr(kind, "keyType"):
        return Shape(text, sides=(_shape(kind.keyType), _shape(kind.valueType)))
    return Shape(text)


def rule_rows(job: SqlJob) -> list[tuple[Any, ...]]:
    """Return the first two rows of a rule's result."""
    with opened(job.limits, [each.place for each in job.tables]) as session:
        return session.rule_rows(job)
