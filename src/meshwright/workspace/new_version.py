"""The next major version of a port, in addition to the old one: this module finds the port, drafts the changes and
checks them.

If the working tree already contains the breaking change, the old version is taken from the base, and the new one is the
current content. This module does not write files or change documents of consumers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.changes.assessment import assess
from meshwright.finding.finding import Severity, did_you_mean
from meshwright.impact.consumers import readers
from meshwright.mesh.end_dates import end
from meshwright.quantities.suggestions import nearest
from meshwright.quantities.template import filled, names_of
from meshwright.quantities.version import major_of, parse_version
from meshwright.source.folder import shown
from meshwright.workspace.change_scope import check_both
from meshwright.workspace.comparison import revisions_between
from meshwright.workspace.drafting import Draft, DraftError
from meshwright.workspace.next_major import (
    Step,
    kept_contract,
    next_contract,
    next_path,
    next_port,
    next_product,
    shared_places,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.items import Contract, Port, Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult

_START = "mesh://"


@dataclass(frozen=True, slots=True)
class Side:
    """The files of one revision, and their content."""

    source: CompiledSnapshot
    mesh: Mesh


@dataclass(frozen=True, slots=True)
class Drafted:
    """Drafts for the next major version of a port."""

    step: Step
    files: dict[str, bytes]
    """The new content of each file, by path."""
    before: dict[str, bytes | None]
    """The current content of these files; None for a file that does not exist."""
    old_contract: str
    new_contract: str
    product: str
    was: str
    """The current version of the old port's contract."""
    product_version: str
    """The new version of the product; empty if the product does not declare a version."""
    ends: str
    """The last day of the old version."""
    shared: tuple[str, ...]
    """The servers on which both versions would have the same location."""
    is_since: bool
    """Whether a general availability date was copied to the new version."""
    readers: tuple[AffectedConsumer, ...]
    """The consumers of the old version, which must be notified."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The old port, both in the version to keep and in its current state."""

    port: Port
    """The port of the old version."""
    contract: Contract
    now: Contract
    product: Product
    """The current product."""
    position: int
    """The position of the port in the product."""


def drafted(address: str, now: Side, base: Side | None, ends: date, *, is_requested: bool) -> Drafted:
    """Draft the next major version of a port; `is_requested` means that the user gave the date. Raises DraftError."""
    kept = base or now
    found = _found(address.removeprefix(_START + _name(now.mesh)).lstrip("/"), now, base)
    contract, home = found.contract, found.contract.home
    version = parse_version(contract.fact.version)
    if version is None:
        raise DraftError(f"version `{contract.fact.version}` cannot be ordered; use one such as `1.0.0`")
    step = Step(found.port.address, _name(now.mesh), version)
    _refuse_taken(step, found, now.mesh)
    old_path, new_path = _paths(step, found, now)
    paths = {old_path, found.now.home.file, found.product.home.file}
    there = {path: now.source.data(path) for path in paths if path in now.source.units}
    new = Draft(found.now.home.file, there[found.now.home.file])
    old = Draft(home.file, kept.source.data(home.file) if base else there[home.file])
    if new.documents > 1 or old.documents > 1:
        raise DraftError(f"`{shown(new.path)}` contains several documents; put each contract in its own file")
    if base is not None and new.text == old.text and not _is_port_changed(found):
        raise DraftError(f"`{shown(new.path)}` has not changed; leave out `--changed-since`")
    next_contract(new, new_path, step)
    found_readers = readers(contract, None, kept.mesh, now.mesh)
    if not is_requested:
        ends = max((ends, *_ends_of(found_readers, now.mesh)))
    last_day = kept_contract(old, step, ends, is_requested=is_requested)
    product = Draft(found.product.home.file, there[found.product.home.file], found.product.home.document)
    next_port(product, found.position, step, _old_block(found, base) if base else None)
    next_product(product, kept.mesh.product_of[found.port.product].fact.version)
    files = {old_path: old.data, new_path: new.data, found.product.home.file: product.data}
    return Drafted(
        step,
        files,
        {path: there.get(path) for path in files},
        old_path,
        new_path,
        found.product.home.file,
        contract.fact.version or "",
        str(product.value("version") or ""),
        last_day,
        tuple(str(new.value(*path, "server")) for path in shared_places(old, new)),
        any(item.get("property") == "generalAvailability" for item in new.items("slaProperties")),
        tuple(each for each in found_readers if each.hops == 1),
    )


