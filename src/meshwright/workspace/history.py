"""The history of a mesh from Git: the changes that each commit made to each product.

The number of compared commits is limited; for older commits, only the subjects are shown. Unreadable parts shorten
the history but do not cause an error.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.catalog.history import LAST, PERIOD, RECENT, History, HistoryEntry
from meshwright.facts.facts import ContractFact, PartialFacts, ProductFact, RegistryFact
from meshwright.mesh.items import Product
from meshwright.mesh.link import address_of
from meshwright.source import git, history
from meshwright.source.discovery import FileKind, kind
from meshwright.source.folder import NEVER_ENTERED
from meshwright.source.git import GitError
from meshwright.source.history import GENERATED
from meshwright.source.ignore import excluder
from meshwright.workspace.commit_changes import retold
from meshwright.workspace.historic_units import HistoricUnits
from meshwright.workspace.lead_times import leads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from meshwright.facts.unit import Unit
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.source.history import Commit, Edit
    from meshwright.workspace.commit_changes import ProductChanges
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pull_requests import PullRequest

COMMITS = 500
"""The maximum number of examined commits."""
DOCUMENTS = 3000
"""The maximum number of compared documents in all commits together; commits beyond that are not examined."""


def history_of(  # noqa: PLR0913 - what a past is read of, and how
    root: Path,
    source: CompiledSnapshot,
    mesh: Mesh,
    *,
    exclude: Iterable[str] = (),
    jobs: int = 1,
    proposed: Mapping[str, PullRequest] | None = None,
) -> History:
    """Read the history of the mesh at `root`, which has been compiled and linked.

    `exclude` contains the exclusion patterns of the snapshot. `proposed` maps merge commits to their pull requests.
    """
    if git.top_level(root) is None:
        return History(why_none="the files are not in a Git repository")
    try:
        past = history.past(root)
        commits = tuple(_ours(past.commits, source, exclude))
        took = leads(root, commits, mesh, proposed)
    except GitError as error:
        return History(why_none=str(error))
    compared = frozenset(_compared(commits))
    telling = _HistoryBuilder(root, source, mesh)
    telling.earlier.read([each for each in commits if each.name in compared], jobs)
    entries: dict[str, list[HistoryEntry]] = defaultdict(list)
    recent: list[HistoryEntry] = []
    cut: set[str] = set()
    is_cut = False
    for commit in commits:
        found = telling.entries(commit, is_compared=commit.name in compared)
        for entry in found:
            if len(entries[entry.address]) < LAST:
                entries[entry.address].append(entry)
            else:
                cut.add(entry.address)
        short = tuple(_in_short(found))
        room = len(short) if commit.when.date() >= mesh.today - PERIOD else max(RECENT - len(recent), 0)
        recent += short[:room]
        is_cut = is_cut or room < len(short)
    products = mesh.product_of
    return History(
        {address: tuple(each) for address, each in entries.items() if address in products},
        tuple(recent),
        took,
        past.is_shallow,
        is_cut=is_cut,
        cut=frozenset(cut),
    )


def _ours(commits: Iterable[Commit], source: CompiledSnapshot, exclude: Iterable[str]) -> Iterator[Commit]:
    """Yield the commits that edited potential documents of the mesh, without edits to other files."""
    is_excluded = excluder(exclude)
    nested = tuple(f"{folder}/" for folder in source.snapshot.nested)

    def is_ours(path: str) -> bool:
        return (
            kind(path) in (FileKind.NAMED, FileKind.YAML, FileKind.JSON)
            and not path.startswith(nested)
            and NEVER_ENTERED.isdisjoint(path.split("/"))
            and not is_excluded(path)
        )

    for commit in commits:
        edits = tuple(edit for edit in commit.edits if is_ours(edit.path) and edit.old != edit.new)
        if edits:
            yield replace(commit, edits=edits)


def _compared(commits: Iterable[Commit]) -> Iterator[str]:
    left, number = DOCUMENTS, 0
    for commit in commits:
        if number == COMMITS:
            return
        if len(commit.edits) <= left:
            left -= len(commit.edits)
            number += 1
            yield commit.name


def _in_short(entries: tuple[HistoryEntry, ...]) -> Iterator[HistoryEntry]:
    """Yield a commit's examined entries, and a single entry that counts all its other entries."""
    yield from (entry for entry in entries if entry.is_read)
    unread = [entry for entry in entries if not entry.is_read]
    if len(unread) == 1:
        yield unread[0]
    elif unread:
        yield replace(unread[0], address="", more=len(unread))


