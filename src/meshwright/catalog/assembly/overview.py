"""A summary of each product and its consumers, on which lists, tables, the search and the API are based."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from meshwright.analysis.access.atoms import Access, access
from meshwright.analysis.access.coverage import no_earlier_fields
from meshwright.analysis.flow.columns import columns
from meshwright.analysis.meaning.crosswalks import keys
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.promises.production import makings
from meshwright.analysis.sensitivity.declared import personal
from meshwright.catalog import routes
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.natural import natural
from meshwright.catalog.signs import signs
from meshwright.catalog.text import plain_of
from meshwright.mesh.address import segment
from meshwright.mesh.end_dates import end
from meshwright.mesh.inheritance import exposing_product, team_of
from meshwright.mesh.product_properties import is_event_port, stated_main_port
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.quantities.amounts import written
from meshwright.rulekit.registry import all_rules
from meshwright.scores.product_score import by_product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.catalog.signs import Sign
    from meshwright.catalog.source import CatalogInputs
    from meshwright.mesh.items import Contract, Port, Product, RegistryEntry, UnreadableDocument
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Agreement, Classification
    from meshwright.mesh.samples import Sample
    from meshwright.quantities.service_level import Reading
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule
    from meshwright.scores.product_score import ProductScore

_ENDED = ("deprecated", "retired")
_COMING = ("draft", "proposed")


@dataclass(frozen=True, slots=True)
class PortConsumer:
    """A consumer of a port: a product, or a team with an agreement."""

    port: str
    """The address of the port."""
    product: Product | None
    """The product that reads the port; None for an agreement."""
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ProductSummary:
    """A product as a list entry."""

    product: Product
    name: str
    """The display name."""
    purpose: str
    """The first sentence of the purpose, without markup."""
    domain: str
    """The domain; empty if not declared."""
    archetype: str
    status: str
    version: str
    team: str
    level: str
    """The highest classification level of the fields; empty if no field has one."""
    is_personal: bool
    """Whether any field contains personal data."""
    entities: tuple[str, ...]
    """The entities to which its columns are linked, sorted."""
    product_score: ProductScore | None
    latency: Reading | None
    """The latency promised by the main port, or else by another port; None if no port promises one."""
    ends: date | None
    """The earliest end date of a port that is not retired."""
    synonyms: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def address(self) -> str:
        """The address of the product."""
        return self.product.address

    @property
    def freshness(self) -> str:
        """The promised latency in words; empty if there is none."""
        return "" if self.latency is None else written(self.latency)

    @property
    def route(self) -> str:
        """The route of the product's page."""
        return routes.product(self.product.address)


