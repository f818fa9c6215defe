"""Grants, each with its identity, port, days and cause; and declarations without effect, with the reason.

An uncertain role, column, date or document does not grant anything.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.coverage import covered_fields, fields_of_version
from meshwright.analysis.access.identities import (
    completed,
    declared_ids,
    group,
    principal_of,
    service_account,
)
from meshwright.analysis.access.input_coverage import input_coverage
from meshwright.analysis.access.offers import offers
from meshwright.analysis.access.row_filters import row_filter
from meshwright.mesh.inheritance import exposing_product, team_of
from meshwright.mesh.registries import day, text, texts
from meshwright.records import dataclass
from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.access.coverage import EarlierFields
    from meshwright.analysis.access.identities import Identity
    from meshwright.analysis.access.levels import ColumnLevels
    from meshwright.analysis.access.row_filters import RowFilter
    from meshwright.facts.facts import RoleFact
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Product, RegistryEntry
    from meshwright.mesh.mesh import Mesh

ANY_RANK = 254
"""The clearance that covers every readable level."""
LONGEST = 3
"""The maximum duration of a break-glass grant, in days."""
_LIMITS = ("columns", "rowFilter", "contractVersion")
"""The custom properties of a contract's role that limit its access."""
_READING_STATUSES = frozenset({"draft", "active", "deprecated"})


class CauseKind(Enum):
    """The kind of declaration that grants access."""

    ROLE = "role"
    AGREEMENT = "agreement"
    INPUT = "input"
    BREAK_GLASS = "break-glass"


class Cause(NamedTuple):
    """The declaration that grants access."""

    kind: CauseKind
    name: str
    """The name of the role, the agreement's file name without its extension, the address of the consuming product, or the
    ticket.
    """
    at: At

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}"


class Limit(NamedTuple):
    """The fields that a role or agreement covers, and the declaration that limits it to them."""

    by: str
    """The kind and name of the declaration."""
    fields: frozenset[int] | None
    """The indexes of the covered fields; None for all."""
    is_listed: bool
    """Whether the declaration lists columns."""
    version: object
    """The contract version that the declaration states, if any."""


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """A declaration that lets an identity read a port. The columns that the identity may read depend on their levels."""

    identity: Identity
    contract: Contract
    cause: Cause
    fields: frozenset[int] | None
    """The indexes of the fields that the grant applies to; None for all."""
    clearance: int
    """The rank of the highest level that the grant makes readable."""
    is_admitted: bool
    """Whether the grant also covers levels that require an agreement."""
    starts: date | None = None
    """The first day, in UTC; None for no start."""
    ends: date | None = None
    """The last day, in UTC; None for no end."""
    server: str = ""
    """The only server that the grant applies to; empty for all servers."""
    rows: RowFilter | None = None
    """The rows that the grant applies to; None for all rows."""
    is_listed: bool = False
    """Whether the declaration or its role lists columns."""
    role: str = ""
    """The role that the grant is based on; empty if there is none."""
    limits: tuple[Limit, ...] = ()
    """The limits set by the role, or by the agreement and its role; `fields` is their intersection."""
    doubt: str = ""
    """The reason why a consumer may read more fields of its input than `fields`; empty if it cannot."""

    def is_in_force(self, on: date) -> bool:
        """Return whether the grant is in force on a day."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)


@dataclass(frozen=True, slots=True, eq=False)
class Withheld:
    """A declaration that does not grant anything."""

    cause: Cause
    contract: Contract | None
    """The port's contract; None if the port is unknown."""
    identity: Identity | None
    """The identity that would have received access; None if it is unknown."""
    reason: str
    is_contradiction: bool = False
    """Whether this is an agreement that contradicts the contract in a way that no other check reports."""


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """A service account that owns a port; the account neither needs nor gets a grant."""

    identity: Identity
    contract: Contract
    name: str
    """The name of the team or product that the account belongs to."""


class Declarations(NamedTuple):
    """All access declarations in the documents of a mesh."""

    grants: tuple[Grant, ...]
    withheld: tuple[Withheld, ...]
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Eligible:
    """A role in a contract, with the widest access that the role allows."""

    role: str
    identity: Identity
    fields: frozenset[int] | None
    clearance: int
    server: str
    rows: RowFilter | None
    purposes: frozenset[str]
    limit: Limit


