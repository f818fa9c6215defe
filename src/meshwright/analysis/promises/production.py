"""The production of ports, as declared in their contracts: inputs, schedule, run time and outages.

An undeclared value is unknown: at least zero, without an upper bound.
"""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import starmap
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from meshwright.analysis.flow.inputs import made_from
from meshwright.mesh.elements import objects_of
from meshwright.mesh.offers import is_on_platform, offers, offers_for
from meshwright.quantities.amounts import NOTHING, seconds
from meshwright.quantities.cron import longest_gap
from meshwright.quantities.service_level import Duration, Reading, read_promise, service_level, share
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from meshwright.facts.facts import SlaFact
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Port
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.offers import Offers

T = TypeVar("T")
LARGEST_SHARE = 1
_SHARE = re.compile(r"0(?:\.\d{1,12})?|1(?:\.0{1,12})?", re.ASCII)


class StatedValue(NamedTuple, Generic[T]):
    """A declared value, with its location and text."""

    value: T
    at: At
    text: str = ""
    is_whole: bool = True
    """Whether the value is complete; if not, it is only the known part, and the whole is at least as bad."""


class DeclaredServiceLevel(NamedTuple):
    """A service level of a contract."""

    name: str
    """The name, as in `quantities.service_level`."""
    value: Reading
    fact: SlaFact
    at: At

    @property
    def text(self) -> str:
        """The text, as written."""
        return f"{self.fact.value} {self.fact.unit}" if self.fact.unit else str(self.fact.value)

    @property
    def is_hop(self) -> bool:
        """Whether the service level counts from the inputs instead of the event."""
        return self.fact.custom.get("slaScope") == "hop"

    @property
    def states_scope(self) -> bool:
        """Whether the service level declares the point from which it counts."""
        return "slaScope" in self.fact.custom


class PortInput(NamedTuple):
    """A contract that a port derives from, with the declaring location."""

    contract: Contract
    at: At


@dataclass(frozen=True, slots=True, eq=False)
class PortProduction:
    """The production of a port, with its service levels."""

    contract: Contract
    port: Port | None
    """The output port; None if no product exposes the contract, so that its production is unknown."""
    feeds: tuple[PortInput, ...]
    """The inputs, sorted by address; retired ones are omitted, because they no longer deliver data."""
    is_open: bool
    """Whether the port also has inputs outside the mesh."""
    levels: Mapping[str, tuple[DeclaredServiceLevel, ...]]
    unread: frozenset[str]
    """Service levels that failed to parse; each is already reported."""
    cache: StatedValue[Duration] | None = None
    """The longest time for which a server of the platform may return a cached answer; None if not declared."""

    def weakest(self, name: str) -> DeclaredServiceLevel | None:
        """Return the weakest service level with a given name for the whole port; None if any of them failed to parse."""
        return None if name in self.unread else self.weakest_read(name)

    def weakest_read(self, name: str) -> DeclaredServiceLevel | None:
        """Return the weakest parsed service level with a given name. Unparsed ones are ignored: they could only be
        weaker.
        """
        found = self.levels.get(name, ())
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        is_more_worse = name in ("latency", "frequency", "generalAvailability")
        return (max if is_more_worse else min)(found, key=lambda level: level.value)

    def is_silent(self, name: str) -> bool:
        """Return whether a missing service level needs no report: a problem in it is already reported, or the contract
        has none.
        """
        fact = self.contract.fact
        return name in self.unread or not fact.sla or not fact.is_sound("slaProperties")

    def refresh(self) -> StatedValue[Duration] | None:
        """Return the declared time between two refreshes: the longest gap in a schedule, or else the frequency."""
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
        """Return the time between two refreshes of a service level's data.

        Streams and views without their own refresh are as fresh as their inputs, so their period is zero.
        """
        stated = self.refresh()
        if stated is None and self.is_passing(level):
            kind = "stream" if self.is_stream(level) else "view"
            return StatedValue(NOTHING, self.contract.home.at("schema"), f"{kind}, no refresh")
        return stated

    def run(self, level: DeclaredServiceLevel | None = None) -> StatedValue[Duration] | None:
        """Return the run time of the slowest object that a service level covers."""
        stated = [(_duration(value), at) for value, at in self._stated("runTime", level)]
        found = [StatedValue(read, at, "run") for read, at in stated if read is not None]
        return self._worst(found, level)

    def outage(self, level: DeclaredServiceLevel | None = None) -> StatedValue[Fraction] | None:
        """Return the share of time lost to outages of the port itself, for the worst object that a service level covers."""
        stated = [(_part(value), at) for value, at in self._stated("ownUnavailability", level)]
        found = [StatedValue(read, at, "own outages") for read, at in stated if read is not None]
        return self._worst(found, level)

    def is_passing(self, level: DeclaredServiceLevel | None = None) -> bool:
        """Return whether all objects that a service level covers are views, or streams without a refresh."""
        if "frequency" in self.unread or not self.contract.fact.is_sound("slaProperties"):
            return False
        kinds = {self._kind(at) for at in self.objects(level)}
        return self._is_on_kafka() or (bool(kinds) and kinds <= {"view", "topic"})

    def is_view(self, level: DeclaredServiceLevel | None = None) -> bool:
        """Return whether any object that a service level covers is computed when it is read."""
        return any(self._kind(at) == "view" for at in self.objects(level))

    def is_stream(self, level: DeclaredServiceLevel | None = None) -> bool:
        """Return whether events are passed on as they arrive."""
        return self._is_on_kafka() or any(self._kind(at) == "topic" for at in self.objects(level))

    def objects(self, level: DeclaredServiceLevel | None) -> tuple[int, ...]:
        """Return the positions of the objects that a service level covers: the objects that the level names, or else all."""
        objects = self.contract.fact.objects
        named = objects_of(level.fact.elements, objects) if level is not None else ()
        return named or tuple(range(len(objects)))

    def _worst(
        self, found: list[StatedValue[T]], level: DeclaredServiceLevel | None
    ) -> StatedValue[T] | None:
        """Return the greatest value that the objects declare; it is incomplete if an object declares none."""
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
    """The contracts of a mesh with the production of each, and their topological order."""

    of: Mapping[Contract, PortProduction]
    order: tuple[Contract, ...]
    """The contracts in topological order: inputs precede the contracts that derive from them. Contracts in cycles are
    omitted.
    """
    circular: frozenset[Contract]
    """The contracts that are in a cycle, or on a path from one cycle to another."""


