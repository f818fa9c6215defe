"""The process that queries an engine: it reads jobs, writes answers, and ends at the end of its input.

Hostile data can crash an engine or keep it busy forever; in that case, only this process is lost. The process
forwards only the names of errors, never an engine's messages, which can quote row values.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from meshwright.measuring import proof, queries
from meshwright.measuring.observation import ABSENT, QUALITY
from meshwright.measuring.predicates import Unaskable
from meshwright.quantities.checkdigit import is_right
from meshwright.workspace.isolation import leave_no_core
from meshwright.workspace.measuring.jobs import SqlJob
from meshwright.workspace.measuring.opening import opened, rule_rows
from meshwright.workspace.measuring.relation import Relation
from meshwright.workspace.measuring.session import EngineError, ExhaustedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.measuring.probe import Key, Reference, Sampled
    from meshwright.measuring.queries import Source
    from meshwright.workspace.measuring.jobs import Job
    from meshwright.workspace.measuring.session import Session

NO_KEY = "no row has the key; it may be missing or always null, because JSON may omit null keys"
CHANGED_FILES = "its files changed while they were measured"
"""The error for files that changed between queries, so that figures would describe different rows."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def main() -> None:
    """Answer jobs until the input ends; each answer is one line of JSON.

    Other output of this process, such as Java warnings, goes to stderr, because it would otherwise be read as an answer.
    """
    leave_no_core()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process
        except EOFError:
            return
        answer = _query_answer(job) if isinstance(job, SqlJob) else _answer(job)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(job: Job) -> dict[str, Any]:
    """Return the figures of an object."""
    found: dict[str, Any] = {}
    before = _state(job.place.files)
    try:
        with opened(job.limits, [job.place, *(each.place for each in job.targets)]) as session:
            found["version"] = session.version
            answer = {**found, **_Asking(job, session).answer()}
        return answer if _state(job.place.files) == before else {**found, "unavailable": CHANGED_FILES}
    except (UnreadableError, ExhaustedError) as error:
        return {**found, "unavailable": str(error)}
    except EngineError as error:
        return {**found, "unavailable": f"the engine cannot read it ({error})"}


def _state(files: Sequence[str]) -> list[tuple[int, ...] | None]:
    """Return the modification time, size and identity of files; None for a file that only the engine can access."""
    found: list[tuple[int, ...] | None] = []
    for each in files:
        try:
            stat = os.stat(each)  # noqa: PTH116 - text
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return found