def days_of(grants: Iterable[Grant]) -> tuple[date, ...]:
    """Return the first day of each grant and the day after its last day, sorted."""
    found: set[date] = set()
    for grant in grants:
        if grant.starts is not None:
            found.add(grant.starts)
        if grant.ends is not None and grant.ends < date.max:
            found.add(grant.ends + timedelta(days=1))
    return tuple(sorted(found))


def declarations(mesh: Mesh, levels: ColumnLevels, earlier: EarlierFields) -> Declarations:
    """Read the access declarations of a mesh; `earlier` returns the fields of earlier versions, by contract id."""
    return _Reader(mesh, levels, earlier).read()


class _Reader:
    """Reads the access declarations of one mesh."""

    def __init__(self, mesh: Mesh, levels: ColumnLevels, earlier: EarlierFields) -> None:
        self._mesh = mesh
        self._levels = levels
        self._earlier = earlier
        self._roles = {
            name: entries[0] if len(entries) == 1 else None
            for name, entries in _by_name(mesh.register("Role")).items()
        }
        """The registered roles; None for a name that several documents declare."""
        self._ids = declared_ids(mesh)
        self._grants: list[Grant] = []
        self._withheld: list[Withheld] = []
        self._eligible: dict[Contract, list[_Eligible]] = {}
        self._closed = mesh.derived(offers).closed

    def read(self) -> Declarations:
        for contract in self._mesh.contracts:
            self._contract(contract)
        for entry in self._mesh.register("AccessAgreement"):
            self._agreement(entry)
        for product in self._mesh.products:
            self._inputs(product)
        for entry in self._mesh.register("BreakGlass"):
            self._break_glass(entry)
        return Declarations(tuple(self._grants), tuple(self._withheld), tuple(_owners(self._mesh)))

    def _contract(self, contract: Contract) -> None:
        """Read the roles of a contract and of its servers."""
        named: list[tuple[str, RoleFact, tuple[str | int, ...]]] = [
            ("", role, ("roles", role.position)) for role in contract.fact.roles
        ]
        named += [
            (server.server, role, ("servers", server.position, "roles", role.position))
            for server in contract.fact.servers
            for role in server.roles
        ]
        for server, role, path in named:
            cause = Cause(CauseKind.ROLE, role.role, contract.home.at(*path, "role"))
            found = self._closed(contract) or self._entry(contract, role, path, server)
            if isinstance(found, str):
                self._withheld.append(Withheld(cause, contract, self._identity(role.role), found))
                continue
            self._eligible.setdefault(contract, []).append(found)
            self._grants.append(
                Grant(
                    found.identity,
                    contract,
                    cause,
                    found.fields,
                    found.clearance,
                    is_admitted=False,
                    server=server,
                    rows=found.rows,
                    is_listed=found.limit.is_listed,
                    role=found.role,
                    limits=(found.limit,),
                )
            )

    def _contract_at(self, address: str) -> Contract | None:
        port = self._mesh.ports.get(address)
        return port.contract if port is not None else self._mesh.contract_at.get(address)

    def _entry(
        self, contract: Contract, role: RoleFact, path: tuple[str | int, ...], server: str
    ) -> _Eligible | str:
        """Return the eligibility of a role in a contract, or the reason why the role is not eligible."""
        if not contract.fact.is_sound(*path):
            return "a value of the role in the contract cannot be read"
        if (role.access or "").strip().casefold() != "read":
            return f"expected `access: read`, found {f'`{role.access}`' if role.access else 'no `access`'}"
        entry = self._roles.get(role.role)
        if entry is None:
            is_there = role.role in self._roles
            return f"role `{role.role}` is registered twice" if is_there else f"unknown role `{role.role}`"
        clearance = self._levels.rank(text(entry.get("clearance")))
        if entry.fact.faults or clearance is None or not text(entry.get("group")):
            return f"the registered role `{role.role}` cannot be read"
        if misspelt := next(filter(_is_nearly_a_limit, role.custom), ""):
            return f"its custom property `{misspelt}` cannot be read"
        rows = row_filter(role.custom["rowFilter"]) if "rowFilter" in role.custom else None
        if "rowFilter" in role.custom and rows is None:
            return "its `rowFilter` cannot be read"
        fields = self._fields(contract, role.custom, is_stated="columns" in role.custom)
        if fields is not None and not fields:
            stated = "columns" if "columns" in role.custom else "contractVersion"
            return f"its `{stated}` does not cover any field of the contract"
        return _Eligible(
            role.role,
            self._known(group(text(entry.get("group")), text(entry.get("groupId")))),
            fields,
            clearance,
            server,
            rows,
            frozenset(texts(entry.get("purposes"))),
            _limit(f"role {role.role}", fields, role.custom),
        )

    def _fields(
        self, contract: Contract, stated: Mapping[str, object], *, is_stated: bool
    ) -> frozenset[int] | None:
        """Return the fields that a declaration applies to: its columns, or else the fields in its contract version."""
        if is_stated:
            return covered_fields(contract, stated.get("columns"))
        version = (stated["contractVersion"] or "") if "contractVersion" in stated else None
        return fields_of_version(contract, version, self._levels, self._earlier)

    def _identity(self, role: str) -> Identity | None:
        entry = self._roles.get(role)
        name = text(entry.get("group")) if entry else ""
        return self._known(group(name, text(entry.get("groupId")))) if entry and name else None

    def _known(self, identity: Identity) -> Identity:
        """Complete an identity with the id that other documents declare for its name, if there is exactly one;
        otherwise return it unchanged.
        """
        return completed(identity, self._ids)

    def _principal(self, entry: RegistryEntry) -> Identity | None:
        identity = principal_of(entry.get("principal"))
        return self._known(identity) if identity is not None else None

    def _agreement(self, entry: RegistryEntry) -> None:
        cause = Cause(CauseKind.AGREEMENT, _name(entry), entry.home.at("role"))
        contract = self._contract_at(text(entry.get("port")))
        principal = self._principal(entry)
        identity = principal or self._identity(text(entry.get("role")))
        found = self._admitted(entry, contract)
        if isinstance(found, str) or contract is None or not found:
            reason = (
                found
                if isinstance(found, str)
                else f"the contract grants role `{text(entry.get('role'))}` no access"
            )
            self._withheld.append(Withheld(cause, contract, identity, reason, is_contradiction=not found))
            return
        own = self._fields(contract, entry.fact.content, is_stated="columns" in entry.fact.content)
        limit = _limit(str(cause), own, entry.fact.content)
        for eligible in found:
            fields = _both(own, eligible.fields)
            if fields is not None and not fields:
                reason = f"role `{eligible.role}` may not read any of its columns"
                self._withheld.append(Withheld(cause, contract, identity, reason, is_contradiction=True))
                continue
            self._grants.append(
                Grant(
                    principal or eligible.identity,
                    contract,
                    cause,
                    fields,
                    eligible.clearance,
                    is_admitted=True,
                    starts=day(entry.get("startDate")),
                    ends=day(entry.get("expires")),
                    server=eligible.server,
                    rows=eligible.rows,
                    is_listed=eligible.limit.is_listed or limit.is_listed,
                    role=eligible.role,
                    limits=(limit, eligible.limit),
                )
            )

    def _admitted(self, entry: RegistryEntry, contract: Contract | None) -> list[_Eligible] | str:
        """Return the contract's roles on which an agreement is based, or the reason why it grants no access."""
        if entry.fact.faults:
            return "the agreement cannot be read"
        if contract is None:
            return f"unknown port `{text(entry.get('port'))}`"
        if closed := self._closed(contract, text(entry.get("port"))):
            return closed
        if "principal" in entry.fact.content and principal_of(entry.get("principal")) is None:
            return "its `principal` cannot be read"
        if day(entry.get("expires")) is None or ("startDate" in entry.fact.content and not _start(entry)):
            return "a date of the agreement cannot be read"
        role = text(entry.get("role"))
        found = [each for each in self._eligible.get(contract, ()) if each.role == role]
        if not found:
            return found
        purpose = text(entry.get("purpose"))
        found = [each for each in found if purpose in each.purposes]
        return found or f"`{purpose}` is not a purpose of role `{role}`"

    def _inputs(self, product: Product) -> None:
        account = product.fact.custom.get("serviceAccount")
        own = {port.contract for port in product.outputs}
        seen: set[Contract] = set()
        for each in product.inputs:
            contract = each.contract
            if contract is None or contract in own or contract in seen:
                continue
            seen.add(contract)
            cause = Cause(CauseKind.INPUT, product.address, each.at("contractId"))
            reason = self._closed(contract)
            identity = service_account(account) if isinstance(account, str) and account.strip() else None
            if identity is None:
                reason = f"product `{product.address}` has no `serviceAccount`"
            elif product.fact.status not in _READING_STATUSES or not product.fact.is_sound("status"):
                reason = f"the status of product `{product.address}` is `{product.fact.status}`"
            identity = self._known(identity) if identity is not None else None
            read = input_coverage(product, contract, self._mesh)
            if not reason and read.fields is not None and not read.fields:
                reason = f"no field of the port is certainly in the product's lineage: {read.doubt}"
            if reason or identity is None:
                self._withheld.append(Withheld(cause, contract, identity, reason))
                continue
            self._grants.append(
                Grant(identity, contract, cause, read.fields, ANY_RANK, is_admitted=True, doubt=read.doubt)
            )

    def _break_glass(self, entry: RegistryEntry) -> None:
        cause = Cause(CauseKind.BREAK_GLASS, text(entry.get("ticket")), entry.home.at("port"))
        contract = self._contract_at(text(entry.get("port")))
        identity, start, days = self._principal(entry), _start(entry), entry.get("days")
        reason = ""
        if contract is None:
            reason = f"unknown port `{text(entry.get('port'))}`"
        elif entry.fact.faults or start is None or not isinstance(days, int) or not 1 <= days <= LONGEST:
            reason = "the break-glass grant cannot be read"
        elif identity is None:
            reason = "its `principal` cannot be read"
        else:
            reason = self._closed(contract, text(entry.get("port")))
        if reason or contract is None or identity is None or start is None:
            self._withheld.append(Withheld(cause, contract, identity, reason))
            return
        end = start + min(timedelta(days=entry.get("days") - 1), date.max - start)
        self._grants.append(
            Grant(identity, contract, cause, None, ANY_RANK, is_admitted=True, starts=start, ends=end)
        )


