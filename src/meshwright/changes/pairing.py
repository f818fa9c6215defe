"""Pairing of the documents in two revisions, by name instead of by file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from meshwright.changes.change import AGREEMENT
from meshwright.mesh.registries import mapping, text
from meshwright.quantities.version import major_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from meshwright.changes.change import Thing
    from meshwright.mesh.items import Contract, Product, RegistryEntry
    from meshwright.mesh.mesh import Mesh

T = TypeVar("T")
Pair = tuple["Thing | None", "Thing | None"]
Agreed = tuple["RegistryEntry | None", "RegistryEntry | None"]


def documents(before: Mesh, after: Mesh) -> Iterator[Pair]:
    """Pair the documents of two meshes. None takes the place of a missing counterpart.

    Documents that may be in an unreadable file are not reported as removed or added.
    """
    unnamed = _unnamed((*before.contracts, *after.contracts, *before.products, *after.products))
    keys = (_major, _only_identity(before, after), _port, unnamed)
    for pair in _paired(before.contracts, after.contracts, *keys):
        if not _is_hidden(pair, before, after):
            yield pair
    for product in _paired(before.products, after.products, _identity, lambda each: each.address, unnamed):
        if not _is_hidden(product, before, after):
            yield product
    for kind in sorted({*before.registers, *after.registers}):
        for entry in _registered(kind, before, after):
            if not _is_hidden(entry, before, after):
                yield entry


def _major(contract: Contract) -> Hashable:
    return (contract.fact.id, major_of(contract.fact.version)) if contract.fact.id else None


def _only_identity(before: Mesh, after: Mesh) -> Callable[[Contract], Hashable]:
    """Return the key that pairs the remaining contracts: the id. In these pairs, a new major version replaced the old one.

    If another major version with this id exists on both sides, the contracts are not paired, because one version was removed
    and another added.
    """
    stayed = {_major(each) for each in before.contracts} & {_major(each) for each in after.contracts}
    of = {major[0] for major in stayed if isinstance(major, tuple)}
    return lambda contract: contract.fact.id if contract.fact.id not in of else None


def _port(contract: Contract) -> Hashable:
    """Return the key that pairs contracts by port, for a port that now exposes a different contract."""
    return contract.port


def _unnamed(things: Iterable[Contract | Product]) -> Callable[[Contract | Product], Hashable]:
    """Return the key that pairs documents by location if their id is unreadable on one side, because they
    may be the same document.
    """
    homes = {each.home for each in things if not each.fact.id}
    return lambda each: each.home if each.home in homes else None


def _identity(product: Product) -> Hashable:
    return product.fact.id or None


def _name(entry: RegistryEntry) -> Hashable:
    """Return the name of a governance document, or its subject if it has no name."""
    if entry.name:
        return entry.name
    consumer = mapping(entry.get("consumer"))
    about = (
        *(text(entry.get(key)) for key in ("port", "domain", "entity", "rule", "address")),
        *(text(consumer.get(key)) for key in ("team", "use")),
    )
    return about if any(about) else None


def _terms(*names: str) -> Callable[[RegistryEntry], Hashable]:
    """Return a function that pairs agreements by some of their keys."""

    def key(entry: RegistryEntry) -> Hashable:
        consumer = mapping(entry.get("consumer"))
        stated = {"port": entry.get("port"), "team": consumer.get("team"), "use": consumer.get("use")}
        found = tuple(text(stated[name]) for name in names)
        return found if all(found) else None

    return key


def _same(entry: RegistryEntry) -> Hashable:
    """Return an entry's name and location. Among entries with the same name, those at the same location are paired."""
    found = _name(entry)
    return (found, entry.home) if found is not None else None


def _file(entry: RegistryEntry) -> Hashable:
    """Return an agreement's file and port, which still match if the agreement was rewritten for another consumer."""
    return entry.home, text(entry.get("port"))


_AGREEMENT_KEYS: tuple[Callable[[RegistryEntry], Hashable], ...] = (
    _same,
    _name,
    _file,
    _terms("port", "use"),
    _terms("team", "use"),
)
"""The keys by which agreements are paired, in order; agreements with a different port, team and use are never paired."""
_KEYS: tuple[Callable[[RegistryEntry], Hashable], ...] = (_same, _name, lambda _: "")


def agreements(before: Mesh, after: Mesh) -> tuple[Agreed, ...]:
    """Pair the agreements of both meshes. None takes the place of a missing counterpart."""
    known = after.derived(_nothing_yet)
    if before not in known:
        known[before] = tuple(_registered(AGREEMENT, before, after))
    return known[before]


def _nothing_yet(_: Mesh) -> dict[Mesh, tuple[Agreed, ...]]:
    return {}


def _registered(kind: str, before: Mesh, after: Mesh) -> Iterator[Agreed]:
    keys = _AGREEMENT_KEYS if kind == AGREEMENT else _KEYS
    return _paired(before.register(kind), after.register(kind), *keys)


def _paired(
    before: Iterable[T], after: Iterable[T], *keys: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    """Pair items by one key after another. Items with the same key are paired in the given order."""
    olds, news = list(before), list(after)
    for key in keys:
        waiting: dict[Hashable, list[T]] = {}
        for new in news:
            found = key(new)
            if found is not None:
                waiting.setdefault(found, []).append(new)
        left: list[T] = []
        taken: Counter[int] = Counter()
        for old in olds:
            candidates = waiting.get(key(old))
            if candidates:
                new = candidates.pop(0)
                taken[id(new)] += 1
                yield old, new
            else:
                left.append(old)
        olds, news = left, [new for new in news if id(new) not in taken]
    yield from ((old, None) for old in olds)
    yield from ((None, new) for new in news)


def _is_hidden(pair: Pair, before: Mesh, after: Mesh) -> bool:
    old, new = pair
    if old is not None and new is not None:
        return False
    thing, other = (old, after) if old is not None else (new, before)
    assert thing is not None
    broken = [each for each in other.broken if not each.sketch.is_foreign]
    return any(each.file == thing.home.file for each in broken) or any(
        each.sketch.id is not None and each.sketch.id == getattr(thing.fact, "id", None) for each in broken
    )
