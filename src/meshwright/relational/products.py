"""The tables of products: products, ports, inputs, owners, support channels and access agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.flow.inputs import made_from
from meshwright.mesh.inheritance import has_support, owners_of, team_of
from meshwright.mesh.product_properties import archetype_of, is_event_port, origin_of, tier_of
from meshwright.mesh.registries import mapping, mappings
from meshwright.mesh.registries import text as words
from meshwright.quantities.version import parse_version
from meshwright.relational.service import service_columns
from meshwright.relational.source import ContractRow, PortRow, ProductRow
from meshwright.relational.table import Table, day, flag, number, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import Contract, Home, Input, Product
    from meshwright.mesh.registries import Agreement
    from meshwright.relational.source import MeshSource


def _contracts(row: ProductRow) -> list[Contract]:
    return [port.contract for port in row.product.outputs if port.contract is not None]


def _product_rank(row: ProductRow) -> int | None:
    ranks = [rank for each in _contracts(row) if (rank := row.source.highest(each)) is not None]
    return max(ranks, default=None)


def description_of(values: Mapping[str, Any], key: str) -> str:
    """Return part of a product's or contract's description."""
    return words(mapping(values.get("description")).get(key))


PRODUCT: Table[Any] = Table(
    "product",
    "Data products (ODPS), in the order of their addresses.",
    lambda source: [source.products],
    (
        number("product_id", "the row number", lambda row: row.id, is_nullable=False),
        text("address", "`<domain>/<product>`", lambda row: row.product.address, is_nullable=False),
        text("id", "the id in the document", lambda row: row.product.fact.id),
        text("name", "the name", lambda row: row.product.fact.name),
        text("version", "the version", lambda row: row.product.fact.version),
        text("domain", "the domain", lambda row: row.product.fact.domain),
        text(
            "status",
            "`proposed`, `draft`, `active`, `deprecated` or `retired`",
            lambda row: row.product.fact.status,
        ),
        text(
            "archetype",
            "`sourceAligned`, `aggregate` or `consumerAligned`",
            lambda row: archetype_of(row.product),
        ),
        number("tier", "the tier; 1 is the most critical", lambda row: tier_of(row.product)),
        text("team", "the owning team", lambda row: team_of(row.product, row.source.mesh)),
        flag(
            "has_support",
            "whether it or its team has a support channel",
            lambda row: has_support(row.product, row.source.mesh),
        ),
        text("origin", "the system from which its facts come", lambda row: origin_of(row.product)),
        text(
            "origin_kind",
            "`operational` or `external`",
            lambda row: words(mapping(row.product.fact.custom.get("origin")).get("kind")),
        ),
        flag(
            "is_deprecated", "whether it is marked as deprecated", lambda row: row.product.fact.is_deprecated
        ),
        text(
            "classification",
            "the highest effective level of its fields",
            lambda row: row.source.level(_product_rank(row)),
        ),
        number("classification_rank", "the rank of that level; 0 is the least sensitive", _product_rank),
        flag(
            "personal_data",
            "whether a field of its ports contains personal data",
            lambda row: any(row.source.personal(each) for each in _contracts(row)),
        ),
        text(
            "purpose",
            "its purpose, from the description",
            lambda row: description_of(row.source.values(row.product.home), "purpose"),
        ),
        text(
            "limitations",
            "its limitations, from the description",
            lambda row: description_of(row.source.values(row.product.home), "limitations"),
        ),
        text(
            "usage",
            "its usage, from the description",
            lambda row: description_of(row.source.values(row.product.home), "usage"),
        ),
        text("file", "the file that declares it", lambda row: row.product.home.file, is_nullable=False),
    ),
    ("product_id", "address", "domain", "id"),
)


def _port_rank(row: PortRow) -> int | None:
    return row.source.highest(row.port.contract)


PORT: Table[Any] = Table(
    "port",
    "Output ports of products, with the service levels of their contracts.",
    lambda source: [source.ports],
    (
        number("port_id", "the row number", lambda row: row.id, is_nullable=False),
        number("product_id", "its product", lambda row: row.product.id, is_nullable=False),
        number(
            "contract_id",
            "its contract; NULL if the mesh does not have it",
            lambda row: row.source.contract_ids.get(row.port.contract),
        ),
        text(
            "address",
            "`<domain>/<product>/<port>@<major>`",
            lambda row: row.port.address,
            is_nullable=False,
        ),
        text("name", "the name", lambda row: row.port.fact.name),
        text("version", "the version", lambda row: row.port.fact.version),
        number("major", "the major version", lambda row: major(row.port.fact.version)),
        text("type", "the type", lambda row: row.port.fact.type),
        text(
            "status",
            "the effective status of its contract",
            lambda row: row.source.mesh.status(row.port.contract) if row.port.contract else None,
        ),
        flag("is_deprecated", "whether it is marked as deprecated", lambda row: row.port.fact.is_deprecated),
        flag("is_event_port", "whether it offers events one by one", lambda row: is_event_port(row.port)),
        text("stated_contract", "the id of its contract, as stated", lambda row: row.port.fact.contract_id),
        text(
            "classification",
            "the highest effective level of its fields",
            lambda row: row.source.level(_port_rank(row)),
        ),
        number("classification_rank", "the rank of that level; 0 is the least sensitive", _port_rank),
        flag(
            "personal_data",
            "whether any of its fields contains personal data; NULL if the port's contract is not in the mesh",
            lambda row: bool(row.source.personal(row.port.contract)) if row.port.contract else None,
            is_nullable=True,
        ),
        *service_columns(lambda row: row.port.contract),
        text("file", "the file that declares it", lambda row: row.port.home.file, is_nullable=False),
    ),
    ("port_id", "product_id", "contract_id", "address"),
)


def major(version: str | None) -> int | None:
    """Return the major version; None if the version is malformed."""
    found = parse_version(version)
    return found.major if found else None


class _InputRow(NamedTuple):
    product: ProductRow
    input: Input
    source: MeshSource


def _inputs(source: MeshSource) -> Iterator[list[_InputRow]]:
    yield [_InputRow(row, each, source) for row in source.products for each in row.product.inputs]


def _source_port(row: _InputRow) -> int | None:
    contract = row.input.contract
    return row.source.port_ids.get(contract.port) if contract is not None and contract.port else None


def _source_product(row: _InputRow) -> int | None:
    contract = row.input.contract
    if contract is None or contract.port is None:
        return None
    return row.source.product_ids.get(row.source.mesh.ports[contract.port].product)


INPUT: Table[Any] = Table(
    "input",
    "Input ports of products, with the contracts that they resolve to.",
    _inputs,
    (
        number("product_id", "the reading product", lambda row: row.product.id, is_nullable=False),
        number(
            "source_contract_id",
            "the contract that it reads; NULL if the mesh does not have it",
            lambda row: row.source.contract_ids.get(row.input.contract),
        ),
        number("source_port_id", "the port that exposes that contract", _source_port),
        number("source_product_id", "the product of that port", _source_product),
        text(
            "address",
            "the address of the reading product",
            lambda row: row.product.product.address,
            is_nullable=False,
        ),
        text("name", "the name of the input", lambda row: row.input.fact.name),
        text("contract", "the id of the contract, as stated", lambda row: row.input.fact.contract_id),
        text("version", "the lowest required version, as stated", lambda row: row.input.fact.version),
        text(
            "source_address",
            "the address of the contract that it reads",
            lambda row: row.input.contract.address if row.input.contract else None,
        ),
    ),
    ("product_id", "source_contract_id", "source_port_id", "source_product_id"),
)


class _FlowRow(NamedTuple):
    port: PortRow
    contract: Contract
    source: MeshSource


def _flows(source: MeshSource) -> Iterator[list[_FlowRow]]:
    yield [
        _FlowRow(row, contract, source)
        for row in source.ports
        for contract in dict.fromkeys(
            each for each, _ in made_from(row.port, row.product.product, source.mesh)
        )
    ]


PORT_LINEAGE: Table[Any] = Table(
    "port_lineage",
    "Lineage of ports: the contracts that each output port derives from.",
    _flows,
    (
        number("port_id", "the port", lambda row: row.port.id, is_nullable=False),
        number(
            "source_contract_id",
            "a contract that it derives from",
            lambda row: row.source.contract_ids[row.contract],
            is_nullable=False,
        ),
        number(
            "source_port_id",
            "the port that exposes that contract",
            lambda row: row.source.port_ids.get(row.contract.port),
        ),
        text("address", "the address of the port", lambda row: row.port.port.address, is_nullable=False),
        text(
            "source_address",
            "the address of that contract",
            lambda row: row.contract.address,
            is_nullable=False,
        ),
    ),
    ("port_id", "source_contract_id", "source_port_id"),
)


class _PersonRow(NamedTuple):
    owner: ProductRow | ContractRow
    username: str


def _thing(row: ProductRow | ContractRow) -> Any:  # noqa: ANN401 - a product or a contract
    return row.product if isinstance(row, ProductRow) else row.contract


def _owners(source: MeshSource) -> Iterator[list[_PersonRow]]:
    rows: Iterable[ProductRow | ContractRow] = (*source.products, *source.contracts)
    yield [
        _PersonRow(row, name)
        for row in rows
        for name in dict.fromkeys(owners_of(_thing(row), source.mesh))
        if name
    ]


def product_id(row: ProductRow | ContractRow) -> int | None:
    """Return the row number of a product; None for a contract."""
    return row.id if isinstance(row, ProductRow) else None


def contract_id(row: ProductRow | ContractRow) -> int | None:
    """Return the row number of a contract; None for a product."""
    return row.id if isinstance(row, ContractRow) else None


OWNER: Table[Any] = Table(
    "owner",
    "The owners of products and contracts: their own, or else those of the product, or else those of the team.",
    _owners,
    (
        number("product_id", "the product; NULL for a contract", lambda row: product_id(row.owner)),
        number("contract_id", "the contract; NULL for a product", lambda row: contract_id(row.owner)),
        text(
            "address",
            "the address of the owned item",
            lambda row: _thing(row.owner).address,
            is_nullable=False,
        ),
        text("username", "the user name of an owner", lambda row: row.username, is_nullable=False),
    ),
    ("product_id", "contract_id", "address"),
)


class _SupportRow(NamedTuple):
    owner: ProductRow | ContractRow
    channel: Mapping[str, Any]


def _support(source: MeshSource) -> Iterator[list[_SupportRow]]:
    rows: Iterable[ProductRow | ContractRow] = (*source.products, *source.contracts)
    channels = _Channels(source)
    yield [_SupportRow(row, channel) for row in rows for channel in channels.of(row)]


class _Channels:
    """The support channels of documents; each document with channels is read once."""

    def __init__(self, source: MeshSource) -> None:
        self.source = source
        self._of_products: dict[Home, tuple[Mapping[str, Any], ...]] = {}

    def of(self, row: ProductRow | ContractRow) -> Iterable[Mapping[str, Any]]:
        """Return the support channels of a document, or else those of its product, or else those of its team."""
        mesh, thing = self.source.mesh, _thing(row)
        if isinstance(row, ProductRow):
            own = self._of_product(row.product)
        else:
            own = self._stated(row.contract)
            if not own and row.contract.port is not None:
                own = self._of_product(mesh.product_of[mesh.ports[row.contract.port].product])
        if own:
            return own
        team = mesh.teams.get(team_of(thing, mesh) or "")
        return tuple(mappings(team.get("support"))) if team else ()

    def _of_product(self, product: Product) -> tuple[Mapping[str, Any], ...]:
        if product.home not in self._of_products:
            self._of_products[product.home] = self._stated(product)
        return self._of_products[product.home]

    def _stated(self, thing: Contract | Product) -> tuple[Mapping[str, Any], ...]:
        if not thing.fact.has_support:
            return ()
        return tuple(mappings(self.source.values(thing.home).get("support")))


SUPPORT: Table[Any] = Table(
    "support",
    "The support channels of products and contracts: their own, or else those of the product, or else those of the team.",
    _support,
    (
        number("product_id", "the product; NULL for a contract", lambda row: product_id(row.owner)),
        number("contract_id", "the contract; NULL for a product", lambda row: contract_id(row.owner)),
        text(
            "address",
            "the address of the supported item",
            lambda row: _thing(row.owner).address,
            is_nullable=False,
        ),
        text("channel", "the channel", lambda row: words(row.channel.get("channel"))),
        text("url", "its link", lambda row: words(row.channel.get("url"))),
        text("tool", "its tool", lambda row: words(row.channel.get("tool"))),
        text("scope", "its scope, such as `on-call`", lambda row: words(row.channel.get("scope"))),
    ),
    ("product_id", "contract_id", "address"),
)


class _AgreementRow(NamedTuple):
    id: int
    agreement: Agreement
    source: MeshSource


def _agreements(source: MeshSource) -> Iterator[list[_AgreementRow]]:
    yield [_AgreementRow(number, each, source) for number, each in enumerate(source.mesh.agreements, 1)]


AGREEMENT: Table[Any] = Table(
    "agreement",
    "Access agreements, current and expired: declared consumers of ports, other than products.",
    _agreements,
    (
        number("agreement_id", "the row number", lambda row: row.id, is_nullable=False),
        number(
            "port_id",
            "the port; NULL if the mesh does not have it",
            lambda row: row.source.port_ids.get(row.agreement.port),
        ),
        text("address", "the address of the port, as stated", lambda row: row.agreement.port),
        text("team", "the team of the consumer", lambda row: row.agreement.team),
        text(
            "application",
            "the consumer's application: a dashboard, a notebook or a model",
            lambda row: row.agreement.use,
        ),
        text("purpose", "the purpose", lambda row: row.agreement.purpose),
        text("role", "the role under which it reads", lambda row: row.agreement.role),
        day("starts", "the first day, if stated", lambda row: row.agreement.starts),
        day("expires", "the last day", lambda row: row.agreement.expires),
        text("file", "the file that declares it", lambda row: row.agreement.home.file, is_nullable=False),
    ),
    ("agreement_id", "port_id", "address"),
)


class _GrantedRow(NamedTuple):
    agreement: _AgreementRow
    column: str


def _granted(source: MeshSource) -> Iterator[list[_GrantedRow]]:
    yield [
        _GrantedRow(row, column)
        for rows in _agreements(source)
        for row in rows
        for column in row.agreement.columns
        if column
    ]


AGREEMENT_COLUMN: Table[Any] = Table(
    "agreement_column",
    "The columns that access agreements name; an agreement without columns covers its whole port.",
    _granted,
    (
        number("agreement_id", "the agreement", lambda row: row.agreement.id, is_nullable=False),
        text("address", "the address of the port", lambda row: row.agreement.agreement.port),
        text(
            "path",
            "the column as `<object>/<field>`, as `field.path`",
            lambda row: row.column,
            is_nullable=False,
        ),
    ),
    ("agreement_id", "path"),
)

PRODUCT_TABLES = (PRODUCT, PORT, INPUT, PORT_LINEAGE, OWNER, SUPPORT, AGREEMENT, AGREEMENT_COLUMN)
