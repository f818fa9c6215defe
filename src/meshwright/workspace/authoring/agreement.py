"""A new access agreement, which declares that a dashboard, a notebook or a model uses a port."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from meshwright.catalog.assembly.access import USUAL_DAYS, place_of
from meshwright.finding.finding import did_you_mean
from meshwright.mesh.address import slug
from meshwright.quantities.suggestions import nearest
from meshwright.workspace.authoring.names import LONGEST, name, prose, registered
from meshwright.workspace.authoring.organisation import NEW_TEAM, VERSION
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from datetime import date

    from meshwright.mesh.items import Port
    from meshwright.mesh.mesh import Mesh
    from meshwright.workspace.authoring.drafts import Drafts


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """The facts for a new agreement; empty facts get a default or are omitted."""

    port: str
    team: str
    use: str
    role: str = ""
    """The role; by default, the only role that the port grants access to, or the only registered role."""
    purpose: str = ""
    """The purpose; by default, the role's only purpose."""
    columns: tuple[str, ...] = ()
    """The columns, as `object/column` or by address; empty for all columns."""
    expires: date | None = None
    description: str = ""


def roles_for(port: str, mesh: Mesh) -> tuple[str, ...]:
    """Return the roles that a port grants access to; all registered roles if the port does not name any."""
    found = mesh.ports.get(port)
    fact = found.contract.fact if found and found.contract else None
    stated = [each.role for each in fact.roles] if fact else []
    return tuple(dict.fromkeys(stated)) or tuple(sorted(mesh.roles))


def purposes_of(role: str, mesh: Mesh) -> tuple[str, ...]:
    """Return a role's purposes; empty if the role is not registered."""
    return mesh.roles[role].purposes if role in mesh.roles else ()


def draft_agreement(new: NewAgreement, drafts: Drafts) -> None:
    """Draft an agreement; raises DraftError."""
    mesh = drafts.mesh
    port = _port(new.port, mesh)
    team, use = registered("Team", name(new.team, "a team"), mesh, NEW_TEAM), prose(new.use, "--use")
    for each in mesh.agreements:
        if (each.port, each.team, each.use) == (port.address, team, use):
            drafts.exists(f"the agreement of `{team}` on `{port.address}` for `{use}`", each.home.at("port"))
            return
    role = registered("Role", name(new.role, "a role"), mesh)
    purpose = name(new.purpose, "a purpose")
    allowed = purposes_of(role, mesh)
    if allowed and purpose not in allowed:
        hint = did_you_mean(nearest(purpose, allowed)) or f"; available: {', '.join(allowed)}"
        raise DraftError(f"role `{role}` has no purpose `{purpose}`{hint}")
    path = _free_place(place_of(port.address, mesh), (use, f"{team} {use}"), drafts)
    drafts.create(
        path,
        {
            "apiVersion": VERSION,
            "kind": "AccessAgreement",
            "port": port.address,
            "consumer": {"team": team, "use": use},
            "columns": [_column(each, port) for each in new.columns],
            "purpose": purpose,
            "role": role,
            "requestedOn": str(mesh.today),
            "expires": str(new.expires or mesh.today + timedelta(days=USUAL_DAYS)),
            "description": prose(new.description, "--description") if new.description else "",
        },
    )
    drafts.wrote.append(f"{path}: the agreement of `{team}` on `{port.address}` for `{use}`")


def _port(address: str, mesh: Mesh) -> Port:
    found = mesh.ports.get(address)
    if found is None:
        hint = did_you_mean(nearest(address, mesh.ports))
        raise DraftError(f"no port has the address `{address}`{hint}")
    return found


def _column(text: str, port: Port) -> str:
    """Return a column as `object/column`; the check of the draft verifies that the column exists."""
    return text.removeprefix(f"{port.address}/")


def _free_place(template: str, uses: tuple[str, ...], drafts: Drafts) -> str:
    """Return an unused path for an agreement; the file is named after the use, or after the team and the use."""
    for each in uses:
        path = template.replace("*", slug(each)[:LONGEST].strip("-").replace("%", ""), 1)
        if path not in drafts.source.units and path not in drafts.source.unreadable:
            return path
    raise DraftError(f"`{path}` already exists; move it first")