class Overview:
    """All products as list entries, sorted by address, and lookups derived from the mesh.

    Of two products with the same address, only the first is included.
    """

    def __init__(self, source: CatalogInputs) -> None:
        self.source = source
        self.mesh = source.mesh
        self.columns = source.mesh.derived(columns)
        self._ports: dict[str, tuple[Port, ...]] = {}
        self._having: dict[str, Mapping[str, tuple[Contract, ...]]] = {}
        self._product_scores = {each.product: each for each in source.product_scores}
        self.cards: Mapping[str, ProductSummary] = {
            address: self._card(self.mesh.product_of[address])
            for address in sorted(self.mesh.product_of, key=natural)
        }
        """The list entries by address."""

    @cached_property
    def access(self) -> Access:
        """The access that the mesh grants; fields of earlier contract versions are taken into account."""
        earlier = self.source.earlier_fields
        return self.mesh.derived(access) if earlier is no_earlier_fields else Access(self.mesh, earlier)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, sorted by name: the built-in rules, and the policies that ran."""
        return tuple(
            sorted((*all_rules(), *self.source.report.policies), key=lambda each: natural(each.name))
        )

    @cached_property
    def by_domain(self) -> Mapping[str, tuple[ProductSummary, ...]]:
        """The list entries of each domain, sorted by domain; includes registered domains without products."""
        found: dict[str, list[ProductSummary]] = {
            entry.name: [] for entry in self.mesh.register("Domain") if entry.name
        }
        for card in self.cards.values():
            found.setdefault(card.domain, []).append(card)
        return {name: tuple(found[name]) for name in sorted(found, key=natural)}

    @cached_property
    def by_team(self) -> Mapping[str, tuple[ProductSummary, ...]]:
        """The list entries of each team, sorted by team; includes registered teams without products."""
        found: dict[str, list[ProductSummary]] = {
            entry.name: [] for entry in self.mesh.register("Team") if entry.name
        }
        for card in self.cards.values():
            if card.team:
                found.setdefault(card.team, []).append(card)
        return {name: tuple(found[name]) for name in sorted(found, key=natural)}

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[ProductSummary, ...]]:
        """The list entries of products with columns linked to each entity."""
        found: defaultdict[str, list[ProductSummary]] = defaultdict(list)
        for card in self.cards.values():
            for entity in card.entities:
                found[entity].append(card)
        return {entity: tuple(found[entity]) for entity in sorted(found, key=natural)}

    @cached_property
    def users(self) -> Mapping[str, tuple[PortConsumer, ...]]:
        """The consumers of each product, except the product itself, by address; products come before agreements."""
        found: defaultdict[str, dict[PortConsumer, None]] = defaultdict(dict)
        for product in self.mesh.products:
            for each in product.inputs:
                if each.contract is None or each.contract.port is None:
                    continue
                read = exposing_product(each.contract, self.mesh)
                if read is not None and read is not product:
                    found[read.address][PortConsumer(each.contract.address, product)] = None
        for agreement in self.mesh.agreements:
            port = self.mesh.ports.get(agreement.port)
            if port is not None and agreement.is_current(self.mesh.today):
                found[port.product][PortConsumer(port.address, None, agreement)] = None
        return {address: tuple(users) for address, users in found.items()}

    def consumers(self, card: ProductSummary) -> int:
        """Return the number of products and agreements that read a product."""
        return len({each.product or each.agreement for each in self.users.get(card.address, ())})

    @cached_property
    def flows(self) -> Mapping[tuple[str, str], int]:
        """The number of products in one domain that read from another domain, by pair of domains."""
        pairs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for address, users in self.users.items():
            source = self.cards[address].domain
            for user in users:
                if user.product is not None:
                    target = self.cards[user.product.address].domain
                    if source != target:
                        pairs[source, target].add(user.product.address)
        ordered = sorted(pairs, key=lambda pair: tuple(map(natural, pair)))
        return {pair: len(pairs[pair]) for pair in ordered}

    @cached_property
    def read_by(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The products that read each product, with the port names, by address."""
        return {
            address: tuple(
                (user.product.address, user.port.rpartition("/")[2]) for user in users if user.product
            )
            for address, users in self.users.items()
        }

    @cached_property
    def reading(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The products that each product reads, with the port names, by address."""
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for address, readers in self.read_by.items():
            for reader, port in readers:
                found[reader].append((address, port))
        return {address: tuple(read) for address, read in found.items()}

    @cached_property
    def _wholes(self) -> Mapping[int, tuple[Named, ...]]:
        """The whole ports and objects that fields derive from, by field id."""
        found: defaultdict[int, dict[Named, None]] = defaultdict(dict)
        for whole in self.columns.wholes:
            address = whole.source.address
            if whole.object is not None:
                address += f"/{segment(whole.source.fact.objects[whole.object].name)}"
            found[whole.target][self._end(address, whole.source)] = None
        return {target: tuple(ends) for target, ends in found.items()}

    def _end(self, address: str, contract: Contract) -> Named:
        card = self.exposing(contract)
        return Named(address, card.name, card.route) if card else Named(address, contract.address)

    def sources(self, field: int) -> tuple[Named, ...]:
        """Return the fields that a field derives from, then the objects and ports, with the titles of their products."""
        known = self.columns
        ends = (known.sources[edge] for edge in known.edges_into(field))
        return (
            *(self._end(known.address(each), known.contract(each)) for each in ends),
            *self._wholes.get(field, ()),
        )

    def targets(self, field: int) -> tuple[Named, ...]:
        """Return the fields that derive from a field, with the titles of their products."""
        known = self.columns
        ends = (known.targets[edge] for edge in known.edges_out_of(field))
        return tuple(self._end(known.address(each), known.contract(each)) for each in ends)

    def links(self, contract: Contract) -> Mapping[int, list[IdentifierLink]]:
        """Return the links from a contract's fields to entities."""
        found: defaultdict[int, list[IdentifierLink]] = defaultdict(list)
        for link in self.mesh.derived(linked).of.get(contract, ()):
            found[link.field].append(link)
        return found

    @cached_property
    def domains(self) -> Mapping[str, RegistryEntry]:
        """The registered domains by name."""
        return {entry.name: entry for entry in reversed(self.mesh.register("Domain"))}

    @cached_property
    def signs(self) -> Mapping[str, Sign]:
        """The sign (letters and a colour) of each domain, by name."""
        return signs(
            {
                name: (text(entry.get("title")) if (entry := self.domains.get(name)) else "") or name
                for name in self.by_domain
            }
        )

    @cached_property
    def diagnostics(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The findings about each product and its ports by product address, including waived and suppressed ones."""
        found = by_product(self.mesh, self.source.report.diagnostics)
        return {
            address: tuple(each for said in rules.values() for each in said)
            for address, rules in found.items()
        }

    @cached_property
    def samples(self) -> Mapping[Contract, tuple[Sample, ...]]:
        """The samples of each contract."""
        found: dict[Contract, list[Sample]] = {}
        for sample in self.mesh.samples:
            if sample.contract is not None:
                found.setdefault(sample.contract, []).append(sample)
        return {contract: tuple(samples) for contract, samples in found.items()}

    @cached_property
    def broken(self) -> Mapping[str, tuple[UnreadableDocument, ...]]:
        """Documents that could not be compiled, by contract id; empty for an unknown id."""
        found: dict[str, list[UnreadableDocument]] = {}
        for each in self.mesh.broken:
            found.setdefault(each.sketch.id or "", []).append(each)
        return {identity: tuple(each) for identity, each in sorted(found.items())}

    def channels(self, values: Mapping[str, Any], team: str) -> tuple[Mapping[str, Any], ...]:
        """Return the support channels that a product's document declares, or else those of its team."""
        entry = self.mesh.teams.get(team)
        return tuple(mappings(values.get("support"))) or tuple(
            mappings(entry.get("support") if entry else None)
        )

    def ports(self, product: Product) -> tuple[Port, ...]:
        """Return the ports of a product, main port first."""
        known = self._ports.get(product.address)
        if known is None:
            users = self.users.get(product.address, ())
            known = self._ports[product.address] = ports_by_use(product, users, self.mesh)
        return known

    def main_port(self, product: Product) -> str:
        """Return the address of a product's main port; empty if there is only one port, or if all ports are ending."""
        ports = self.ports(product)
        return ports[0].address if len(ports) > 1 and ports[0].contract is not None else ""

    def is_main(self, contract: Contract) -> bool:
        """Return whether a contract belongs to the main port of its product."""
        product = exposing_product(contract, self.mesh)
        return product is not None and any(port.contract is contract for port in self.ports(product)[:1])

    def having(self, card: ProductSummary) -> Mapping[str, tuple[Contract, ...]]:
        """Map each entity to the product's contracts with its columns: at most two, the main port's and the latest."""
        known = self._having.get(card.address)
        if known is None:
            known = self._having[card.address] = _having(card, self.ports(card.product), self.mesh)
        return known

    def exposing(self, contract: Contract) -> ProductSummary | None:
        """Return the product that exposes a contract."""
        product = exposing_product(contract, self.mesh)
        return self.cards.get(product.address) if product else None

    def feeds(self, product: Product) -> tuple[tuple[Contract, ProductSummary | None], ...]:
        """Return the contracts that a product reads, each with the product that exposes it."""
        read = dict.fromkeys(each.contract for each in product.inputs if each.contract is not None)
        return tuple((contract, self.exposing(contract)) for contract in read)

    def _card(self, product: Product) -> ProductSummary:
        values = self.source.values(product.home)
        contracts = [port.contract for port in self.ports(product) if port.contract is not None]
        living = [each for each in contracts if self.mesh.status(each) != "retired"]
        ladder = self.mesh.classification
        links = self.mesh.derived(linked).of
        ends = [day for contract in living if (day := end(contract)) is not None]
        return ProductSummary(
            product=product,
            name=product.fact.name or product.fact.id or product.address,
            purpose=plain_of(text(mapping(values.get("description")).get("purpose"))),
            domain=product.fact.domain or "",
            archetype=product.fact.archetype or "",
            status=product.fact.status or "",
            version=product.fact.version or "",
            team=team_of(product, self.mesh) or "",
            level=highest_level(contracts, ladder),
            is_personal=any(any(True for _ in personal(contract, ladder)) for contract in contracts),
            entities=tuple(
                sorted({link.entity for contract in contracts for link in links.get(contract, ())})
            ),
            product_score=self._product_scores.get(product.address),
            latency=self._latency(living),
            ends=min(ends, default=None),
            synonyms=tuple(
                found for each in mappings(values.get("synonyms")) if (found := text(each.get("synonym")))
            ),
            tags=tuple(found for each in _list(values.get("tags")) if (found := text(each))),
        )

    def _latency(self, contracts: Iterable[Contract]) -> Reading | None:
        made = self.mesh.derived(makings).of
        found = (
            level
            for each in contracts
            if each in made and (level := made[each].weakest("latency")) is not None
        )
        first = next(found, None)
        return first.value if first else None


def highest_level(contracts: Iterable[Contract], ladder: Classification | None) -> str:
    """Return the highest level of the contracts' fields; empty if none has a known level."""
    if ladder is None:
        return ""
    levels = {level for contract in contracts for level in contract.fact.fields.classifications}
    ranks = [rank for level in levels if (rank := ladder.rank(level)) is not None]
    return ladder.levels[max(ranks)] if ranks else ""


def ports_by_use(product: Product, users: Iterable[PortConsumer], mesh: Mesh) -> tuple[Port, ...]:
    """Return a product's ports, main port first; ports that end or have no contract come last."""
    readers: dict[str, int] = {}
    for user in users:
        readers[user.port] = readers.get(user.port, 0) + 1
    stated = stated_main_port(product)

    def order(port: Port) -> tuple[bool, bool, bool, bool, bool, int]:
        status = mesh.status(port.contract) if port.contract else None
        return (
            port.fact.is_deprecated or status in _ENDED,
            port.contract is None,
            port is not stated,
            status in _COMING,
            is_event_port(port),
            -readers.get(port.address, 0),
        )

    return tuple(sorted({port.address: port for port in product.outputs}.values(), key=order))


def _having(card: ProductSummary, ports: tuple[Port, ...], mesh: Mesh) -> Mapping[str, tuple[Contract, ...]]:
    found: dict[str, dict[Contract, None]] = {entity: {} for entity in card.entities}
    for port in card.product.outputs:
        if port.contract is not None and mesh.status(port.contract) != "retired":
            for key in keys(port.contract, mesh):
                found[key.entity][port.contract] = None
    main = ports[0].contract if ports else None
    return {
        entity: tuple(sorted(contracts, key=lambda each: each is main)[-2:][::-1])
        for entity, contracts in found.items()
    }


def _list(value: object) -> list[object] | tuple[object, ...]:
    return value if isinstance(value, list | tuple) else ()
