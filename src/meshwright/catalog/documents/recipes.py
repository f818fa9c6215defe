"""How any two domains are joined on an entity: a matrix, and below it a recipe for each pair."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.documents.joins import VERDICTS, best, join_view
from meshwright.catalog.documents.named import domain_reference
from meshwright.lineage.crosswalks import keys
from meshwright.lineage.join_sql import NoSqlError, dialect_of, sql
from meshwright.lineage.joins import Verdict
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.linked import linked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshwright.catalog.documents.joins import Found, JoinView
    from meshwright.catalog.documents.named import Reference
    from meshwright.catalog.overview import Overview
    from meshwright.lineage.joins import Way
    from meshwright.mesh.mesh import Contract

DOMAINS = 24
"""Domains that a matrix has room for: those with most columns."""
RECIPES = 60
"""Recipes on one page."""
EVERYWHERE = "duckdb"
"""The dialect of SQL for ports that have none in common."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How two domains are joined on an entity, by the ports that meet best."""

    one: Reference
    other: Reference
    anchor: str
    join: JoinView
    sql: str
    dialect: str
    no_sql: str
    """Why there is no SQL."""

    @property
    def words(self) -> str:
        """Say in a word or two whether they meet."""
        if self.join.verdict == "yes":
            return "by crosswalk" if self.join.through else "yes"
        return {"choice": "several ways", "meanings": "meanings differ"}.get(self.join.verdict, "no")


@dataclass(frozen=True, slots=True)
class Recipes:
    """All recipes of an entity."""

    domains: tuple[Reference, ...]
    cells: Mapping[tuple[str, str], Recipe]
    """By the names of two domains, in both orders."""
    written: tuple[Recipe, ...]
    """Those that the page tells step by step."""
    commands: tuple[str, ...]
    """What tells the others."""
    more_domains: int

    def has(self, recipe: Recipe) -> bool:
        """Say whether a recipe is told step by step."""
        return any(each is recipe for each in self.written)


def recipes_of(entity: str, overview: Overview) -> Recipes:
    """Give how any two domains are joined on an entity."""
    having = _having(entity, overview)

    def title(name: str) -> tuple[str, str]:
        return domain_reference(name, overview).title.casefold(), name

    most = sorted(having, key=lambda name: (-len(having[name]), name))[:DOMAINS]
    chosen = {name: _chosen(having[name], entity, overview) for name in sorted(most, key=title)}
    found = {
        (one, other): answer
        for one, other in combinations(chosen, 2)
        if (answer := best(chosen[one], chosen[other], entity, overview)) is not None
    }
    order = tuple(VERDICTS)
    ranked = sorted(found, key=lambda pair: order.index(found[pair].answer.verdict))[:RECIPES]
    cells = {
        pair: _recipe(pair, answer, entity, overview, is_written=pair in ranked)
        for pair, answer in found.items()
    }
    return Recipes(
        domains=tuple(domain_reference(name, overview) for name in chosen),
        cells=cells | {(other, one): each for (one, other), each in cells.items()},
        written=tuple(each for pair, each in cells.items() if pair in ranked),
        commands=tuple(each.join.command for pair, each in cells.items() if pair not in ranked),
        more_domains=len(having) - len(chosen),
    )


def _having(entity: str, overview: Overview) -> Mapping[str, list[Contract]]:
    """Give the contracts with columns of an entity by their domain, retired ones left out."""
    found: dict[str, list[Contract]] = {}
    for contract, links in overview.mesh.once(linked).of.items():
        is_of = any(link.entity == entity for link in links)
        if is_of and overview.mesh.status(contract) != "retired":
            found.setdefault(domain_of(contract, overview.mesh) or "", []).append(contract)
    return found


def _chosen(contracts: Sequence[Contract], entity: str, overview: Overview) -> list[Contract]:
    """Choose for each scheme the contract that holds it best, since schemes decide whether two domains meet.

    That is one that a product exposes and that stays, of a main port, with an identifier a row in its first object.
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
    pair: tuple[str, str], found: Found, entity: str, overview: Overview, *, is_written: bool
) -> Recipe:
    way = found.answer.way
    has_sql = is_written and found.answer.verdict in (Verdict.JOINABLE, Verdict.MEANINGS_DIFFER)
    text, dialect, no_sql = _sql(way) if way and has_sql else ("", "", "")
    steps = (routes.step(name) if name else routes.NO_DOMAIN for name in pair)
    one, other = (domain_reference(name, overview) for name in pair)
    return Recipe(
        one=one,
        other=other,
        anchor=f"join-{'--'.join(steps)}",
        join=join_view(found, entity, overview.exposing(found.their)),
        sql=text,
        dialect=dialect,
        no_sql=no_sql,
    )


def _sql(way: Way) -> tuple[str, str, str]:
    dialect = dialect_of(way) or EVERYWHERE
    try:
        return sql(way, dialect), dialect, ""
    except NoSqlError as error:
        return "", dialect, str(error)
