"""A measuring run, which queries the requested objects one after another.

If an object cannot be measured, the reason is recorded and the run continues.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

from meshwright.facts.sql.guard import RefusedSqlError, guarded
from meshwright.measuring.judgement import Measurement
from meshwright.measuring.observation import Filter, Observation
from meshwright.measuring.plan import probes
from meshwright.measuring.sql_names import names_of
from meshwright.mesh.registries import mapping
from meshwright.records import dataclass, field
from meshwright.workspace.measuring.engine import Engine
from meshwright.workspace.measuring.engines import ENGINES
from meshwright.workspace.measuring.jobs import Job, SqlJob, Target
from meshwright.workspace.measuring.places import AbsentDataError, NoPlaceError, Place, place_of
from meshwright.workspace.measuring.session import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.measuring.probe import Probe
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

MADE_UP = "the rows on this server are synthetic, so their number is meaningless"
SQL_SECONDS = 60
OBJECT_SECONDS = 3_600
SPILL_MIB = 4_096


@dataclass(frozen=True, slots=True)
class Request:
    """The options of a run."""

    root: str
    environment: str | None
    filter: Filter
    memory_mib: int
    jobs: int
    is_dry: bool
    seen_at: str
    run: str
    sql_seconds: int = SQL_SECONDS
    progress: Callable[[int, int], None] = field(default=lambda _, __: None)


@dataclass(frozen=True, slots=True)
class Seen:
    """The result for one object: an observation, or the reason why there is none."""

    probe: Probe
    contract: Contract
    observation: Observation | None = None
    why: str = ""
    queries: tuple[str, ...] = ()


class Measuring:
    """One run on a mesh."""

    def __init__(self, mesh: Mesh, values: Callable[[str, int], Any], request: Request, folder: str) -> None:
        self.mesh, self.request = mesh, request
        self._values = values
        cores = os.cpu_count() or 1
        self.limits = Limits(
            request.memory_mib, max(1, cores // request.jobs), folder, SPILL_MIB, OBJECT_SECONDS
        )
        self._probes: dict[int, tuple[Probe, ...]] = {}
        self._by_address = {each.address: each for each in mesh.contracts}

    def probes_of(self, contract: Contract) -> tuple[Probe, ...]:
        """Return the probes for a contract, which are planned only once."""
        key = id(contract)
        if key not in self._probes:
            body = mapping(self._values(contract.home.file, contract.home.document))
            self._probes[key] = probes(contract, self.mesh, body)
        return self._probes[key]

    def measure(self, contract: Contract, at: int, engine: Engine) -> Seen:
        """Query one object, and return the result."""
        probe = self.probes_of(contract)[at]
        try:
            place = self._place(contract, at)
        except AbsentDataError as error:
            place = Place(error.server, error.environment, "table", ())
            gone = self._observation(probe, place, {"unavailable": str(error)}, {}, {})
            return Seen(probe, contract, gone)
        except NoPlaceError as error:
            return Seen(probe, contract, why=str(error))
        targets, without = self._targets(probe, place)
        request = self.request
        job = Job(
            probe, place, targets, without, request.filter, request.seen_at, self.limits, request.is_dry
        )
        answer = engine.ask(job)
        if "why" in answer:
            answer = {"unavailable": answer["why"]}
        figures: dict[str, Any] = dict(answer.get("figures", {}))
        unmeasured: dict[str, str] = dict(answer.get("unmeasured", {}))
        if place.is_synthetic:
            unmeasured |= {each.key: MADE_UP for each in probe.rules if each.metric == "rowCount"}
        queries = list(answer.get("queries", ()))
        if not answer.get("unavailable"):
            self._ask_sql(contract, probe, place, engine, figures, unmeasured, queries)
        seen = self._observation(probe, place, answer, figures, unmeasured)
        return Seen(probe, contract, seen, queries=tuple(queries))

    def _place(self, contract: Contract, at: int) -> Place:
        return place_of(contract.fact, at, self.request.environment, self.request.root)

    def _targets(self, probe: Probe, own: Place) -> tuple[tuple[Target, ...], dict[str, str]]:
        """Return the objects that references point to, and the reasons why the rows of some are not available here."""
        found: list[Target] = []
        without: dict[str, str] = {}
        for each in probe.references:
            address, _, _ = each.target.rpartition("/")
            contract = self._by_address.get(address)
            at = (
                next(
                    (at for at, other in enumerate(self.probes_of(contract)) if other.address == each.target),
                    None,
                )
                if contract is not None
                else None
            )
            if contract is None or at is None:
                without[each.key] = f"`{each.target}` has no contract that can be read"
                continue
            by_name = {other.physical: other for other in self.probes_of(contract)[at].columns}
            columns = [by_name.get(name) for name in each.others]
            try:
                place = self._place(contract, at)
            except NoPlaceError as error:
                without[each.key] = f"`{each.target}` cannot be measured: {error}"
                continue
            if not place.meets(own):
                without[each.key] = f"`{each.target}` is on another server"
                continue
            found.append(Target(each.key, place, tuple(other for other in columns if other is not None)))
        return tuple(found), without

    def _ask_sql(  # noqa: PLR0913, PLR0917 - one object, and what is said of it
        self,
        contract: Contract,
        probe: Probe,
        place: Place,
        engine: Engine,
        figures: dict[str, Any],
        unmeasured: dict[str, str],
        queries: list[str],
    ) -> None:
        """Run the SQL rules, each in a separate process."""
        if not probe.queries:
            return
        kept = self.request.filter
        tables, names, schema = self._tables(contract, place)
        dialect = ENGINES[place.engine].dialect
        limits = Limits(
            self.limits.memory_mib,
            self.limits.threads,
            self.limits.spill_folder,
            SPILL_MIB,
            self.request.sql_seconds,
        )
        for query in probe.queries:
            if kept.since or kept.is_partial:
                unmeasured[query.key] = "SQL rules need all rows, but only some were requested"
                continue
            try:
                sql = guarded(
                    query.sql,
                    dialect,
                    names,
                    own=probe.physical,
                    column=query.column,
                    schema=schema,
                    home=schema if dialect == "postgres" else "",
                )
                used = names_of(sql, dialect)
            except RefusedSqlError as error:
                unmeasured[query.key] = f"refused: {error}"
                continue
            queries.append(sql)
            if self.request.is_dry:
                continue
            answer = self._ask_rule(SqlJob(sql, used, tables, limits), place, engine)
            if "figure" not in answer:
                unmeasured[query.key] = str(answer.get("why", "it returns no answer"))
            elif answer["figure"] != "0":
                figures[query.key] = answer["figure"]

    @staticmethod
    def _ask_rule(job: SqlJob, place: Place, engine: Engine) -> dict[str, Any]:
        """Run a rule in a separate process, and return its answer.

        Spark is slow to start and works in a separate process anyway, so its process is reused.
        """
        if place.engine == "spark":
            return engine.ask(job)
        with Engine() as own:
            return own.ask(job)

    def _tables(self, contract: Contract, own_place: Place) -> tuple[tuple[Target, ...], dict[str, str], str]:
        """Return the objects of a contract that SQL can use, their names, and the schema of the server."""
        found: list[Target] = []
        names: dict[str, str] = {}
        schema = ""
        taken: dict[str, int] = {}
        own = self.probes_of(contract)
        for at, probe in enumerate(own):
            for name in {probe.name.casefold(), probe.physical.casefold()}:
                taken[name] = -1 if name in taken else at
        for at, probe in enumerate(own):
            mine = [name for name in (probe.physical, probe.name) if taken[name.casefold()] == at]
            try:
                place = self._place(contract, at)
            except NoPlaceError:
                continue
            if mine and place.meets(own_place):
                found.append(Target("", place, probe.columns, (mine[0],)))
                names |= {name.casefold(): mine[0] for name in mine}
                schema = place.table[0] or schema
        return tuple(found), names, schema

    def _observation(
        self,
        probe: Probe,
        place: Place,
        answer: Mapping[str, Any],
        figures: Mapping[str, Any],
        unmeasured: Mapping[str, str],
    ) -> Observation:
        clocks = {name: (each[0], each[1], each[2]) for name, each in answer.get("clocks", {}).items()}
        return Observation(
            self.request.run,
            probe.address,
            probe.contract_version,
            probe.digest,
            place.server,
            place.environment,
            place.engine,
            str(answer.get("version", "")),
            self.request.seen_at,
            answer.get("rows"),
            self.request.filter,
            figures,
            clocks,
            tuple(answer.get("missing", ())),
            tuple(answer.get("additional", ())),
            answer.get("types", {}),
            tuple(answer.get("ambiguous", ())),
            unmeasured,
            answer.get("unavailable", ""),
        )


def measure(
    mesh: Mesh, values: Callable[[str, int], Any], objects: Iterable[tuple[Contract, int]], request: Request
) -> tuple[Seen, ...]:
    """Measure objects in order; `values` returns the values of a document."""
    wanted = tuple(objects)
    with TemporaryDirectory(prefix="meshwright-", ignore_cleanup_errors=True) as folder:
        run = Measuring(mesh, values, request, folder)
        for contract in dict.fromkeys(contract for contract, _ in wanted):
            run.probes_of(contract)
        done: list[int] = []
        lock = Lock()

        def one_of(share: int) -> list[tuple[int, Seen]]:
            found = []
            with Engine() as engine:
                for number in range(share, len(wanted), request.jobs):
                    found.append((number, run.measure(*wanted[number], engine)))
                    with lock:
                        done.append(number)
                        request.progress(len(done), len(wanted))
            return found

        if request.jobs == 1:
            return tuple(each for _, each in one_of(0))
        with ThreadPoolExecutor(request.jobs) as pool:
            shares = list(pool.map(one_of, range(request.jobs)))
    return tuple(
        each for _, each in sorted((pair for share in shares for pair in share), key=lambda pair: pair[0])
    )


def measurements(seen: Iterable[Seen]) -> tuple[Measurement, ...]:
    """Return the observations, each with the probe that it answers."""
    return tuple(Measurement(each.probe, each.observation) for each in seen if each.observation is not None)


def now() -> str:
    """Return the current time in whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
