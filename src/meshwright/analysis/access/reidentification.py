"""Re-identification: joins by which a reader, or a person in several groups, can find the person behind a pseudonym.

Two identifier schemes of an entity are joined if one object shows both in the clear. A path leads from a scheme of
pseudonyms to data that identifies a person. Only declared identifiers count, and each row is assumed to describe one
person.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.atoms import Visibility
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.sensitivity.masking import Effect, masking
from meshwright.mesh.registries import mappings, text, texts
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

QUASI = 3
"""The number of quasi-identifying categories that together can single out a person."""
SchemeName = tuple[str, str]
"""The entity and the name of a scheme."""


class Joined(NamedTuple):
    """An object that shows two identifiers, or an identifier and data that identifies a person."""

    contract: Contract
    object: int
    fields: tuple[int, int]


class Reidentification(NamedTuple):
    """A path from a pseudonym to the person behind it."""

    pseudonym: SchemeName
    pseudonym_at: tuple[Contract, int]
    """A field in another port that shows the pseudonym."""
    steps: tuple[Joined, ...]
    """The objects to join; the last one shows the data that identifies a person."""
    category: str
    """The category of the data that identifies the person."""
    roles: frozenset[str]
    """The roles that grant access to the data that identifies the person."""


class QuasiIdentifiers(NamedTuple):
    """An object that shows a pseudonym next to data that, combined, may single out a person."""

    pseudonym: SchemeName
    contract: Contract
    fields: tuple[int, ...]
    """One field of each quasi-identifying category."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonalSchemes:
    """The declared identifiers of people."""

    schemes: Mapping[Contract, Mapping[int, tuple[SchemeName, str]]]
    """The schemes and roles of each contract's identifying fields."""
    pseudonyms: frozenset[SchemeName]
    """The schemes with a column that contains pseudonyms."""
    identifying: frozenset[str]
    """The categories of data by which a person can be identified or contacted."""
    quasi: frozenset[str]
    expected: Mapping[str, frozenset[str]]
    """The roles that may learn data about the person behind a pseudonym, by category of the data."""


def personal_schemes(mesh: Mesh) -> PersonalSchemes:
    """Read the schemes and categories; call it through `mesh.derived(personal_schemes)`."""
    stated = [
        each for entry in mesh.register("Classification") for each in mappings(entry.get("dataCategories"))
    ]
    schemes: dict[Contract, dict[int, tuple[SchemeName, str]]] = {}
    pseudonyms: set[SchemeName] = set()
    for link in mesh.derived(linked).all():
        name = link.entity, link.scheme.name
        if link.part is None:
            schemes.setdefault(link.contract, {})[link.field] = name, link.role or ""
        custom = link.contract.fact.fields.more.get("custom", {}).get(link.field)
        if masking(custom).effect is Effect.PSEUDONYM:
            pseudonyms.add(name)
    return PersonalSchemes(
        schemes,
        frozenset(pseudonyms),
        frozenset(text(each.get("key")) for each in stated if each.get("identifying") is True),
        frozenset(text(each.get("key")) for each in stated if each.get("quasiIdentifying") is True),
        {text(each.get("key")): frozenset(texts(each.get("expectedFor"))) for each in stated},
    )


class _Seen(NamedTuple):
    """A reader's access to one object."""

    contract: Contract
    object: int
    identifiers: tuple[tuple[int, SchemeName, str], ...]
    """Field, scheme and role."""
    categories: tuple[tuple[int, str], ...]


