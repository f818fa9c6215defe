"""Observations of a folder, matched to the present contracts: for each object, the newest that answers the
same question.

Does not: open data. Figures that answer another question than the contract asks now are left out, and
counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.judgement import Measurement
from meshwright.measuring.looks import look_at
from meshwright.measuring.observation import UnreadObservationError, observation_of, read_lines
from meshwright.measuring.plan import probes
from meshwright.measuring.standing import ProductStanding, standing_of, total
from meshwright.measuring.wording import at
from meshwright.mesh.address import segment
from meshwright.mesh.registries import mapping
from meshwright.rulekit.configuration import is_on, level
from meshwright.rulekit.engine import check_measurements
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.measuring.store import files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.measuring.looks import Look
    from meshwright.measuring.observation import Observation
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.settle import CheckContext


SKEW = timedelta(days=1)
"""The most by which a clock may have been ahead; later observations would hide all that come after them."""


class Observed(NamedTuple):
    """The observations of a mesh."""

    measurements: tuple[Measurement, ...]
    outdated: tuple[Measurement, ...]
    """Objects whose newest observation answers another question."""
    never: tuple[str, ...]
    """Objects without an observation."""

    @property
    def all(self) -> tuple[Measurement, ...]:
        """Return every object that has an observation."""
        return (*self.measurements, *self.outdated)


class Kept(NamedTuple):
    """The content of a folder for one object."""

    newest: Observation
    looks: tuple[Look, ...]
    """All looks at it, with the newest, on any server."""


def read_folder(folder: str) -> dict[str, Kept]:
    """Return the newest observation of each object in a folder, by its address, with all looks at it.

    Raises OSError and UnreadObservationError.
    A run that two files have, because one is the month that the other is a part of, counts once.
    """
    newest: dict[str, dict[str, Any]] = {}
    looks: dict[str, list[Look]] = {}
    latest = (datetime.now(UTC) + SKEW).strftime("%Y-%m-%dT%H:%M:%SZ")

    def read(content: dict[str, Any]) -> None:
        address = str(content["address"])
        if str(content["seenAt"]) > latest:
            raise ValueError(f"it was seen at {content['seenAt']}, which is in the future")
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


def beside(
    mesh: Mesh, values: Callable[[str, int], Any], kept: Mapping[str, Kept], configuration: Configuration
) -> Observed:
    """Return observations with the probes that they answer; `values` returns the values of a document."""
    rules = [rule for rule in all_rules() if rule.is_measuring]
    found: list[Measurement] = []
    outdated: list[Measurement] = []
    never: list[str] = []
    for contract in mesh.contracts:
        addresses = [f"{contract.address}/{segment(each.name)}" for each in contract.fact.objects]
        if not any(each in kept for each in addresses):
            never += addresses if mesh.status(contract) != "retired" else []
            continue
        body = mapping(values(contract.home.file, contract.home.document))
        off = frozenset(each.name for each in rules if level(each, configuration, contract.home.file) is None)
        for probe in probes(contract, mesh, body):
            each = kept.get(probe.address)
            if each is None:
                never.append(probe.address)
            else:
                measured = Measurement(probe, each.newest, each.looks, off)
                is_outdated = not (each.newest.unavailable or measured.is_comparable)
                (outdated if is_outdated else found).append(measured)
    return Observed(tuple(found), tuple(outdated), tuple(never))


def with_earlier(found: Iterable[Measurement], kept: Mapping[str, Kept]) -> tuple[Measurement, ...]:
    """Return measurements with the looks that a folder has at their objects."""
    return tuple(
        replace(each, earlier=kept[each.probe.address].looks) if each.probe.address in kept else each
        for each in found
    )


def of_contracts(mesh: Mesh, observed: Observed) -> dict[str, ProductStanding]:
    """Return the standing of each contract, by its address."""
    found = {each.probe.address: each for each in observed.all}
    never = frozenset(observed.never)
    result = {}
    for contract in mesh.contracts:
        addresses = [f"{contract.address}/{segment(each.name)}" for each in contract.fact.objects]
        own = [found[each] for each in addresses if each in found]
        result[contract.address] = ProductStanding(
            total(map(standing_of, own)),
            len(never.intersection(addresses)),
            min((each.observation.seen_at for each in own), default=""),
        )
    return result


def of_products(mesh: Mesh, observed: Observed) -> dict[str, ProductStanding]:
    """Return the standing of each product, by its address."""
    contracts = of_contracts(mesh, observed)
    result = {}
    for product in mesh.products:
        own = [contracts[each.contract.address] for each in product.outputs if each.contract is not None]
        result[product.address] = ProductStanding(
            total(each.standing for each in own),
            sum(each.never for each in own),
            min((each.last_seen for each in own if each.last_seen), default=""),
        )
    return result


def findings_of(measured: Iterable[Measurement], context: CheckContext) -> Findings:
    """Return the findings of the rules on observations."""
    findings = Findings(context.policies)
    active = [rule for rule in all_rules() if rule.is_measuring and is_on(rule, context.configuration)]
    subjects = [(each, at(each.probe)) for each in measured]
    findings.add(*check_measurements(active, subjects, context.mesh))
    return findings
