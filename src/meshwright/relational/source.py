"""The mesh as a source for tables: numbered rows, values of documents, and derived facts, each computed once."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.promises.production import makings
from meshwright.analysis.sensitivity.classification import sensitivity
from meshwright.analysis.sensitivity.declared import personal
from meshwright.mesh.registries import mapping
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.analysis.promises.production import ProductionGraph
    from meshwright.analysis.sensitivity.classification import Sensitivity
    from meshwright.mesh.items import Contract, Home, Port, Product
    from meshwright.mesh.mesh import Mesh


class ProductRow(NamedTuple):
    """A product with its row number."""

    id: int
    product: Product
    source: MeshSource


class PortRow(NamedTuple):
    """An output port with its row number and its product."""

    id: int
    port: Port
    product: ProductRow
    source: MeshSource


class ContractRow(NamedTuple):
    """A contract with its row number."""

    id: int
    contract: Contract
    source: MeshSource


class DiagnosticRow(NamedTuple):
    """A diagnostic in the form that `query` shows."""

    rule: str
    group: str
    severity: str
    address: str | None
    file: str | None
    line: int | None
    message: str
    counts: bool


@dataclass(eq=False)
class MeshSource:
    """The data for all tables. Rows are numbered from 1 in the order of the mesh: by address, file and position."""

    mesh: Mesh
    read: Callable[[str, int], Any]
    """Returns the values of a document, by file and position; None if the document is unreadable."""
    blank: Callable[[str], str] = str
    """Blanks secrets in a string."""
    diagnostics: Callable[[], tuple[DiagnosticRow, ...]] = tuple
    """Checks the mesh; called only if a query reads the diagnostics table."""
    is_clean: Callable[[str], bool] = lambda _: False
    """Returns whether `blank` would not change a string; faster than `blank`."""

    def values(self, home: Home) -> Mapping[str, Any]:
        """Return the values of a document."""
        return mapping(self.read(home.file, home.document))

    @cached_property
    def products(self) -> list[ProductRow]:
        """The products."""
        return [ProductRow(number, each, self) for number, each in enumerate(self.mesh.products, 1)]

    @cached_property
    def ports(self) -> list[PortRow]:
        """The output ports, in the order of their products."""
        pairs = ((row, port) for row in self.products for port in row.product.outputs)
        return [PortRow(number, port, row, self) for number, (row, port) in enumerate(pairs, 1)]

    @cached_property
    def contracts(self) -> list[ContractRow]:
        """The contracts."""
        return [ContractRow(number, each, self) for number, each in enumerate(self.mesh.contracts, 1)]

    @cached_property
    def product_ids(self) -> dict[str, int]:
        """Row numbers of products by address; if several products share an address, the number of the first."""
        return {row.product.address: row.id for row in reversed(self.products)}

    @cached_property
    def port_ids(self) -> dict[str, int]:
        """Row numbers of ports by address; if several ports share an address, the number of the first."""
        return {row.port.address: row.id for row in reversed(self.ports)}

    @cached_property
    def contract_ids(self) -> dict[Contract, int]:
        """Row numbers of contracts."""
        return {row.contract: row.id for row in self.contracts}

    @cached_property
    def first_objects(self) -> dict[Contract, int]:
        """The row number of the first object of each contract."""
        counts = accumulate((len(each.fact.objects) for each in self.mesh.contracts), initial=1)
        return dict(zip(self.mesh.contracts, counts, strict=False))

    @cached_property
    def first_fields(self) -> dict[Contract, int]:
        """The row number of the first field of each contract."""
        counts = accumulate((len(each.fact.fields) for each in self.mesh.contracts), initial=1)
        return dict(zip(self.mesh.contracts, counts, strict=False))

    @cached_property
    def sensitivity(self) -> Sensitivity | None:
        """The levels of all fields; None without a registered classification."""
        return self.mesh.derived(sensitivity)

    @cached_property
    def production(self) -> ProductionGraph:
        """The production of all ports, with their service levels."""
        return self.mesh.derived(makings)

    @cached_property
    def _personal(self) -> dict[Contract, frozenset[int]]:
        return {}

    def personal(self, contract: Contract) -> frozenset[int]:
        """Return the fields of a contract that contain personal data."""
        if contract not in self._personal:
            self._personal[contract] = frozenset(personal(contract, self.mesh.classification))
        return self._personal[contract]

    def highest(self, contract: Contract | None, object_: int | None = None) -> int | None:
        """Return the highest rank among the fields of a contract or of one of its objects; None if it is unknown."""
        levels = self.sensitivity
        if levels is None or contract is None:
            return None
        first = levels.columns.first[contract]
        fields = contract.fact.fields
        ranks = (
            levels.rank(first + index)
            for index in range(len(fields))
            if object_ is None or fields.object(index) == object_
        )
        return found if (found := max(ranks, default=-1)) >= 0 else None

    def level(self, rank: int | None) -> str | None:
        """Return the name of the level at a given rank."""
        levels = self.sensitivity
        return levels.ladder.levels[rank] if levels is not None and rank is not None else None