def reidentifications(
    granted: Access, identities: Collection[Identity], day: date
) -> Iterator[Reidentification]:
    """Yield a shortest path from each pseudonym to each category, unless every role that shows the data may identify people.

    Grants that start after the day also count, because readers can keep what they have read before.
    """
    known = granted.mesh.derived(personal_schemes)
    if not (known.identifying and known.pseudonyms):
        return
    seen = list(_seen(granted, identities, day, known))
    for pseudonym in sorted(known.pseudonyms):
        places = [
            (each.contract, field)
            for each in seen
            for field, scheme, _ in each.identifiers
            if scheme == pseudonym
        ]
        for steps, field, category in _ways(pseudonym, seen, known):
            elsewhere = next((each for each in places if each[0] is not steps[0].contract), None)
            roles = frozenset(_roles(granted, identities, steps[-1].contract, field, day))
            if elsewhere is not None and not (roles and roles <= known.expected.get(category, frozenset())):
                yield Reidentification(pseudonym, elsewhere, steps, category, roles)


def quasi_identifiers(
    granted: Access, identities: Collection[Identity], day: date
) -> Iterator[QuasiIdentifiers]:
    """Yield the objects that show a pseudonym with at least `QUASI` quasi-identifying categories."""
    known = granted.mesh.derived(personal_schemes)
    for each in _seen(granted, identities, day, known) if known.quasi and known.pseudonyms else ():
        scheme = next((scheme for _, scheme, _ in each.identifiers if scheme in known.pseudonyms), None)
        fields = {category: field for field, category in reversed(each.categories) if category in known.quasi}
        if scheme is not None and len(fields) >= QUASI:
            yield QuasiIdentifiers(scheme, each.contract, tuple(sorted(fields.values())))


def _ways(
    start: SchemeName, seen: list[_Seen], known: PersonalSchemes
) -> Iterator[tuple[tuple[Joined, ...], int, str]]:
    """Yield the shortest path from a scheme to each identifying category, with the path's last field."""
    reached: dict[SchemeName, tuple[Joined, ...]] = {start: ()}
    waiting = deque([start])
    found: set[str] = set()
    while waiting:
        scheme = waiting.popleft()
        for each in seen:
            for field, name, role in each.identifiers:
                if name != scheme:
                    continue
                for other, category in each.categories:
                    if category in known.identifying and category not in found:
                        found.add(category)
                        step = Joined(each.contract, each.object, (field, other))
                        yield (*reached[scheme], step), other, category
                for other, next_, other_role in each.identifiers:
                    if next_ not in reached and next_[0] == scheme[0] and other_role == role:
                        step = Joined(each.contract, each.object, (field, other))
                        reached[next_] = (*reached[scheme], step)
                        waiting.append(next_)


def _seen(
    granted: Access, identities: Collection[Identity], day: date, known: PersonalSchemes
) -> Iterator[_Seen]:
    """Yield the identifiers and categories that the identities together read in the clear, by object."""
    contracts = dict.fromkeys(each for one in identities for each in granted.contracts_of.get(one, ()))
    for contract in contracts:
        schemes = known.schemes.get(contract)
        if schemes is None:
            continue
        clear = {
            field
            for grant in _grants(granted, identities, contract, day)
            for field, visibility in enumerate(granted.visibilities(grant))
            if visibility == Visibility.CLEAR
        }
        if not clear:
            continue
        fields, custom = contract.fact.fields, contract.fact.fields.more.get("custom", {})
        for position in range(len(contract.fact.objects)):
            own = sorted(field for field in clear if fields.object(field) == position)
            identifiers = tuple((field, *schemes[field]) for field in own if field in schemes)
            stated = ((field, custom.get(field, {}).get("dataCategory")) for field in own)
            categories = tuple((field, each) for field, each in stated if isinstance(each, str))
            if identifiers:
                yield _Seen(contract, position, identifiers, categories)


def _grants(
    granted: Access, identities: Collection[Identity], contract: Contract, day: date
) -> Iterator[Grant]:
    for grant in granted.grants_of.get(contract, ()):
        if grant.identity in identities and (grant.ends is None or day <= grant.ends):
            yield grant


def _roles(
    granted: Access, identities: Collection[Identity], contract: Contract, field: int, day: date
) -> Iterator[str]:
    for grant in _grants(granted, identities, contract, day):
        if granted.visibilities(grant)[field] == Visibility.CLEAR:
            yield grant.role
