"""Coverage: the fields that a declaration applies to, given its columns or a contract version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from meshwright.mesh.references import Resolved, resolve_column
from meshwright.quantities.version import parse_version

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from meshwright.analysis.access.levels import ColumnLevels
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class EarlierFields(Protocol):
    """A source for the fields in an earlier version of a contract."""

    def __call__(self, contract_id: str, version: str) -> Container[str] | None:
        """Return the paths of the fields, starting with the object and joined by `/`; None if the version is unknown."""


def no_earlier_fields(contract_id: str, version: str) -> frozenset[str] | None:  # noqa: ARG001 - of the protocol
    """Return None, because no earlier version is known to this source."""
    return None


def all_earlier_fields(contract_id: str, version: str) -> Container[str] | None:  # noqa: ARG001 - of the protocol
    """Return a collection that contains every name, as if each earlier version had had all current fields."""
    return _EveryName()


class _EveryName:
    def __contains__(self, name: object) -> bool:
        return True


def fields_of(mesh: Mesh) -> EarlierFields:
    """Return a source that looks up fields in the contract versions of a mesh."""

    def fields(contract_id: str, version: str) -> frozenset[str] | None:
        wanted = parse_version(version)
        for contract in mesh.contracts_by_id.get(contract_id, ()):
            if wanted is not None and parse_version(contract.fact.version) == wanted:
                own, objects = contract.fact.fields, contract.fact.objects
                return frozenset(own.name(field, objects) for field in range(len(own)))
        return None

    return fields


def covered_fields(contract: Contract, stated: object) -> frozenset[int]:
    """Return the fields named in a list of `<object>/<field>` entries, and all fields inside them; unknown names are
    ignored.
    """
    if not isinstance(stated, list | tuple):
        return frozenset()
    found: set[int] = set()
    for column in stated:
        target = resolve_column(column, contract) if isinstance(column, str) else None
        if isinstance(target, Resolved) and target.field is not None:
            found.update(with_inner(contract, target.field))
    return frozenset(found)


def fields_of_version(
    contract: Contract, stated: object, levels: ColumnLevels, earlier: EarlierFields
) -> frozenset[int] | None:
    """Return the fields in the contract version that a declaration states, and later fields that are covered automatically.

    None means all fields; this is the result if neither a version nor a level for automatic coverage is declared.
    """
    ranks, opened = levels.ranks[contract], levels.open_rank
    if stated is None and opened is None:
        return None
    joining = frozenset(field for field, rank in enumerate(ranks) if opened is not None and rank <= opened)
    if not isinstance(stated, str):
        return joining
    now, then = parse_version(contract.fact.version), parse_version(stated)
    if now is not None and now == then:
        return None
    names = earlier(contract.fact.id, stated) if then is not None else None
    if names is None:
        return joining
    fields, objects = contract.fact.fields, contract.fact.objects
    return joining | {field for field in range(len(fields)) if fields.name(field, objects) in names}


def with_inner(contract: Contract, field: int) -> Iterable[int]:
    """Return a field and all fields inside it."""
    parents = contract.fact.fields.parents
    end = field + 1
    while end < len(parents) and parents[end] >= field:
        end += 1
    return range(field, end)
