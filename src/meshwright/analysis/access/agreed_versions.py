"""The contract versions that roles and agreements state.

This module finds the fields that a declaration hides because it does not state the current version, and the fields that a
declaration covers only if an earlier version had them. It also builds the fix that adds the current version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import access
from meshwright.analysis.access.grants import CauseKind
from meshwright.finding.finding import Append, At, Fix, Insert, Replace
from meshwright.quantities.version import parse_version
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.finding.finding import Edit
    from meshwright.mesh.mesh import Mesh

KEY = "contractVersion"


def unagreed(grant: Grant, granted: Access) -> list[int]:
    """Return the fields that a grant hides only because it does not state the contract's current version."""
    opened = granted.levels.open_rank
    if grant.is_listed or grant.fields is None or opened is None:
        return []
    if grant.cause.kind not in (CauseKind.ROLE, CauseKind.AGREEMENT):
        return []
    levels = granted.levels.levels
    return [
        field
        for field, rank in enumerate(granted.levels.ranks[grant.contract])
        if field not in grant.fields
        and opened < rank <= grant.clearance
        and rank < len(levels)
        and (grant.is_admitted or not levels[rank].needs_agreement)
    ]


def stated_version(grant: Grant, mesh: Mesh) -> object:
    """Return the contract version that a role or agreement states; None if it is missing."""
    at = grant.cause.at
    if grant.cause.kind is CauseKind.AGREEMENT:
        entries = mesh.register("AccessAgreement")
        home = (at.file, at.document)
        return next((each.get(KEY) for each in entries if (each.home.file, each.home.document) == home), None)
    custom = _custom(grant)
    return custom.get(KEY) if custom is not None else None


def certain_grants(grant: Grant, mesh: Mesh) -> tuple[Grant, ...]:
    """Return the certain part of a grant: all fields except those that it covers only if an earlier version had them.

    `access` contains this part; the rest, which only `widest_access` contains, depends on the version that the declaration
    states.
    """
    key = grant.identity, grant.cause, grant.role, grant.server
    certain = mesh.derived(access).grants_of.get(grant.contract, ())
    return tuple(each for each in certain if (each.identity, each.cause, each.role, each.server) == key)


def if_earlier_had(grant: Grant, mesh: Mesh, what: str = "it") -> str:
    """Return the condition under which a grant covers the fields in doubt, as text: `if version 1.0.0 had it`."""
    contract = grant.contract
    roles = (*contract.fact.roles, *(role for server in contract.fact.servers for role in server.roles))
    stated = [stated_version(grant, mesh)]
    if grant.cause.kind is CauseKind.AGREEMENT:
        stated += [each.custom.get(KEY) for each in roles if each.role == grant.role]
    now = parse_version(contract.fact.version)
    earlier = dict.fromkeys(
        each for each in stated if isinstance(each, str) and parse_version(each) not in (None, now)
    )
    versions = f"version{'s' if len(earlier) > 1 else ''} {' and '.join(earlier)}"
    return f"if {versions if earlier else 'the agreed version'} had {what}"


def version_fix(grant: Grant, mesh: Mesh) -> Fix | None:
    """Return the fix that adds the contract's current version; the fix is unsafe because it widens access."""
    version = grant.contract.fact.version
    if not version:
        return None
    is_stated = stated_version(grant, mesh) is not None
    at = grant.cause.at
    edit: Edit
    if grant.cause.kind is CauseKind.AGREEMENT:
        document = At((), document=at.document, file=at.file)
        edit = (
            Replace(document / KEY, written(version))
            if is_stated
            else Insert(document, KEY, written(version))
        )
    else:
        role = At(at.path[:-1], document=at.document, file=at.file)
        item = f"property: {KEY}\nvalue: {written(version)}"
        if is_stated:
            edit = Replace(role / "customProperties" / KEY / "value", written(version))
        elif _custom(grant):
            edit = Append(role / "customProperties", item)
        else:
            edit = Insert(role, "customProperties", "\n  - " + item.replace("\n", "\n    "))
    return Fix((edit,), safe=False, title=f"agree to version {version}")


def _custom(grant: Grant) -> dict[str, object] | None:
    """Return the custom properties of the contract's role that caused a grant; None if the role is not found."""
    path = grant.cause.at.path
    roles = grant.contract.fact.roles
    if path[0] == "servers":
        roles = next(each.roles for each in grant.contract.fact.servers if each.position == path[1])
    return next((dict(each.custom) for each in roles if each.position == path[-2]), None)