def check_drafts(
    made: Drafted, now: Side, base: Side | None, configuration: Configuration, today: date
) -> tuple[Diagnostic, ...]:
    """Raise DraftError if the drafts cause an error, or remove something that consumers of the old version use.

    Return the errors that are waived for the old version and therefore need a waiver for the new one.
    """
    before = base or now
    after = now.source.edited(made.files)
    everything = lambda _: True  # noqa: E731 - errors count wherever they are
    old, new = check_both(before.source, after, configuration, everything, today, reports_changes=True)
    earlier = {each.fingerprint for each in old.report.diagnostics}
    if base is not None:
        present = check_both(base.source, now.source, configuration, everything, today, reports_changes=True)[
            1
        ]
        earlier |= {each.fingerprint for each in present.report.diagnostics if not _is_about(each, made.step)}
    waived = {(each.rule, each.address) for each in old.report.diagnostics if each.waived is not None}
    unwaived = []
    for each in new.report.diagnostics:
        if not each.counts or each.severity is not Severity.ERROR or each.fingerprint in earlier:
            continue
        was = (each.address or "").replace(made.step.next_address, made.step.address, 1)
        if (each.rule, was) in waived:
            unwaived.append(each)
        else:
            place = f"{shown(each.range.path)}:{each.range.start.line}: " if each.range else ""
            raise DraftError(f"version {made.step.major} has an error; {place}{each.message} [{each.rule}]")
    if new.failed_rules:
        raise DraftError(f"`{new.failed_rules[0]}` could not check the drafts")
    for words in _breaks(made, before, after, new):
        raise DraftError(f"`{made.step.address}` would change: {words}")
    return tuple(unwaived)


def _breaks(made: Drafted, before: Side, after: CompiledSnapshot, outcome: CheckResult) -> Iterator[str]:
    """Yield the breaking effects of the drafts on consumers of the old version."""
    for revision in revisions_between(before.source, after, before.mesh, outcome.mesh):
        address = revision.thing.address if hasattr(revision.thing, "address") else ""
        for change in revision.changes if address == made.step.address else ():
            verdict = assess(change, before.mesh, outcome.mesh)
            if verdict.readers:
                yield verdict.words


def _is_about(diagnostic: Diagnostic, step: Step) -> bool:
    """Return whether a diagnostic is about the old or the new version."""
    address = diagnostic.address or ""
    ports = (step.address, step.next_address)
    return any(address == port or address.startswith((f"{port}/", f"{port}#")) for port in ports)


def _ends_of(found: Iterable[AffectedConsumer], mesh: Mesh) -> Iterator[date]:
    """Yield the end dates of the ports that read the old port, which must exist at least until these dates."""
    for each in found:
        for port in each.ports:
            contract = mesh.contract_at.get(port)
            last = end(contract) if contract is not None else None
            if last is not None:
                yield last


