"""Observations of a folder beside what contracts say now: the newest of each object that was asked the same.

Does not: open data. Figures that answer another question than the contract asks now are left out, and counted.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.judgement import Measurement
from meshwright.measuring.observation import UnreadObservationError, observations_of
from meshwright.measuring.plan import probes
from meshwright.measuring.wording import at
from meshwright.mesh.registries import mapping
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.engine import check_measurements
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.measuring.store import ENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.measuring.observation import Observation
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.settle import CheckContext

MOST_BYTES = 64 << 20
"""Of one file; a run of 100,000 objects has less."""


class Observed(NamedTuple):
    """What observations say of a mesh."""

    measurements: tuple[Measurement, ...]
    outdated: int
    """Objects whose newest observation answers another question."""
    never: int
    """Objects without an observation."""


def read_folder(folder: str) -> dict[str, Observation]:
    """Return the newest observation of each object by its address; raises OSError and UnreadObservationError."""
    newest: dict[str, Observation] = {}
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - text
        path = f"{folder}/{name}"
        if not name.endswith(ENDING) or not os.path.isfile(path):  # noqa: PTH113 - text
            continue
        if os.path.getsize(path) > MOST_BYTES:  # noqa: PTH202 - text
            raise UnreadObservationError(f"`{name}` is larger than {MOST_BYTES >> 20} MiB")
        try:
            with open(path, encoding="utf-8") as lines:  # noqa: PTH123 - text
                for each in observations_of(lines):
                    known = newest.get(each.address)
                    if known is None or (known.seen_at, known.run) < (each.seen_at, each.run):
                        newest[each.address] = each
        except (UnreadObservationError, UnicodeDecodeError) as error:
            raise UnreadObservationError(f"`{name}`: {error}") from error
    return newest


def beside(mesh: Mesh, values: Callable[[str, int], Any], newest: dict[str, Observation]) -> Observed:
    """Return observations with the probes that they answer; `values` gives what a document says."""
    found: list[Measurement] = []
    outdated = never = 0
    for contract in mesh.contracts:
        if not any(each.startswith(f"{contract.address}/") for each in newest):
            never += len(contract.fact.objects)
            continue
        body = mapping(values(contract.home.file, contract.home.document))
        for probe in probes(contract, mesh, body):
            seen = newest.get(probe.address)
            if seen is None:
                never += 1
            elif seen.probe != probe.digest and not seen.unavailable:
                outdated += 1
            else:
                found.append(Measurement(probe, seen))
    return Observed(tuple(found), outdated, never)


def findings_of(measured: Iterable[Measurement], context: CheckContext) -> Findings:
    """Return what the rules on observations find."""
    findings = Findings(context.policies)
    active = [rule for rule in all_rules() if rule.is_measuring and is_on(rule, context.configuration)]
    subjects = [(each, at(each.probe)) for each in measured]
    findings.add(*check_measurements(active, subjects, context.mesh))
    return findings
