"""A product's possible joins: the other product, the entity and the join path."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.meaning.fan_out import caution, ticked
from meshwright.analysis.meaning.join_sql import NoSqlError, dialect_of, sql
from meshwright.analysis.meaning.joins import JoinOperand, JoinOutcome, meet
from meshwright.catalog.assembly.parts import title_of
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.product import Join, JoinHop, Sense
from meshwright.facts.sql.reader import dialects_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.analysis.meaning.joins import Hop, JoinPath, JoinResult
    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.items import Contract

VERDICTS = (
    JoinOutcome.JOINABLE,
    JoinOutcome.UNDECIDED,
    JoinOutcome.MEANINGS_DIFFER,
    JoinOutcome.NOT_JOINABLE,
)
"""The possible results, best first."""
_CERTAIN = (JoinOutcome.JOINABLE, JoinOutcome.MEANINGS_DIFFER)
EVERYWHERE = "duckdb"
"""The SQL dialect for ports that have no dialect in common."""
WRITTEN = 2
"""The maximum number of joins per product for which SQL is written; each takes milliseconds."""
NEAR, OTHERS = 12, 5
"""The maximum numbers of upstream and downstream products, and of other products, on a page."""
PLAINEST = (0, 0, 0, 1)
"""The rank of the best result."""
LOOKED_AT = 100
"""The maximum number of products to compare for an entity."""

_DEFAULT_PORTS = {
    "mysql": "3306",
    "oracle": "1521",
    "postgres": "5432",
    "redshift": "5439",
    "sqlserver": "1433",
    "synapse": "1433",
}
_SINGLE_DATABASE = frozenset({"postgres", "postgresql", "redshift"})
"""The types of servers on which a query reads a single database."""


class WrittenSql(NamedTuple):
    """A join's SQL; if it cannot be written, the reason."""

    sql: str = ""
    dialect: str = ""
    no_sql: str = ""
    locations: str = ""
    """The servers of the ports, in words."""


class JoinCandidate(NamedTuple):
    """A join result for two contracts and an entity."""

    answer: JoinResult
    own: Contract
    their: Contract
    entity: str


def joins_of(card: ProductSummary, overview: Overview) -> tuple[tuple[Join, ...], bool]:
    """Return a product's possible joins, simplest first, and whether products that share an entity were omitted."""
    near, others = _partners(card, overview)
    partners = [*near[:NEAR], *others[: max(0, OTHERS - len(near))]]
    return joins_with(card, partners, overview, WRITTEN), len(near) + len(others) > len(partners)


def joins_with(
    card: ProductSummary, partners: Iterable[ProductSummary], overview: Overview, written: int
) -> tuple[Join, ...]:
    """Return a product's joins with other products, simplest first; only the first `written` ones have SQL."""
    pairs = [(each, other) for other in partners for each in _between(card, other, overview)]
    pairs.sort(
        key=lambda pair: (
            VERDICTS.index(pair[0].answer.verdict),
            len(pair[0].answer.way.hops) if pair[0].answer.way else 0,
            title_of(pair[1].name),
            pair[0].entity,
            pair[0].own.address,
        )
    )
    found = []
    for each, other in pairs:
        has_sql = written > 0 and each.answer.way is not None and each.answer.verdict in _CERTAIN
        written -= has_sql
        found.append(join(each, each.entity, other, has_sql=has_sql))
    return tuple(found)


def _partners(card: ProductSummary, overview: Overview) -> tuple[list[ProductSummary], list[ProductSummary]]:
    """Return the upstream and downstream products that share an entity, and the others; most entities in common first."""
    near = {other.address for _, other in overview.feeds(card.product) if other is not None}
    near |= {
        user.product.address for user in overview.users.get(card.address, ()) if user.product is not None
    }
    shared = {
        address: 0 for address in near if not set(card.entities).isdisjoint(overview.cards[address].entities)
    }
    for entity in card.entities:
        for other in overview.by_entity.get(entity, ())[:LOOKED_AT]:
            shared[other.address] = shared.get(other.address, 0) + 1
    shared.pop(card.address, None)
    order = [overview.cards[address] for address in sorted(shared, key=lambda each: (-shared[each], each))]
    return [each for each in order if each.address in near], [
        each for each in order if each.address not in near
    ]


def _between(card: ProductSummary, other: ProductSummary, overview: Overview) -> Iterator[JoinCandidate]:
    """Yield the best join for each common entity, using the latest ports of both products."""
    for entity in card.entities:
        if entity not in other.entities:
            continue
        found = best(overview.having(card)[entity], overview.having(other)[entity], entity, overview)
        if found is not None:
            yield found


def best(
    ones: Iterable[Contract], others: Iterable[Contract], entity: str, overview: Overview
) -> JoinCandidate | None:
    """Return the best join on an entity between a contract from each side; None if a side has no contracts."""
    others = tuple(others)
    found: JoinCandidate | None = None
    for one in ones:
        for other in others:
            each = JoinCandidate(
                meet(JoinOperand(one), JoinOperand(other), overview.mesh, entity=entity), one, other, entity
            )
            if found is None or _rank(each, overview) < _rank(found, overview):
                found = each
            if _rank(found, overview) == PLAINEST:
                return found
    return found


