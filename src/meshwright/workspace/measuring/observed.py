"""Stored observations matched to the current contracts: for each object and server, the newest that still applies.

Figures that no longer match the contract's promises, or that come from servers that the contract no longer declares,
are omitted but counted. This module does not open data.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.facts.compile import LocalResult
from meshwright.measuring.judgement import Measurement, unmeasured
from meshwright.measuring.observation import UnreadObservationError, observation_of, refuse_nonsense
from meshwright.measuring.observation_summary import ObservationSummaries, plain_summaries, summary_of_line
from meshwright.measuring.packing import read_parts
from meshwright.measuring.plan import probes
from meshwright.measuring.series import Series
from meshwright.measuring.standing import ProductStanding, standing_of, total
from meshwright.measuring.wording import at, server_words, words_of_server
from meshwright.mesh.address import segment
from meshwright.mesh.registries import mapping
from meshwright.report.measure import NotMeasured
from meshwright.rulekit.configuration import is_on, level
from meshwright.rulekit.engine import check_measurements
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.measuring.places import environment_of
from meshwright.workspace.measuring.store import files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from meshwright.facts.unit import LocalFinding
    from meshwright.finding.finding import At
    from meshwright.measuring.observation import Observation
    from meshwright.measuring.observation_summary import ObservationSummary
    from meshwright.measuring.series import Part
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.findings import Findings
    from meshwright.rulekit.rule import Rule
    from meshwright.rulekit.settle import CheckContext


SKEW = timedelta(days=1)
"""The maximum by which a clock may be ahead; an observation further in the future would hide all later ones."""


class Observed(NamedTuple):
    """The observations of a mesh."""

    measurements: tuple[Measurement, ...]
    """The newest observation of each object on each server."""
    outdated: tuple[Measurement, ...]
    """Observations that no longer match the contract."""
    never: tuple[str, ...]
    """Objects without observations."""
    undeclared: tuple[Observation, ...] = ()
    """The newest observations on servers that the contract no longer declares."""
    unseen: tuple[tuple[str, str], ...] = ()
    """Objects observed on some but not all declared servers: the address, and an unobserved server in words."""
    whole: tuple[Measurement, ...] = ()
    """The newest observations of all rows, for objects and servers whose newest observation does not cover all rows."""

    @property
    def all(self) -> tuple[Measurement, ...]:
        """The newest observation of each object on each server, including outdated ones."""
        return (*self.measurements, *self.outdated)

    @property
    def by_address(self) -> dict[str, tuple[Measurement, ...]]:
        """The measurements of each measured object, by address and in the order of the object's servers."""
        found: dict[str, list[Measurement]] = {}
        for each in self.all:
            found.setdefault(each.probe.address, []).append(each)
        return {address: tuple(sorted(own, key=_server)) for address, own in found.items()}


class Kept(NamedTuple):
    """The stored observations of one object."""

    newest: tuple[Observation, ...]
    """The newest observation for each server and environment."""
    summaries: Iterable[ObservationSummary]
    """All observations, including the newest, on any server."""
    whole: tuple[Observation, ...] = ()
    """The newest observation of all rows, for each server and environment whose newest one does not cover all rows."""


NOTHING = Kept((), ())


def _server(measured: Measurement) -> tuple[str, str]:
    return measured.observation.server, measured.observation.environment


def read_folder(folder: str) -> dict[str, Kept]:
    """Return the stored observations of each object in a folder, by address.

    Raises OSError and UnreadObservationError. A run that is in two files, its own and that of its month, is counted once.
    """
    reading = _Reading()
    for name, lines in files_of(folder):
        try:
            for _ in read_parts(lines, reading.read_line):
                pass
        except UnreadObservationError as error:
            raise UnreadObservationError(f"`{name}`: {error}") from error
    return {
        address: Kept(
            tuple(observation_of(own.newest[server][1]) for server in sorted(own.newest)),
            own.summaries,
            tuple(
                observation_of(own.whole[server][1])
                for server in sorted(own.whole)
                if own.whole[server][1] is not own.newest[server][1]
            ),
        )
        for address, own in reading.found.items()
    }


_Newest = dict[tuple[str, str], tuple[tuple[str, str], dict[str, Any]]]
"""The newest line for each server and environment: its time and run, and its content."""


class _Read(NamedTuple):
    """The lines about one object: the newest line and the newest line about all rows per server, and all observations."""

    newest: _Newest
    whole: _Newest
    summaries: ObservationSummaries


