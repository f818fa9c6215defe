"""Joins between all pairs of domains on an entity, through the ports that match best."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.meaning.crosswalks import keys
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.joins import JoinOutcome
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.joins import VERDICTS, WrittenSql, best, join, written_sql
from meshwright.catalog.documents.entity import Recipe
from meshwright.catalog.natural import natural
from meshwright.mesh.inheritance import domain_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshwright.catalog.assembly.joins import JoinCandidate
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.parts import Named
    from meshwright.mesh.items import Contract

DOMAINS = 24
"""The maximum number of domains in a matrix; those with the most columns are chosen."""
RECIPES = 60
"""The maximum number of recipes on a page."""


class Recipes(NamedTuple):
    """The recipes of an entity: one for each pair of domains."""

    domains: tuple[Named, ...]
    recipes: tuple[Recipe, ...]
    more_domains: int
    """The number of domains that do not fit into the matrix."""


def recipes_of(entity: str, overview: Overview) -> Recipes:
    """Return the joins between all pairs of domains on an entity."""
    having = _having(entity, overview)

    def title(name: str) -> tuple[object, object]:
        return natural(parts.domain(name, overview).title), natural(name)

    most = sorted(having, key=lambda name: (-len(having[name]), natural(name)))[:DOMAINS]
    chosen = {name: _chosen(having[name], entity, overview) for name in sorted(most, key=title)}
    found = {
        (one, other): answer
        for one, other in combinations(chosen, 2)
        if (answer := best(chosen[one], chosen[other], entity, overview)) is not None
    }
    ranked = sorted(found, key=lambda pair: VERDICTS.index(found[pair].answer.verdict))[:RECIPES]
    return Recipes(
        tuple(parts.domain(name, overview) for name in chosen),
        tuple(
            _recipe(pair, answer, entity, overview, is_written=pair in ranked)
            for pair, answer in found.items()
        ),
        len(having) - len(chosen),
    )


def _having(entity: str, overview: Overview) -> Mapping[str, list[Contract]]:
    """Map each domain to its contracts with columns for an entity, except retired ones."""
    found: dict[str, list[Contract]] = {}
    for contract, links in overview.mesh.derived(linked).of.items():
        is_of = any(link.entity == entity for link in links)
        if is_of and overview.mesh.status(contract) != "retired":
            found.setdefault(domain_of(contract, overview.mesh) or "", []).append(contract)
    return found


def _chosen(contracts: Sequence[Contract], entity: str, overview: Overview) -> list[Contract]:
    """Return the best contract for each identifier scheme; the schemes determine whether two domains can be joined.

    Contracts are preferred if a product exposes them, if they are not deprecated, if they belong to a main port, if
    the identifier is in their first object, and if it is unique there, in this order.
    """
    found: dict[str, tuple[tuple[bool, ...], Contract]] = {}
    for contract in contracts:
        stays = overview.mesh.status(contract) != "deprecated"
        aside = not overview.is_main(contract)
        for key in keys(contract, overview.mesh):
            if key.entity == entity:
                rank = (contract.port is None, not stays, aside, key.object > 0, not key.is_unique)
                known = found.get(key.scheme.name)
                if known is None or rank < known[0]:
                    found[key.scheme.name] = (rank, contract)
    return list(dict.fromkeys(contract for _, contract in found.values()))


def _recipe(
    pair: tuple[str, str], found: JoinCandidate, entity: str, overview: Overview, *, is_written: bool
) -> Recipe:
    way = found.answer.way
    has_sql = is_written and found.answer.verdict in (JoinOutcome.JOINABLE, JoinOutcome.MEANINGS_DIFFER)
    written = written_sql(way) if way and has_sql else WrittenSql()
    one, other = (parts.domain(name, overview) for name in pair)
    return Recipe(
        one=one,
        other=other,
        join=join(found, entity, overview.exposing(found.their)),
        is_written=is_written,
        **written._asdict(),
    )
