"""How ports are made, as their contracts state it: what from, how often, how long it takes, how often it fails.

What is not stated is not known: it is at least zero, and may be anything.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import starmap
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from meshwright.analysis.flow.inputs import made_from
from meshwright.quantities.amounts import NOTHING, seconds
from meshwright.quantities.cron import longest_gap
from meshwright.quantities.service_level import Duration, Reading, read_promise, service_level, share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from meshwright.facts.facts import SlaFact
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Port
    from meshwright.mesh.mesh import Mesh

T = TypeVar("T")
LARGEST_SHARE = 1
_SHARE = re.compile(r"0(?:\.\d{1,12})?|1(?:\.0{1,12})?", re.ASCII)


class StatedValue(NamedTuple, Generic[T]):
    """A value, where it is stated, and how."""

    value: T
    at: At
    text: str = ""
    is_whole: bool = True
    """Whether nothing is missing; else it is the known part, and the whole is no better."""


class DeclaredServiceLevel(NamedTuple):
    """A service level that a contract promises."""

    name: str
    """As `mesh.promise` names it."""
    value: Reading
    fact: SlaFact
    at: At

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.fact.value} {self.fact.unit}" if self.fact.unit else str(self.fact.value)

    @property
    def is_hop(self) -> bool:
        """Whether it counts from the inputs on, and not from the event."""
        return self.fact.custom.get("slaScope") == "hop"

    @property
    def states_scope(self) -> bool:
        """Whether it says from where it counts."""
        return "slaScope" in self.fact.custom


class PortInput(NamedTuple):
    """A contract that a port is made from, and the place that says so."""

    contract: Contract
    at: At


@dataclass(frozen=True, slots=True, eq=False)
class PortProduction:
    """How a port is made, and what is promised of it."""

    contract: Contract
    port: Port | None
    """None where no product exposes the contract, so that nothing is known of how it is made."""
    feeds: tuple[PortInput, ...]
    """In the order of addresses; without those that are retired: nothing comes from them any more."""
    is_open: bool
    """Whether it also has inputs that nobody in the mesh offers."""
    levels: Mapping[str, tuple[DeclaredServiceLevel, ...]]
    unread: frozenset[str]
    """The service levels that can't be read, of which was told."""

    def weakest(self, name: str) -> DeclaredServiceLevel | None:
        """Return the promise of a name that holds for all of the port; None also where one of them can't be read."""
        return None if name in self.unread else self.weakest_read(name)

    def weakest_read(self, name: str) -> DeclaredServiceLevel | None:
        """Return the weakest promise of a name that can be read: those that can't be read make it no stronger."""
        found = self.levels.get(name, ())
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        is_more_worse = name in ("latency", "frequency", "generalAvailability")
        return (max if is_more_worse else min)(found, key=lambda level: level.value)

    def is_silent(self, name: str) -> bool:
        """Return whether a promise is absent because of a mistake that was told, or with all others."""
        fact = self.contract.fact
        return name in self.unread or not fact.sla or not fact.is_sound("slaProperties")

    def refresh(self) -> StatedValue[Duration] | None:
        """Return the stated time between two refreshes: the longest gap of a schedule, else the frequency."""
        for each in self.levels.get("frequency", ()):
            gap = longest_gap(each.fact.schedule) if each.fact.schedule else None
            if gap is not None:
                at = self.contract.home.at("slaProperties", each.fact.position, "schedule")
                return StatedValue(seconds(gap), at, f"refresh (`{each.fact.schedule}`)")
        stated = self.weakest_read("frequency")
        if stated is not None and isinstance(stated.value, Duration):
            return StatedValue(stated.value, stated.at, "refresh", "frequency" not in self.unread)
        return None

    def period(self, level: DeclaredServiceLevel | None = None) -> StatedValue[Duration] | None:
        """Return how long a promise's data stand between two refreshes.

        Streams and views without a refresh of their own are as new as what they are made from.
        """
        stated = self.refresh()
        if stated is None and self.is_passing(level):
            kind = "stream" if self.is_stream(level) else "view"
            return StatedValue(NOTHING, self.contract.home.at("schema"), f"{kind}, no refresh")
        return stated

    def run(self, level: DeclaredServiceLevel | None = None) -> StatedValue[Duration] | None:
        """Return how long a run takes, of the slowest object that a promise is about."""
        stated = [(_duration(value), at) for value, at in self._stated("runTime", level)]
        found = [StatedValue(read, at, "run") for read, at in stated if read is not None]
        return self._worst(found, level)

    def outage(self, level: DeclaredServiceLevel | None = None) -> StatedValue[Fraction] | None:
        """Return the share of time in which it fails by itself, of the worst object that a promise is about."""
        stated = [(_part(value), at) for value, at in self._stated("ownUnavailability", level)]
        found = [StatedValue(read, at, "own outages") for read, at in stated if read is not None]
        return self._worst(found, level)

    def is_passing(self, level: DeclaredServiceLevel | None = None) -> bool:
        """Return whether all objects that a promise is about are views or streams, and no refresh was meant."""
        if "frequency" in self.unread or not self.contract.fact.is_sound("slaProperties"):
            return False
        kinds = {self._kind(at) for at in self.objects(level)}
        return self._is_on_kafka() or (bool(kinds) and kinds <= {"view", "topic"})

    def is_view(self, level: DeclaredServiceLevel | None = None) -> bool:
        """Return whether any object that a promise is about is computed when it is read."""
        return any(self._kind(at) == "view" for at in self.objects(level))

    def is_stream(self, level: DeclaredServiceLevel | None = None) -> bool:
        """Return whether events go on as they come."""
        return self._is_on_kafka() or any(self._kind(at) == "topic" for at in self.objects(level))

    def objects(self, level: DeclaredServiceLevel | None) -> tuple[int, ...]:
        """Return the positions of the objects that a promise is about: those that it names, else all."""
        objects = self.contract.fact.objects
        if level is not None and level.fact.elements:
            names = {element.partition(".")[0] for element in level.fact.elements}
            named = tuple(at for at, each in enumerate(objects) if each.name in names)
            if named:
                return named
        return tuple(range(len(objects)))

    def _worst(
        self, found: list[StatedValue[T]], level: DeclaredServiceLevel | None
    ) -> StatedValue[T] | None:
        """Return the greatest of the values of objects; the objects that state none may have a greater one."""
        worst = max(found, key=lambda each: each.value, default=None)  # type: ignore[arg-type, return-value]
        return worst and worst._replace(is_whole=len(found) == len(self.objects(level)))

    def _kind(self, at: int) -> str:
        return (self.contract.fact.objects[at].physical_type or "").strip().casefold()

    def _is_on_kafka(self) -> bool:
        return any(server.type == "kafka" for server in self.contract.fact.servers)

    def _stated(self, name: str, level: DeclaredServiceLevel | None) -> Iterator[tuple[object, At]]:
        for at in self.objects(level):
            custom = self.contract.fact.objects[at].custom
            if name in custom:
                yield custom[name], self.contract.home.at("schema", at, "customProperties", name, "value")