def _limit(by: str, fields: frozenset[int] | None, stated: Mapping[str, object]) -> Limit:
    return Limit(by, fields, "columns" in stated, stated.get("contractVersion"))


def _is_nearly_a_limit(name: str) -> bool:
    """Return whether a role's custom property looks like a misspelling of a property that limits access."""
    plain = re.sub(r"[\W_]", "", name).casefold()
    return name not in _LIMITS and any(distance(plain, each.casefold(), 1) <= 1 for each in _LIMITS)


def _start(entry: RegistryEntry) -> date | None:
    return day(entry.get("startDate"))


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    """Return the fields in both sets; None means all fields."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _name(entry: RegistryEntry) -> str:
    """Return the name of an agreement: its file name, plus the document's number if it is not the first in the file."""
    stem = entry.home.file.rpartition("/")[2].rpartition(".")[0]
    return f"{stem}#{entry.home.document + 1}" if entry.home.document else stem


def _by_name(entries: tuple[RegistryEntry, ...]) -> dict[str, list[RegistryEntry]]:
    found: dict[str, list[RegistryEntry]] = {}
    for entry in entries:
        found.setdefault(entry.name, []).append(entry)
    return found


def _owners(mesh: Mesh) -> Iterator[Owner]:
    for contract in mesh.contracts:
        team = team_of(contract, mesh)
        entry = mesh.teams.get(team or "")
        account = text(entry.get("serviceAccount")) if entry else ""
        if account and team:
            yield Owner(service_account(account), contract, f"team:{team}")
        product = exposing_product(contract, mesh)
        own = product.fact.custom.get("serviceAccount") if product else None
        if product is not None and isinstance(own, str) and own.strip():
            yield Owner(service_account(own), contract, product.address)