def _rank(found: JoinCandidate, overview: Overview) -> tuple[int, int, int, int]:
    """Return a sort key that prefers joinable pairs, then pairs without deprecated ports, main ports, and short paths."""
    way = found.answer.way
    ending = sum(overview.mesh.status(each) == "deprecated" for each in (found.own, found.their))
    aside = sum(not overview.is_main(each) for each in (found.own, found.their))
    return VERDICTS.index(found.answer.verdict), ending, aside, len(way.hops) if way else 0


def join(found: JoinCandidate, entity: str, other: ProductSummary | None, *, has_sql: bool = False) -> Join:
    """Return a join result as a document; `other` is the product on the other side, if one exposes the contract."""
    answer, own, their, _ = found
    way = answer.way
    written = written_sql(way) if way and has_sql else WrittenSql()
    flag = " --accept-meaning" if answer.verdict is JoinOutcome.MEANINGS_DIFFER else ""
    return Join(
        product=Named(other.address, title_of(other.name), other.route)
        if other
        else Named(their.address, their.address),
        entity=entity,
        port=own.address,
        other=their.address,
        verdict=answer.verdict.value,
        hops=tuple(map(_hop, way.hops)) if way else (),
        through=tuple(dict.fromkeys(each.entry.contract.address for each in way.crossings)) if way else (),
        caution=caution(way) if way else "",
        senses=tuple(
            Sense(
                domain=each.domain,
                means=" ".join(each.meaning.means.split())
                if each.meaning
                else "has not declared its meaning",
            )
            for each in answer.senses
        ),
        reason="; ".join(answer.reasons),
        remedies=answer.remedies,
        choices=answer.choices,
        **written._asdict(),
        command=f"meshwright join {own.address} {their.address} --on {entity}{flag} --sql",
    )


def written_sql(way: JoinPath) -> WrittenSql:
    """Return a join's SQL with its dialect and the locations of its tables, or the reason why there is none."""
    dialect = dialect_of(way) or EVERYWHERE
    try:
        return WrittenSql(sql(way, dialect), dialect, locations=_locations(way, dialect))
    except NoSqlError as error:
        return WrittenSql(dialect=dialect, no_sql=str(error))


def _locations(way: JoinPath, dialect: str) -> str:
    """Return the server of each port on a path, in words, and whether a query needs an engine that reads them.

    It is the first server with the dialect, or else the first one.
    """
    at: dict[tuple[str, ...], list[str]] = {}
    labels: dict[tuple[str, ...], str] = {}
    for contract in dict.fromkeys(key.contract for hop in way.hops for key in (hop.left, hop.right)):
        servers = contract.fact.servers
        server = next(
            (each for each in servers if dialect in dialects_of((each.type,))), next(iter(servers), None)
        )
        place = _place(server) if server else ()
        at.setdefault(place, []).append(ticked(contract.address))
        if server and place not in labels:
            database = f", database {ticked(_own_database(server))}" if _own_database(server) else ""
            label = f"server {ticked(server.server)} ({server.type}{database})"
            labels[place] = f"{'another' if f'the {label}' in labels.values() else 'the'} {label}"
    phrases = (
        f"{_listed(ports)} {'is' if len(ports) == 1 else 'are'} on {labels[place]}"
        if place
        else f"no server is declared for {_listed(ports)}"
        for place, ports in at.items()
    )
    if len(labels) > 1:
        different = "databases" if len({place[:-1] for place in labels}) == 1 else "servers"
        need = f"; a query needs an engine that reads {'both' if len(labels) == 2 else 'all'} {different}"
    else:
        has_engine = all(dialects_of((kind,)) for kind, *_ in labels)
        need = "" if has_engine else "; a query needs an engine that reads this server"
    return ", ".join(phrases) + need


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _place(server: ServerFact) -> tuple[str, ...]:
    """Return the identity of a server: its type, its account, host or project, or else its name, and its database."""
    kind = server.type.casefold()
    kind = "postgres" if kind == "postgresql" else kind
    account, host, port, project = (
        str(server.settings.get(key) or "").casefold() for key in ("account", "host", "port", "project")
    )
    port = "" if port == _DEFAULT_PORTS.get(kind) else port
    at = (project,) if kind == "bigquery" else (account, host, port)
    return (kind, *(at if any(at) else (server.server,)), _own_database(server))


def _own_database(server: ServerFact) -> str:
    """Return a server's database if its queries cannot read other databases; else an empty string."""
    return str(server.settings.get("database") or "") if server.type.casefold() in _SINGLE_DATABASE else ""


def _hop(hop: Hop) -> JoinHop:
    return JoinHop(
        left_port=hop.left.contract.address,
        left=tuple(hop.left.columns),
        right_port=hop.right.contract.address,
        right=tuple(hop.right.columns),
        scheme=hop.left.scheme.name,
        fan_out=hop.fan_out,
    )


EVERY = 60
"""The maximum number of products in a mesh for which all pairs are compared."""


def all_joins(card: ProductSummary, overview: Overview) -> tuple[Join, ...] | None:
    """Return a product's joins with all products that follow it in the mesh; None if the mesh has too many products."""
    if len(overview.cards) > EVERY:
        return None
    own = set(card.entities)
    after = (
        each
        for each in overview.cards.values()
        if each.address > card.address and not own.isdisjoint(each.entities)
    )
    return joins_with(card, after, overview, EVERY * EVERY)
