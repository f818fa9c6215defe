"""Atoms of access, and their effect: whether a field is clear, masked or absent for given identities on a day.

The most permissive atom in force applies; atoms never deny access. An identity without an atom cannot read anything.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.coverage import all_earlier_fields, no_earlier_fields
from meshwright.analysis.access.grants import days_of, declarations
from meshwright.analysis.access.kept import Held, kept_grants
from meshwright.analysis.access.levels import CLOSED, column_levels
from meshwright.analysis.access.offers import offers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from meshwright.analysis.access.coverage import EarlierFields
    from meshwright.analysis.access.grants import Cause, Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.analysis.access.levels import ColumnLevels, Mask
    from meshwright.analysis.access.row_filters import RowFilter
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class Visibility(IntEnum):
    """The visibility of a field to a reader; higher visibility shows more of its values."""

    ABSENT = 0
    MASKED = 1
    CLEAR = 2


class Atom(NamedTuple):
    """The smallest unit of access: an identity, a field, its visibility, the days and the cause."""

    identity: Identity
    contract: Contract
    field: int
    """The field's index in the contract."""
    visibility: Visibility
    """`CLEAR` or `MASKED`."""
    mask: Mask | None
    """The mask that replaces the value; None if the value is clear."""
    starts: date | None
    """The first day, in UTC; None for no start."""
    ends: date | None
    """The last day, in UTC; None for no end."""
    server: str
    """The only server that the atom applies to; empty for all servers."""
    rows: RowFilter | None
    """The rows that the atom applies to; None for all rows."""
    cause: Cause


class TableRow(NamedTuple):
    """The visibility of a field to an identity on a day, without causes; absent fields have no row."""

    identity: Identity
    contract: Contract
    field: int
    visibility: Visibility
    mask: Mask | None