class _HistoryBuilder:
    """Describes commits from newest to oldest, and tracks the earlier locations of items."""

    def __init__(self, root: Path, source: CompiledSnapshot, mesh: Mesh) -> None:
        self.earlier = HistoricUnits(root, source)
        self.terms = mesh.terms
        self.now = {path: entry.blob for path, entry in source.snapshot.entries.items()}
        """The contents as of the current commit."""
        self.products: dict[str, str] = {}
        """The address of each product, by its id."""
        self.contracts: dict[str, str] = {}
        """The address of each contract's product, by the contract's id."""
        self.places: defaultdict[str, set[str]] = defaultdict(set)
        """The addresses of the products that a file describes."""
        self.files: defaultdict[str, set[str]] = defaultdict(set)
        """The other files needed to compare a contract (its other versions and its product), by the contract's id."""
        self.ladders: set[str] = {each.home.file for each in mesh.register("Classification")}
        for product in mesh.products:
            self._learn(product.home.file, product.fact)
        for contract in mesh.contracts:
            self._learn(contract.home.file, contract.fact)

    def entries(self, commit: Commit, *, is_compared: bool) -> tuple[HistoryEntry, ...]:
        """Describe one commit, product by product."""
        touched = {edit.path for edit in commit.edits}
        self._set((edit.path, edit.new) for edit in commit.edits)
        if not is_compared:
            self._follow(commit.edits)
            self._set((edit.path, edit.old) for edit in commit.edits)
            addresses = sorted({address for path in touched for address in self.places.get(path, ())})
            commit = replace(commit, subject=_own_words(commit.subject))
            return tuple(_unread(commit, address) for address in addresses)
        after = self._units(touched)
        self._set((edit.path, edit.old) for edit in commit.edits)
        before = self._units(touched)
        for path, unit in (*after.items(), *before.items()):
            for fact in unit.facts:
                self._learn(path, fact)
        beside = self._beside((*after.values(), *before.values()), touched)
        secrets = self.earlier.secrets({blob for edit in commit.edits for blob in edit[1:] if blob})
        changes = retold(
            {**beside, **before},
            {**beside, **after},
            commit.when.date(),
            self.terms,
            self._owner,
            secrets.blank,
        )
        commit = replace(commit, subject=secrets.blank(_own_words(commit.subject)))
        return tuple(
            _entry(commit, address, changes[address]) if address in changes else _unread(commit, address)
            for address in sorted({*changes, *self._blind(before, after)})
        )

    def _set(self, contents: Iterable[tuple[str, str | None]]) -> None:
        for path, blob in contents:
            if blob is None:
                self.now.pop(path, None)
            else:
                self.now[path] = blob

    def _units(self, paths: Iterable[str]) -> dict[str, Unit]:
        found = ((path, self.earlier.units.get(self.now.get(path, ""))) for path in sorted(paths))
        return {path: unit for path, unit in found if unit is not None}

    def _beside(self, units: Iterable[Unit], touched: set[str]) -> dict[str, Unit]:
        """Return the unchanged documents that are needed to compare the changed ones, by path."""
        identities = {identity for unit in units for fact in unit.facts for identity in _contracts_of(fact)}
        paths = self.ladders.union(*(self.files.get(each, ()) for each in identities))
        return self._units(paths - touched)

    def _learn(self, path: str, fact: object) -> None:
        """Record the product addresses of a current or former document in a file, and the files of each of its contracts."""
        if isinstance(fact, ProductFact):
            address = self.products.setdefault(fact.id, address_of(fact)) if fact.id else address_of(fact)
            self.places[path].add(address)
            for identity in _contracts_of(fact):
                self.contracts.setdefault(identity, address)
                self.files[identity].add(path)
        elif isinstance(fact, ContractFact) and fact.id:
            self.files[fact.id].add(path)
            if fact.id in self.contracts:
                self.places[path].add(self.contracts[fact.id])
        elif isinstance(fact, RegistryFact) and fact.kind == "Classification":
            self.ladders.add(path)

    def _follow(self, edits: Iterable[Edit]) -> None:
        """Record that a file had an earlier path, if a commit moved it without changes."""
        came = {edit.new: edit.path for edit in edits if edit.old is None and edit.new is not None}
        for edit in edits:
            if edit.new is None and edit.old in came:
                self.places[edit.path] |= self.places.get(came[edit.old], set())

    def _owner(self, thing: Contract | Product, mesh: Mesh) -> str | None:
        """Return the current address of a document's product; None if there is none."""
        if isinstance(thing, Product):
            return self.products.get(thing.fact.id, thing.address)
        product = mesh.product_of.get(thing.port.rpartition("/")[0]) if thing.port else None
        return self._owner(product, mesh) if product else self.contracts.get(thing.fact.id)

    def _blind(self, before: Mapping[str, Unit], after: Mapping[str, Unit]) -> set[str]:
        """Return the products whose changes are unknown, because a changed document is unreadable."""
        broken = {
            path
            for side in (before, after)
            for path, unit in side.items()
            if any(isinstance(fact, PartialFacts) for fact in unit.facts)
        }
        return {address for path in broken for address in self.places.get(path, ())}


def _own_words(subject: str) -> str:
    """Return the subject of a commit; empty if Git or a forge generated it."""
    return "" if subject.startswith(GENERATED) else subject


def _contracts_of(fact: object) -> Iterator[str]:
    if isinstance(fact, ContractFact) and fact.id:
        yield fact.id
    elif isinstance(fact, ProductFact):
        yield from (port.contract_id for port in fact.outputs if port.contract_id)


def _entry(commit: Commit, address: str, changes: ProductChanges) -> HistoryEntry:
    return HistoryEntry(
        commit.name,
        commit.when,
        commit.subject,
        address,
        changes.said,
        changes.more,
        changes.versions,
        worst=changes.worst,
        is_breaking=changes.is_breaking,
    )


def _unread(commit: Commit, address: str) -> HistoryEntry:
    return HistoryEntry(commit.name, commit.when, commit.subject, address, is_read=False, is_breaking=None)
