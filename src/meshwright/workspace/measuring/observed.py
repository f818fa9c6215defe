"""Observations of a folder beside what contracts say now: the newest of each object that was asked the same.

Does not: open data. Figures that answer another question than the contract asks now are left out, and counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.judgement import Measurement
from meshwright.measuring.looks import look_at
from meshwright.measuring.observation import UnreadObservationError, observation_of, read_lines
from meshwright.measuring.plan import probes
from meshwright.measuring.wording import at
from meshwright.mesh.address import segment
from meshwright.mesh.registries import mapping
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.engine import check_measurements
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.measuring.store import files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.measuring.looks import Look
    from meshwright.measuring.observation import Observation
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.settle import CheckContext


class Observed(NamedTuple):
    """What observations say of a mesh."""

    measurements: tuple[Measurement, ...]
    outdated: tuple[str, ...]
    """Objects whose newest observation answers another question."""
    never: tuple[str, ...]
    """Objects without an observation."""


class Kept(NamedTuple):
    """What a folder says of one object."""

    newest: Observation
    looks: tuple[Look, ...]
    """All looks at it, with the newest, on whichever server."""


def read_folder(folder: str) -> dict[str, Kept]:
    """Return what a folder says of each object, by its address; raises OSError and UnreadObservationError.

    A run that two files have, because one is the month that the other is a part of, counts once.
    """
    newest: dict[str, dict[str, Any]] = {}
    looks: dict[str, list[Look]] = {}

    def read(content: dict[str, Any]) -> None:
        address = str(content["address"])
        look = look_at(content)
        if look is not None:
            looks.setdefault(address, []).append(look)
        known = newest.get(address)
        if known is None or (known["seenAt"], known["run"]) < (str(content["seenAt"]), str(content["run"])):
            newest[address] = content

    for name, lines in files_of(folder):
        try:
            for _ in read_lines(lines, read):
                pass
        except UnreadObservationError as error:
            raise UnreadObservationError(f"`{name}`: {error}") from error
    return {
        address: Kept(observation_of(content), tuple(looks.get(address, ())))
        for address, content in newest.items()
    }


def beside(mesh: Mesh, values: Callable[[str, int], Any], kept: Mapping[str, Kept]) -> Observed:
    """Return observations with the probes that they answer; `values` gives what a document says."""
    found: list[Measurement] = []
    outdated: list[str] = []
    never: list[str] = []
    for contract in mesh.contracts:
        addresses = [f"{contract.address}/{segment(each.name)}" for each in contract.fact.objects]
        if not any(each in kept for each in addresses):
            never += addresses if mesh.status(contract) != "retired" else []
            continue
        body = mapping(values(contract.home.file, contract.home.document))
        for probe in probes(contract, mesh, body):
            each = kept.get(probe.address)
            if each is None:
                never.append(probe.address)
            elif each.newest.probe != probe.digest and not each.newest.unavailable:
                outdated.append(probe.address)
            else:
                found.append(Measurement(probe, each.newest, each.looks))
    return Observed(tuple(found), tuple(outdated), tuple(never))


def with_earlier(found: Iterable[Measurement], kept: Mapping[str, Kept]) -> tuple[Measurement, ...]:
    """Return measurements with the looks that a folder has of their objects."""
    return tuple(
        Measurement(each.probe, each.observation, kept[each.probe.address].looks)
        if each.probe.address in kept
        else each
        for each in found
    )


def findings_of(measured: Iterable[Measurement], context: CheckContext) -> Findings:
    """Return what the rules on observations find."""
    findings = Findings(context.policies)
    active = [rule for rule in all_rules() if rule.is_measuring and is_on(rule, context.configuration)]
    subjects = [(each, at(each.probe)) for each in measured]
    findings.add(*check_measurements(active, subjects, context.mesh))
    return findings