class _Reading:
    """The content of the lines read from a folder; methods raise ValueError or similar errors for malformed lines."""

    def __init__(self) -> None:
        self.found: dict[str, _Read] = {}
        self.latest = (datetime.now(UTC) + SKEW).strftime("%Y-%m-%dT%H:%M:%SZ")

    def read_line(self, common: dict[str, Any], parts: Sequence[Part]) -> None:
        """Read the observations on a line. If they differ only in rows and clocks, only the newest is read completely."""
        plain = plain_summaries(common, parts)
        if plain is not None:
            run, own = parts.newest if isinstance(parts, Series) else max(parts, key=_time_of)
            self.read({**common, **own, **run}, plain)
            return
        for run, own in parts:
            content = {**common, **own, **run}
            summary = summary_of_line(content)
            self.read(content, [] if summary is None else [summary])

    def read(self, content: dict[str, Any], summaries: Iterable[ObservationSummary]) -> None:
        """Add an object's observations; `content` is the newest. Raises ValueError if it is in the future."""
        refuse_nonsense(content)
        seen_at = content["seenAt"]
        if seen_at > self.latest:
            raise ValueError(f"it was seen at {seen_at}, which is in the future")
        own = self.found.get(content["address"])
        if own is None:
            own = self.found[content["address"]] = _Read({}, {}, ObservationSummaries())
        own.summaries.add(summaries)
        server, at = (content.get("server", ""), content.get("environment", "")), (seen_at, content["run"])
        _take(own.newest, server, at, content)
        if not (content.get("filter") or content.get("unavailable")):
            _take(own.whole, server, at, content)


def _take(newest: _Newest, server: tuple[str, str], at: tuple[str, str], content: dict[str, Any]) -> None:
    """Keep `content` if it is the newest for its server."""
    if server not in newest or newest[server][0] < at:
        newest[server] = at, content


def _time_of(part: Part) -> tuple[str, str]:
    return part[0]["seenAt"], part[0]["run"]


def beside(
    mesh: Mesh, values: Callable[[str, int], Any], kept: Mapping[str, Kept], configuration: Configuration
) -> Observed:
    """Return the stored observations, each with the probe that it answers; `values` returns the values of a document."""
    rules = [rule for rule in all_rules() if rule.is_measuring]
    found: list[Measurement] = []
    outdated: list[Measurement] = []
    never: list[str] = []
    undeclared: list[Observation] = []
    unseen: list[tuple[str, str]] = []
    whole: list[Measurement] = []
    for contract in mesh.contracts:
        addresses = [f"{contract.address}/{segment(each.name)}" for each in contract.fact.objects]
        if not any(each in kept for each in addresses):
            never += addresses if mesh.status(contract) != "retired" else []
            continue
        body = mapping(values(contract.home.file, contract.home.document))
        off = frozenset(each.name for each in rules if level(each, configuration, contract.home.file) is None)
        for probe in probes(contract, mesh, body):
            own = kept.get(probe.address, NOTHING)
            declared = [each for each in own.newest if _is_declared(each, contract)]
            undeclared += [each for each in own.newest if each not in declared]
            if not declared:
                never.append(probe.address)
            unseen += [(probe.address, each) for each in _unseen(declared, contract)]
            for each in declared:
                measured = Measurement(probe, each, own.summaries, off)
                is_outdated = not (each.unavailable or measured.is_comparable)
                (outdated if is_outdated else found).append(measured)
            older = (Measurement(probe, each, own.summaries, off) for each in own.whole)
            whole += [
                each for each in older if _is_declared(each.observation, contract) and each.is_comparable
            ]
    return Observed(
        tuple(found), tuple(outdated), tuple(never), tuple(undeclared), tuple(unseen), tuple(whole)
    )


def _is_declared(seen: Observation, contract: Contract) -> bool:
    """Return whether a contract declares an observation's server.

    The result is also True if the observation does not name a server, or if the contract has no servers.
    """
    servers = {(each.server, environment_of(each)) for each in contract.fact.servers}
    return not (servers and seen.server) or (seen.server, seen.environment) in servers


def _unseen(seen: Iterable[Observation], contract: Contract) -> Iterator[str]:
    """Yield, in words, the servers of a contract that have no observation.

    Nothing is yielded if no server has an observation, or if an observation does not name its server.
    """
    known = {(each.server, each.environment) for each in seen}
    if known and all(server for server, _ in known):
        for each in contract.fact.servers:
            if each.server and (each.server, environment_of(each)) not in known:
                yield words_of_server(each.server, environment_of(each))


