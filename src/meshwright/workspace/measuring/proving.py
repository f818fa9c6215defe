"""The comparison of an engine with DuckDB: both count the same table, whose rows are part of the queries."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from meshwright.measuring.observation import Filter
from meshwright.measuring.proof import NOW, PROBE
from meshwright.records import dataclass
from meshwright.workspace.measuring.engine import Engine
from meshwright.workspace.measuring.engines import dsn_variable
from meshwright.workspace.measuring.jobs import Job
from meshwright.workspace.measuring.places import Place
from meshwright.workspace.measuring.session import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 600


class UnprovenError(Exception):
    """There is nothing to compare; the message states the reason."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The counts of an engine compared with those of DuckDB."""

    engine: str
    version: str
    reference_version: str
    equal: tuple[str, ...]
    different: tuple[str, ...]
    unmeasured: Mapping[str, str]
    """The counts that the engine does not support, with the reasons."""


def engine_of(server: str) -> str:
    """Return the engine for a server; empty if the environment variable for the server's connection is not set."""
    stated = os.environ.get(dsn_variable(server), "")
    if not stated:
        return ""
    return "spark" if stated.startswith(("sc://", "local")) else "postgresql"


def prove(server: str, memory_mib: int) -> Proof:
    """Return the comparison of a server's engine with DuckDB; raises UnprovenError."""
    engine = engine_of(server)
    with TemporaryDirectory(prefix="meshwright-", ignore_cleanup_errors=True) as folder:
        limits = Limits(memory_mib, 2, folder, 1_024, SECONDS)
        expected = _answer(Place("", "", "parquet", ()), limits)
        found = _answer(Place(server, "", "table", (), engine=engine), limits)
    equal: list[str] = []
    different: list[str] = []
    wanted, given = _counts(expected), _counts(found)
    unmeasured: dict[str, str] = found["unmeasured"]
    for key in sorted(wanted):
        if key in unmeasured or key.removesuffix("/rows") in unmeasured:
            continue
        (equal if wanted[key] == given.get(key) else different).append(key)
    different += sorted(given.keys() - wanted.keys())
    return Proof(
        engine, found["version"], expected["version"], tuple(equal), tuple(different), dict(unmeasured)
    )


def _answer(place: Place, limits: Limits) -> dict[str, Any]:
    with Engine() as engine:
        found = engine.ask(Job(PROBE, place, (), {}, Filter(), NOW, limits, is_proof=True))
    if why := found.get("why") or found.get("unavailable"):
        raise UnprovenError(str(why))
    return found


def _counts(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return all figures, including zero figures for checks and keys."""
    pairs = [*(each.key for each in PROBE.keys), *(each.key for each in PROBE.references)]
    keys = [*(each.key for each in PROBE.checks), *pairs, *(f"{each}/rows" for each in pairs)]
    clocks = {f"{name}#clock": tuple(each) for name, each in answer["clocks"].items()}
    return {**dict.fromkeys(keys, 0), "#rows": answer["rows"], **answer["figures"], **clocks}