@dataclass(frozen=True, slots=True, eq=False)
class ProductionGraph:
    """All contracts of a mesh, and an order in which data flow."""

    of: Mapping[Contract, PortProduction]
    order: tuple[Contract, ...]
    """What a contract is made from stands before it; without those in circles."""
    circular: frozenset[Contract]
    """Those in circles, or between two."""


def makings(mesh: Mesh) -> ProductionGraph:
    """Gather how everything is made; ask for it by `mesh.once(makings)`."""
    made: dict[Contract, PortProduction] = {}
    for product in mesh.products:
        for port in product.outputs:
            if port.contract is not None and port.contract not in made:
                stated = list(made_from(port, product, mesh))
                is_open = len(stated) < len(port.fact.needs or product.inputs)
                living = dict(reversed([each for each in stated if mesh.status(each[0]) != "retired"]))
                feeds = sorted(starmap(PortInput, living.items()), key=lambda feed: feed.contract.address)
                made[port.contract] = _making(port.contract, port, tuple(feeds), is_open=is_open)
    for contract in mesh.contracts:
        if contract not in made:
            made[contract] = _making(contract, None, (), is_open=False)
    order, circular = _order(made)
    return ProductionGraph(made, order, circular)


def _making(
    contract: Contract, port: Port | None, feeds: tuple[PortInput, ...], *, is_open: bool
) -> PortProduction:
    levels: dict[str, list[DeclaredServiceLevel]] = {}
    unread = set()
    for fact in contract.fact.sla:
        name = service_level(fact.property)
        if name is not None:
            value = _read(name, fact.value, fact.unit)
            if value is None:
                unread.add(name)
            else:
                at = contract.home.at("slaProperties", fact.position, "value")
                levels.setdefault(name, []).append(DeclaredServiceLevel(name, value, fact, at))
    stated = {name: tuple(found) for name, found in levels.items()}
    return PortProduction(contract, port, feeds, is_open, stated, frozenset(unread))


@lru_cache(maxsize=4096, typed=True)
def _read(name: str, value: str | float | None, unit: str | None) -> Reading | None:
    return None if value is None else read_promise(name, value, unit)


def _duration(value: object) -> Duration | None:
    """Read a run time; texts are few, and the same in many contracts."""
    found = _read("latency", value, None) if isinstance(value, str | int | float) else None
    return found if isinstance(found, Duration) else None


def _part(value: object) -> Fraction | None:
    """Read a share of time: `0.001`, `0.1 %`."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return share(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LARGEST_SHARE
    if is_number or (isinstance(value, str) and _SHARE.fullmatch(value.strip())):
        return Fraction(str(value).strip())
    return None


def _order(made: Mapping[Contract, PortProduction]) -> tuple[tuple[Contract, ...], frozenset[Contract]]:
    into = {contract: tuple(feed.contract for feed in making.feeds) for contract, making in made.items()}
    order = _sorted(into)
    behind = _within(into, into.keys() - set(order))
    last = set(_sorted(_reversed(behind)))
    circular = frozenset(contract for contract in behind if contract not in last)
    return (*order, *_sorted(_within(behind, last))), circular


def _within(
    into: Mapping[Contract, tuple[Contract, ...]], chosen: Collection[Contract]
) -> dict[Contract, tuple[Contract, ...]]:
    return {
        contract: tuple(each for each in sources if each in chosen)
        for contract, sources in into.items()
        if contract in chosen
    }


def _reversed(into: Mapping[Contract, tuple[Contract, ...]]) -> dict[Contract, list[Contract]]:
    out: dict[Contract, list[Contract]] = {contract: [] for contract in into}
    for contract, sources in into.items():
        for source in sources:
            out[source].append(contract)
    return out


def _sorted(into: Mapping[Contract, Sequence[Contract]]) -> list[Contract]:
    """Return the contracts in topological order, without those in a cycle or behind one."""
    sorter = TopologicalSorter(dict.fromkeys(into, ()))
    for contract, sources in into.items():
        sorter.add(contract, *sources)
    with suppress(CycleError):
        sorter.prepare()
    order: list[Contract] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order