class _Asking:
    """An object that is queried in a session."""

    def __init__(self, job: Job, session: Session) -> None:
        self.job, self.session = job, session
        self.figures: dict[str, Any] = {}
        self.unmeasured: dict[str, str] = {}
        self.queries: list[str] = []

    def answer(self) -> dict[str, Any]:
        """Return the observation of the object, as data."""
        job, probe = self.job, self.job.probe
        if job.is_proof:
            return self._ask(proof.source(self.session.dialect))
        seen = Relation(self.session, job.place, probe.columns, probe.nested)
        if job.place.form == "json" and not job.is_dry:
            self._compare_keys(seen)
        found = seen.drift(probe)
        self.figures |= {f"{name}{ABSENT}": files for name, files in seen.absences().items()}
        try:
            source = queries.filtered(seen.source, job.filter, probe.partition)
        except Unaskable as error:
            raise UnreadableError(str(error)) from error
        return {**found, **self._ask(source, seen.source)}

    def _ask(self, source: Source, whole: Source | None = None) -> dict[str, Any]:
        job, probe = self.job, self.job.probe
        asked = queries.aggregate(probe, source, job.now)
        self.unmeasured |= asked.unmeasured
        self.queries.append(asked.sql)
        clocks: dict[str, Any] = {}
        rows = 0
        if not job.is_dry:
            rows = self._count(asked, clocks)
            if job.place.form == "csv" and (ragged := self.session.rejected()):
                self.figures["#ragged"] = ragged
        for key in probe.keys:
            self._pair(key.key, lambda key=key: self._repeats(key, source, whole))
        for sampled in probe.sampled:
            self._sample(sampled, source)
        for reference in probe.references:
            self._pair(reference.key, lambda each=reference: self._reference(each, source))
        return {
            "rows": rows,
            "figures": self.figures,
            "clocks": clocks,
            "unmeasured": self.unmeasured,
            "queries": self.queries,
        }

    def _compare_keys(self, seen: Relation) -> None:
        """Omit columns whose required key is missing from the data; keys of nullable columns may be missing."""
        probe = self.job.probe
        required = {each.column for each in probe.checks if each.key.endswith("#required")}
        for at in seen.absent_keys():
            if at in required:
                seen.leave_out(at)
            else:
                self.unmeasured[f"{probe.columns[at].name}#key"] = NO_KEY

    def _count(self, asked: queries.Aggregate, clocks: dict[str, Any]) -> int:
        """Run the aggregate query, and return the number of rows.

        If the engine rejects a part, the other parts are still counted.
        """
        try:
            (row,) = self.session.rows(asked.sql)
        except EngineError:
            row = (*self._count_apart(asked),)
        rows: int = row[0]
        end = 1 + len(asked.keys)
        self.figures |= {key: count for key, count in zip(asked.keys, row[1:end], strict=True) if count}
        for number, (name, is_day) in enumerate(asked.clocks):
            newest, oldest, future = row[end + 3 * number : end + 3 * number + 3]
            if future is not None:
                clocks[name] = [_moment(newest, is_day=is_day), _moment(oldest, is_day=is_day), future]
        self._undecided()
        return rows

    def _count_apart(self, asked: queries.Aggregate) -> list[Any]:
        """Run each part separately, and return the results; None for a part that the engine rejects."""
        found: list[Any] = []
        clock_keys = [key for name, _ in asked.clocks for key in self._promises_of(name)]
        keys = ["", *asked.keys, *[""] * (len(asked.parts) - 1 - len(asked.keys))]
        for key, part in zip(keys, asked.parts, strict=True):
            try:
                found.append(self.session.rows(f"SELECT {part} FROM {asked.rows}")[0][0])  # noqa: S608 - ours
            except EngineError as error:
                if not found:
                    raise
                found.append(None)
                why = f"the engine cannot answer it ({error})"
                self.unmeasured |= dict.fromkeys([key] if key else clock_keys, why)
        return found

    def _promises_of(self, name: str) -> list[str]:
        probe = self.job.probe
        at = {each for each in probe.clocks if probe.columns[each].name == name}
        return [each.key for each in probe.service_levels if each.column in at]

    def _undecided(self) -> None:
        """Record which counts omit rows; even such a count can prove that a promise is broken."""
        for key in [each for each in self.figures if each.endswith(queries.UNDECIDED)]:
            count = self.figures.pop(key)
            have = "number has" if count == 1 else "numbers have"
            self.unmeasured[key.removesuffix(queries.UNDECIDED)] = (
                f"{count:,} {have} too many digits for an exact answer"
            )

    def _pair(self, key: str, query: Any) -> None:  # noqa: ANN401 - a function without arguments
        """Run a query that counts certain values and the rows that contain them, and record both counts."""
        try:
            sql = query()
            self.queries.append(sql)
            if self.job.is_dry:
                return
            ((values, rows),) = self.session.rows(sql)
        except (Unaskable, UnreadableError, ExhaustedError) as error:
            self.unmeasured[key] = str(error)
        except EngineError as error:
            self.unmeasured[key] = f"the engine cannot answer it ({error})"
        else:
            if values:
                self.figures |= {key: values, f"{key}/rows": int(rows)}

    def _sample(self, sampled: Sampled, source: Source) -> None:
        """Check some values, and record the number of failures. The values do not leave this process."""
        try:
            sql = queries.values_query(sampled.column, source)
            self.queries.append(sql)
            if self.job.is_dry:
                return
            values = [str(each) for (each,) in self.session.rows(sql)]
        except (Unaskable, ExhaustedError) as error:
            self.unmeasured[sampled.key] = str(error)
        except EngineError as error:
            self.unmeasured[sampled.key] = f"the engine cannot answer it ({error})"
        else:
            checked = values[: queries.MOST_VALUES]
            if wrong := sum(not is_right(sampled.check, each) for each in checked):
                self.figures[sampled.key] = wrong
            if len(values) > len(checked):
                self.unmeasured[sampled.key] = f"{len(checked):,} of its values were checked"

    def _repeats(self, key: Key, source: Source, whole: Source | None) -> str:
        """Return the query for repeated values; those that must be unique are also compared with rows before `--since`."""
        kept = self.job.filter
        if whole is None or not kept.since or kept.is_partial or QUALITY in key.key:
            return queries.key_query(key, source)
        return queries.key_query(key, whole, queries.recent(whole, kept, self.job.probe.partition))

    def _reference(self, reference: Reference, source: Source) -> str:
        if self.job.is_proof:
            return queries.reference_query(reference, source, proof.target(source.dialect, reference))
        target = next((each for each in self.job.targets if each.key == reference.key), None)
        if target is None:
            raise Unaskable(self.job.without_target.get(reference.key, "the other object has no data here"))
        other = Relation(self.session, target.place, target.columns)
        return queries.reference_query(reference, source, other.source)


def _moment(value: Any, *, is_day: bool) -> str:  # noqa: ANN401 - what an engine gives
    if value is None:
        return ""
    if is_day:
        return str(value) if len(str(value)) == len("2026-01-01") else ""
    try:
        return (_EPOCH + timedelta(microseconds=value)).isoformat(timespec="microseconds")[:26] + "Z"
    except OverflowError:
        return ""


def _query_answer(job: SqlJob) -> dict[str, Any]:
    """Return the result of an SQL rule as data, or the reason why there is none."""
    try:
        return _scalar(rule_rows(job))
    except (UnreadableError, ExhaustedError) as error:
        return {"why": str(error)}
    except EngineError as error:
        return {"why": f"the engine refuses it ({error})"}


def _scalar(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Return the figure if the result is one number or boolean, or else the reason.

    Other values are not shown, because they may be secret.
    """
    if not rows:
        return {"why": "it returns no row"}
    if len(rows) > 1 or len(rows[0]) > 1:
        return {"why": "it returns more than one value"}
    value = rows[0][0]
    if value is None:
        return {"why": "it returns NULL"}
    if isinstance(value, bool):
        return {"figure": str(value).lower()}
    text = str(value)
    not_finite = ("nan", "inf", "infinity")
    is_number = (
        type(value).__name__ in ("int", "float", "Decimal") and text.lower().strip("-") not in not_finite
    )
    return {"figure": text} if is_number else {"why": "it returns neither a number nor a boolean"}


if __name__ == "__main__":
    main()