def not_measured(observed: Observed) -> Iterator[NotMeasured]:
    """Yield the promises without a figure, by object and server, with the reasons."""
    yield from (NotMeasured(each, "", "never measured") for each in observed.never)
    for address, server in observed.unseen:
        yield NotMeasured(address, "", f"never measured on {server}")
    for seen in observed.undeclared:
        words = f"the contract no longer declares the measured {server_words(seen)}"
        yield NotMeasured(seen.address, "", words)
    for each in observed.all:
        where = f" ({words})" if (words := server_words(each.observation)) else ""
        yield from (NotMeasured(each.probe.address, key, f"{why}{where}") for key, why in unmeasured(each))


def with_earlier(found: Iterable[Measurement], kept: Mapping[str, Kept]) -> tuple[Measurement, ...]:
    """Return the measurements with the stored observations of their objects added."""
    return tuple(
        replace(each, earlier=kept[each.probe.address].summaries) if each.probe.address in kept else each
        for each in found
    )


def of_contracts(mesh: Mesh, observed: Observed) -> dict[str, ProductStanding]:
    """Return the standing of each contract by address, according to the contract's measurements."""
    found = observed.by_address
    whole: dict[str, list[Measurement]] = {}
    for each in observed.whole:
        whole.setdefault(each.probe.address, []).append(each)
    never = frozenset(observed.never)
    result = {}
    for contract in mesh.contracts:
        addresses = [f"{contract.address}/{segment(each.name)}" for each in contract.fact.objects]
        seen = [each for each in addresses if each in found]
        own = [found[each] for each in seen]
        result[contract.address] = ProductStanding(
            total(standing_of(*found[each], *whole.get(each, ())) for each in seen),
            len(never.intersection(addresses)),
            min((one.observation.seen_at for each in own for one in each), default=""),
        )
    return result


def of_products(mesh: Mesh, observed: Observed) -> dict[str, ProductStanding]:
    """Return the standing of each product by address, according to the measurements of its contracts."""
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


def add_findings(
    measured: Iterable[Measurement],
    context: CheckContext,
    findings: Findings,
    whole: Iterable[Measurement] = (),
) -> None:
    """Add the findings of rules about observations.

    Findings from the newest `whole` observations remain until another observation covers all rows: an observation of
    some rows, or of none, does not show that a fault is fixed.
    """
    active = [rule for rule in all_rules() if rule.is_measuring and is_on(rule, context.configuration)]
    newest, older = _by_server(measured), _by_server(whole)
    for server in sorted(newest.keys() | older.keys()):
        found = _found(active, newest.get(server, ()), context)
        known = {_identity(each) for each in found.findings}
        unread = {each.probe.address for each in newest.get(server, ()) if each.observation.unavailable}
        findings.add(found.findings, found.failures)
        for each in older.get(server, ()):
            earlier = _found(active, (each,), context)
            is_unread = each.probe.address in unread
            findings.add(
                [
                    _still(one, each.observation)
                    for one in earlier.findings
                    if _identity(one) not in known and _remains(one, is_unread=is_unread)
                ],
                earlier.failures,
            )


def _by_server(measured: Iterable[Measurement]) -> dict[tuple[str, str], list[Measurement]]:
    found: dict[tuple[str, str], list[Measurement]] = {}
    for each in measured:
        found.setdefault(_server(each), []).append(each)
    return found


def _found(active: Iterable[Rule], own: Sequence[Measurement], context: CheckContext) -> LocalResult:
    """Return the findings about observations on one server; they contain the server's name if it has one."""
    found = check_measurements(active, [(each, at(each.probe)) for each in own], context.mesh)
    words = server_words(own[0].observation) if own else ""
    return LocalResult(
        [_on_server(each, words) if words else each for each in found.findings], found.failures
    )


def _identity(found: LocalFinding) -> tuple[str, At, str]:
    return found.rule, found.finding.at, found.finding.discriminator


def _remains(found: LocalFinding, *, is_unread: bool) -> bool:
    """Return whether an observation of some rows, or of none, cannot show that an earlier finding is fixed.

    Some rows are sufficient for findings about columns or about the newest row. Promises over a period are assessed for
    all observations together.
    """
    of = found.finding.discriminator
    if found.rule == "slo-broken":
        return " lasting " not in of and (is_unread or of.endswith(" retention"))
    return is_unread or found.rule != "schema-drift"


def _still(found: LocalFinding, seen: Observation) -> LocalFinding:
    """Return a finding whose message also states when it was observed."""
    of = found.finding
    words = f"{of.message}; seen at {seen.seen_at}; not all rows have been measured since"
    return replace(found, finding=replace(of, message=words))


def _on_server(found: LocalFinding, words: str) -> LocalFinding:
    """Return a finding whose message and identity include the server.

    Therefore, a baseline entry for one server does not cover another server.
    """
    of = found.finding
    return replace(
        found,
        finding=replace(of, message=f"{of.message} ({words})", discriminator=f"{words} {of.discriminator}"),
    )