class Access:
    """All access that a mesh grants; built by `access`."""

    def __init__(
        self, mesh: Mesh, earlier: EarlierFields = no_earlier_fields, base: Access | None = None
    ) -> None:
        self.mesh = mesh
        self.levels: ColumnLevels = mesh.derived(column_levels)
        self.grants, self.withheld, self.owners = declarations(mesh, self.levels, earlier)
        self._base = base
        self._held: dict[Grant, Mapping[str, int]] = {}
        """For each grant on a deprecated port, the best visibility that the base gives to each field, by name."""
        if base is not None:
            self.grants = tuple(each for grant in self.grants for each in self._limited(grant, base))
        self._kept: dict[Grant, bytes] = {}
        self._tables: dict[tuple[int, bool], bytes] = {}
        found: dict[Contract, list[Grant]] = {}
        for grant in self.grants:
            found.setdefault(grant.contract, []).append(grant)
        self.grants_of: Mapping[Contract, tuple[Grant, ...]] = {
            contract: tuple(grants) for contract, grants in found.items()
        }
        """The grants on each contract."""
        readable: dict[Identity, dict[Contract, None]] = {}
        for grant in self.grants:
            readable.setdefault(grant.identity, {})[grant.contract] = None
        self.contracts_of: Mapping[Identity, tuple[Contract, ...]] = {
            identity: tuple(contracts) for identity, contracts in readable.items()
        }
        """The contracts on which each identity has grants."""

    def identities(self, contract: Contract | None = None) -> tuple[Identity, ...]:
        """Return the identities that have grants on a contract, or on any contract, sorted."""
        grants = self.grants if contract is None else self.grants_of.get(contract, ())
        return tuple(sorted({each.identity for each in grants}, key=lambda each: each.order))

    def visibilities(self, grant: Grant) -> bytes:
        """Return the visibility that a grant gives to each field of its contract, regardless of the day.

        A field that contains others is at most as visible as the least visible of them.
        """
        if grant not in self._kept:
            self._kept[grant] = self._visibilities(grant)
        return self._kept[grant]

    def atoms(self, contract: Contract | None = None) -> Iterator[Atom]:
        """Yield the atoms of one contract, or of all contracts, ordered by grant and field."""
        for grant in self.grants if contract is None else self.grants_of.get(contract, ()):
            for field, visibility in enumerate(self.visibilities(grant)):
                if visibility:
                    mask = (
                        self.levels.mask(grant.contract, field) if visibility == Visibility.MASKED else None
                    )
                    yield Atom(
                        grant.identity,
                        grant.contract,
                        field,
                        Visibility(visibility),
                        mask,
                        grant.starts,
                        grant.ends,
                        grant.server,
                        grant.rows,
                        grant.cause,
                    )

    def decide(
        self, identities: Collection[Identity], contract: Contract, field: int, day: date, server: str = ""
    ) -> Visibility:
        """Return the best visibility of a field to the given identities on a day, at a server.

        Without a server, return the visibility that holds at every server. The visibility applies only to rows that pass
        the row filter.
        """
        return Visibility(
            max(
                (
                    self.visibilities(grant)[field]
                    for grant in self.grants_of.get(contract, ())
                    if grant.identity in identities
                    and grant.is_in_force(day)
                    and grant.server in ("", server)
                ),
                default=0,
            )
        )

    def table(self, day: date, contract: Contract | None = None, server: str = "") -> Iterator[TableRow]:
        """Yield the visibility of fields to each identity on a day, for one contract or all; absent fields are omitted."""
        for each in self.grants_of if contract is None else (contract,):
            best: dict[Identity, bytes] = {}
            for grant in self.grants_of.get(each, ()):
                if grant.is_in_force(day) and grant.server in ("", server):
                    known = best.get(grant.identity)
                    shown = self.visibilities(grant)
                    best[grant.identity] = shown if known is None else bytes(map(max, known, shown))
            for identity in sorted(best, key=lambda one: one.order):
                for field, visibility in enumerate(best[identity]):
                    if visibility:
                        mask = self.levels.mask(each, field) if visibility == Visibility.MASKED else None
                        yield TableRow(identity, each, field, Visibility(visibility), mask)

    def days(self) -> tuple[date, ...]:
        """Return the days on which access may change, sorted: each grant's first day, and the day after its last day."""
        return days_of(self.grants)

    def _limited(self, grant: Grant, base: Access) -> Iterator[Grant]:
        """Yield a grant unchanged.

        If the grant's port is deprecated, yield parts of the grant instead, each limited to what the base shows on the same
        days.
        """
        if not self.is_limited(grant.contract):
            yield grant
            return
        contract = base.mesh.contract_at.get(grant.contract.address)
        grants = base.grants_of.get(contract, ()) if contract is not None else ()
        in_base = [Held(each, base.visibilities(each)) for each in grants]
        for part, held in kept_grants(grant, in_base):
            self._held[part] = held
            yield part

    def _visibilities(self, grant: Grant) -> bytes:
        contract = grant.contract
        table = self._table(grant.clearance, is_admitted=grant.is_admitted)
        shown = bytearray(self.levels.ranks[contract].translate(table))
        if grant.fields is not None:
            shown = bytearray(
                visibility if field in grant.fields else 0 for field, visibility in enumerate(shown)
            )
        fields = contract.fact.fields
        if grant.rows is not None:
            shown = bytearray(
                0 if self.is_unfiltered(grant, field) else visibility
                for field, visibility in enumerate(shown)
            )
        if grant in self._held:
            held = self._held[grant]
            objects = contract.fact.objects
            shown = bytearray(
                min(visibility, held.get(fields.name(field, objects), 0))
                for field, visibility in enumerate(shown)
            )
        for field in range(len(shown) - 1, -1, -1):
            parent = fields.parents[field]
            if parent >= 0 and shown[parent] > shown[field]:
                shown[parent] = shown[field]
        return bytes(shown)

    def _table(self, clearance: int, *, is_admitted: bool) -> bytes:
        """Return the visibility of fields, indexed by the rank of their level, for a grant with the given clearance."""
        key = clearance, is_admitted
        if key not in self._tables:
            table = bytearray(CLOSED + 1)
            for rank, level in enumerate(self.levels.levels):
                is_clear = rank <= clearance and (is_admitted or not level.needs_agreement)
                table[rank] = (
                    Visibility.CLEAR
                    if is_clear
                    else Visibility.MASKED
                    if level.mask is not None
                    else Visibility.ABSENT
                )
            self._tables[key] = bytes(table)
        return self._tables[key]

    def is_limited(self, contract: Contract) -> bool:
        """Return whether a port is deprecated and therefore limited to its readers in the base."""
        return self._base is not None and self.mesh.derived(offers).is_deprecated(contract)

    @staticmethod
    def is_unfiltered(grant: Grant, field: int) -> bool:
        """Return whether a field's object lacks a field that the grant's row filter uses."""
        fields = grant.contract.fact.fields
        conditions = grant.rows.conditions if grant.rows is not None else ()
        position = fields.object(field)
        return any(fields.child(-1 - position, each.field) is None for each in conditions)


def access(mesh: Mesh) -> Access:
    """Return the access that a mesh certainly grants, without a base; call it through `mesh.derived(access)`.

    The history of contracts is unknown here, so a declaration for an earlier version grants only the access that does not
    depend on the fields of that version.
    """
    return Access(mesh)


def widest_access(mesh: Mesh) -> Access:
    """Return the widest access that a mesh may grant: a stated earlier version may have had all current fields.

    Rules about readers use this access, because rules do not read the history; call it through
    `mesh.derived(widest_access)`.
    """
    return Access(mesh, all_earlier_fields)
