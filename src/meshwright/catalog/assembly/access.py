"""Access requests: for each port, a proposed agreement with all known values filled in.

Values that only the requester knows, such as the purpose, are empty, and the check reports them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from meshwright.catalog.documents.product import AccessRequest
from meshwright.catalog.natural import natural
from meshwright.mesh.address import slug
from meshwright.mesh.registries import mapping, text
from meshwright.quantities.template import filled, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.forge import Forge
    from meshwright.catalog.history import DomainLeadTimes
    from meshwright.mesh.items import Port
    from meshwright.mesh.mesh import Mesh

USUAL_PLACE = "products/{domain}/{product}/agreements/*.yaml"
"""The default folder of agreements; `*` is replaced by the consumer."""
USUAL_DAYS = 365
"""The proposed duration of an agreement in days; the requester can change it."""
_STEP = re.compile(r"[\w.-]+")
_PLAIN = re.compile(r"(?!(?i:null|true|false|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9_./@-]*")
"""Text that YAML reads unchanged without quotes."""


def request(port: Port, mesh: Mesh, forge: Forge | None) -> AccessRequest:
    """Return the access request for a port, without the values that only the requester knows."""
    roles = tuple(_roles(port, mesh))
    place = place_of(port.address, mesh)
    content = _content(port, roles, mesh, place)
    form = forge.new_file if forge else None
    made = AccessRequest(roles=roles, place=place, content=content)
    if forge is None or form is None:
        return made
    return replace(made, form=form.link(forge.folder + made.path, content))


def place_of(port: str, mesh: Mesh) -> str:
    """Return the path for agreements on a port, with `*` for the consumer.

    The path comes from the mesh's settings, or else from a standard, or else from the default.
    """
    stated = [mapping(entry.get("accessRequests")).get("path") for entry in mesh.register("Mesh")]
    stated += (standard.file_places.get("AccessAgreement") for standard in mesh.standards)
    for template in (*filter(None, map(text, stated)), USUAL_PLACE):
        found = filled(template, names_of(port))
        if found and "*" in found and _is_inside(found):
            return found
    return f"agreements/{slug(port)}-*.yaml"


def choices(
    mesh: Mesh, forge: Forge | None, leads: Mapping[str, DomainLeadTimes] = MappingProxyType({})
) -> dict[str, Any]:
    """Return the data that all request dialogs share, for `assets/data/access.js`.

    `waits` has the usual waiting time of each domain: the median in days, and the number of requests.
    """
    form = forge.new_file if forge else None
    titles = {each.name: text(each.get("title")) or each.name for each in mesh.register("Role")}
    return {
        "teams": [
            [name, text(mesh.teams[name].get("title")) or name]
            for name in sorted(mesh.teams, key=natural)
            if name
        ],
        "roles": {
            name: {"title": titles[name], "purposes": list(role.purposes)}
            for name in sorted(mesh.roles, key=natural)
            for role in (mesh.roles[name],)
        },
        "form": {"address": form.address, "path": form.path, "content": form.content} if form else None,
        "folder": forge.folder if forge else "",
        "waits": {
            domain: [round(lead.median, 1), lead.count]
            for domain, each in leads.items()
            if (lead := each.to_access) is not None
        },
    }


def _roles(port: Port, mesh: Mesh) -> Iterator[str]:
    offered = _stated_roles(port) & mesh.roles.keys() or mesh.roles.keys()
    return (name for name in sorted(offered, key=natural) if name)


def _stated_roles(port: Port) -> set[str]:
    """Return the roles that the port's contract names, registered or not."""
    if port.contract is None:
        return set()
    fact = port.contract.fact
    own = {each.role for each in fact.roles}
    return {name for name in own.union(each.role for server in fact.servers for each in server.roles) if name}


def _content(port: Port, roles: tuple[str, ...], mesh: Mesh, place: str) -> str:
    purposes = sorted({purpose for name in roles for purpose in mesh.roles[name].purposes})
    schema = "../" * place.count("/") + "governance/schemas/AccessAgreement.schema.json"
    known = roles or tuple(sorted(_stated_roles(port), key=natural))
    expires = (mesh.today + timedelta(days=USUAL_DAYS)).isoformat()
    return "".join(
        (
            f"# yaml-language-server: $schema={schema}\n",
            "# fill in the empty values; the check reports missing values\n",
            "apiVersion: meshwright/v1\n",
            "kind: AccessAgreement\n",
            f"port: {_scalar(port.address)}\n",
            "consumer:\n",
            "  team:  # your team, by its name in the registry\n",
            "  use:  # the name of the dashboard, notebook or model\n",
            f"purpose:  # {_of(purposes, 'the use of the data, and its users')}\n",
            f"role: {_scalar(roles[0])}\n"
            if len(roles) == 1
            else f"role:  # {_of(known, 'a role of the contract')}\n",
            '# requestedOn: "YYYY-MM-DD"  # the day of this request, for lead times\n',
            f'expires: "{expires}"\n',
        )
    )


def _of(names: tuple[str, ...] | list[str], description: str) -> str:
    """Return a phrase that lists the choices, such as `one of: a, b`, or the description if there are none."""
    known = [name for name in names if _PLAIN.fullmatch(name)]
    return f"one of: {', '.join(known[:20])}" if known else description


def _scalar(value: str) -> str:
    """Return a string as YAML; a string that needs quotes becomes a JSON string, which is valid YAML."""
    if _PLAIN.fullmatch(value):
        return value
    return '"' + "".join(_quoted(each) for each in value) + '"'


def _quoted(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    return f"\\U{ord(character):08x}"


def _is_inside(path: str) -> bool:
    """Return whether a path is below the root and consists only of plain names."""
    steps = path.split("/")
    return all(step not in ("", ".", "..") and _STEP.fullmatch(step.replace("*", "x")) for step in steps)