def makings(mesh: Mesh) -> ProductionGraph:
    """Build the production graph of all ports; call this through `mesh.derived(makings)`."""
    made: dict[Contract, PortProduction] = {}
    offered = mesh.derived(offers)
    for product in mesh.products:
        for port in product.outputs:
            if port.contract is not None and port.contract not in made:
                stated = made_from(port, product, mesh)
                is_open = len(stated) < len(port.fact.needs or product.inputs)
                living = dict(reversed([each for each in stated if mesh.status(each[0]) != "retired"]))
                feeds = sorted(starmap(PortInput, living.items()), key=lambda feed: feed.contract.address)
                made[port.contract] = _making(port.contract, port, tuple(feeds), offered, is_open=is_open)
    for contract in mesh.contracts:
        if contract not in made:
            made[contract] = _making(contract, None, (), offered, is_open=False)
    order, circular = _order(made)
    return ProductionGraph(made, order, circular)


def _making(
    contract: Contract, port: Port | None, feeds: tuple[PortInput, ...], offered: Offers, *, is_open: bool
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
    cache = _cache(contract, offered)
    return PortProduction(contract, port, feeds, is_open, stated, frozenset(unread), cache)


def _cache(contract: Contract, offered: Offers) -> StatedValue[Duration] | None:
    """Return the longest cache duration of a contract's servers, because any of them may be used to read the data.

    A server that matches several offers is assumed to have the shortest of their cache durations.
    """
    least, most = None, NOTHING
    for server in contract.fact.servers if offered else ():
        own = offers_for(server, offered) if is_on_platform(server) else ()
        if not any(each.cache for each in own):
            continue
        shortest = min(own, key=lambda each: each.cache or NOTHING)
        longest = max(own, key=lambda each: each.cache or NOTHING)
        least = max(least or shortest, shortest, key=lambda each: each.cache or NOTHING)
        most = max(most, longest.cache or NOTHING)
    if least is None:
        return None
    value = least.cache or NOTHING
    text = f"cache of servers of type {least.type}"
    return StatedValue(value, least.at / "cache" if least.cache else least.at, text, is_whole=value == most)


@lru_cache(maxsize=4096, typed=True)
def _read(name: str, value: str | float | None, unit: str | None) -> Reading | None:
    return None if value is None else read_promise(name, value, unit)


def _duration(value: object) -> Duration | None:
    """Parse a run time; cached, because many contracts share the same few run times."""
    found = _read("latency", value, None) if isinstance(value, str | int | float) else None
    return found if isinstance(found, Duration) else None


def _part(value: object) -> Fraction | None:
    """Parse a share of time: `0.001`, `0.1 %`."""
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
    """Return the contracts in topological order, except those in a cycle or downstream of one."""
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