def _found(address: str, now: Side, base: Side | None) -> _Found:
    """Find the port, both the version to keep and its current state; raises DraftError."""
    mesh = (base or now).mesh
    port = mesh.ports.get(address)
    if port is None:
        if any(each.address == address for each in mesh.contracts):
            raise DraftError(f"no product exposes `{address}`; describe the product first")
        ports = (
            [each.address for each in mesh.product_of[address].outputs] if address in mesh.product_of else ()
        )
        hint = f"; name one of its ports: {', '.join(ports)}" if ports else None
        where = "the mesh" if base is None else f"`{base.source.snapshot.origin.name}`"
        raise DraftError(
            f"no port of {where} has the address `{shown(address)}`"
            f"{hint or did_you_mean(nearest(address, mesh.ports))}"
        )
    if port.contract is None:
        raise DraftError(f"`{address}` has no contract; add it first")
    if mesh.status(port.contract) == "retired":
        raise DraftError(f"`{address}` is retired")
    if base is None:
        product = mesh.product_of[port.product]
        return _Found(port, port.contract, port.contract, product, port.fact.position)
    return _changed(port, port.contract, base.mesh.product_of[port.product], now.mesh)


def _changed(port: Port, contract: Contract, product: Product, mesh: Mesh) -> _Found:
    """Find the current state of a port and its contract; raises DraftError."""
    same = [each for each in mesh.products if each.fact.id == product.fact.id]
    outputs = [
        each
        for each in (same[0].outputs if same else ())
        if each.fact.name == port.fact.name and each.fact.contract_id == port.fact.contract_id
    ]
    contracts = mesh.contracts_by_id.get(contract.fact.id, ())
    own = [each for each in contracts if major_of(each.fact.version) == major_of(contract.fact.version)]
    current = own or list(contracts)
    if not outputs or not current:
        raise DraftError(f"`{port.address}` is removed; restore it and deprecate it instead")
    if len(outputs) > 1 or len(current) > 1:
        version = (parse_version(contract.fact.version) or (0, 0, 0))[0] + 1
        raise DraftError(
            f"`{port.address}` already has a different version; only version {version} can be created"
        )
    return _Found(port, contract, current[0], same[0], outputs[0].fact.position)


def _refuse_taken(step: Step, found: _Found, mesh: Mesh) -> None:
    """Raise DraftError if the next major version already exists."""
    taken = [
        each
        for each in mesh.contracts_by_id.get(found.contract.fact.id, ())
        if major_of(each.fact.version) == str(step.major) and each is not found.now
    ]
    if taken:
        raise DraftError(f"version {step.major} already exists: `{shown(taken[0].home.file)}`")
    port = mesh.ports.get(step.next_address)
    if port is not None and port.fact.position != found.position:
        raise DraftError(f"`{step.next_address}` already exists: `{shown(port.home.file)}`")


def _paths(step: Step, found: _Found, now: Side) -> tuple[str, str]:
    """Return the paths of the old and the new contract; raises DraftError if a file already exists."""
    was, path = found.contract.home.file, found.now.home.file
    if was != path and step.moved(was.rpartition("/")[2]) == path.rpartition("/")[2]:
        old, new = f"{path.rpartition('/')[0]}/{was.rpartition('/')[2]}".lstrip("/"), path
    else:
        templates = [each.file_places.get("DataContract") for each in now.mesh.standards]
        names = names_of(step.next_address)
        places = [filled(each, names) for each in templates if each]
        old, new = path, next_path(path, step, places[0] if places else None)
    for each in (old, new):
        if each != path and each in {*now.source.units, *now.source.unreadable}:
            raise DraftError(f"`{shown(each)}` already exists; move it first")
    return old, new


def _is_port_changed(found: _Found) -> bool:
    """Return whether the port itself differs from the base."""
    now = next(each for each in found.product.outputs if each.fact.position == found.position)
    return replace(now.fact, position=found.port.fact.position) != found.port.fact


def _old_block(found: _Found, base: Side) -> str:
    """Return the text of the port in the base."""
    home = found.port.home
    draft = Draft(home.file, base.source.data(home.file), home.document)
    span = draft.block("outputPorts", found.port.fact.position)
    return draft.text[span.start : span.end]


def _name(mesh: Mesh) -> str:
    return next((each.name for each in mesh.register("Mesh")), "")
