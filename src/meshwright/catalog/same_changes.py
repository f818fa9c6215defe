"""The mesh's changes by day, in which a change that many products share is a single entry."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog.documents.parts import EFFECTS
from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from meshwright.catalog.documents.mesh import Changes, ProductChange
    from meshwright.catalog.documents.parts import ChangeSentence, Effect, Named

MANY = 3
"""The minimum number of products for a shared change to become a single entry."""


@dataclass(frozen=True, slots=True)
class SameChange:
    """A change on one day with the same effect and sentences for all its products."""

    of: tuple[ProductChange, ...]
    """One entry, or the entries of at least `MANY` products in commit order."""

    @property
    def is_shared(self) -> bool:
        """Whether the change combines several entries."""
        return len(self.of) > 1

    @property
    def effect(self) -> Effect:
        """The effect on consumers."""
        return self.of[0].change.effect

    @property
    def sentences(self) -> tuple[ChangeSentence, ...]:
        """The distinct sentences."""
        return tuple({each.words: each for each in self.of[0].change.sentences}.values())

    @property
    def products(self) -> int:
        """The number of products."""
        return _products(self.of)

    @property
    def where(self) -> str:
        """The numbers of changed ports or other items, and of products: `26 ports of 20 products`."""
        products = counted(self.products, "product")
        places = {
            (each.product.name, said.place)
            for each in self.of
            if each.product
            for said in each.change.sentences
            if said.place
        }
        if not places:
            return products
        is_ports = not any("/" in place for _, place in places)
        return f"{counted(len(places), 'port' if is_ports else 'place')} of {products}"

    @property
    def commits(self) -> tuple[str, ...]:
        """The commits."""
        return tuple(dict.fromkeys(each.change.commit for each in self.of))

    @property
    def affected(self) -> tuple[Named, ...]:
        """The current consumers of the parts that break, may break or end."""
        return tuple(dict.fromkeys(one for each in self.of for one in each.change.affected))


@dataclass(frozen=True, slots=True)
class DayOfChanges:
    """The changes of one day."""

    day: date
    notable: tuple[SameChange, ...]
    """Changes with an effect on consumers, most severe first."""
    texts: tuple[SameChange, ...]
    """Changes without an effect on consumers."""

    @property
    def unaffecting(self) -> int:
        """The number of products with changes that have no effect on consumers."""
        return _products(entry for each in self.texts for entry in each.of)


def days_of(changes: Changes) -> Iterator[DayOfChanges]:
    """Yield the days with changes, newest first."""
    for day, commits in groupby(changes.commits, lambda each: each.when.date()):
        found = _joined(each for commit in commits for each in commit.products)
        found.sort(key=lambda each: EFFECTS.index(each.effect))
        yield DayOfChanges(
            day,
            tuple(each for each in found if each.effect != "text"),
            tuple(each for each in found if each.effect == "text"),
        )


def _joined(entries: Iterable[ProductChange]) -> list[SameChange]:
    """Combine entries that have the same sentences for many products; the result is at the position of the first entry."""
    groups: dict[object, list[ProductChange]] = {}
    for number, each in enumerate(entries):
        change = each.change
        said = frozenset((one.words, one.effect) for one in change.sentences)
        is_complete = said and not change.more
        key = (change.effect, change.worst, said) if is_complete else number
        groups.setdefault(key, []).append(each)
    found: list[SameChange] = []
    for own in groups.values():
        if _products(own) >= MANY:
            found.append(SameChange(tuple(own)))
        else:
            found += (SameChange((each,)) for each in own)
    return found


def _products(entries: Iterable[ProductChange]) -> int:
    """Return the number of products in entries. An entry without an address counts as many products as it states."""
    own = tuple(entries)
    return len({each.product.name for each in own if each.product}) + sum(
        each.change.more for each in own if not each.product
    )
