"""What registers name, as pages refer to it: by its title, with a link where it has a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog import routes
from meshwright.catalog.documents.product import domain_title, team_title
from meshwright.mesh.entities import vocabulary
from meshwright.mesh.registers import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.catalog.overview import Overview
    from meshwright.mesh.mesh import Mesh, Registered

NO_DOMAIN = "No domain"


class Reference(NamedTuple):
    """Something with a page, or at least a name."""

    name: str
    title: str
    route: str
    """Empty where it has no page, since no register has it."""


def team_reference(name: str, overview: Overview) -> Reference:
    """Refer to a team."""
    return Reference(name, team_title(name, overview), routes.team(name) if name in overview.by_team else "")


def domain_reference(name: str, overview: Overview) -> Reference:
    """Refer to a domain; the empty name is that of products which state none."""
    title = domain_title(name, overview) or NO_DOMAIN
    return Reference(name, title, routes.domain(name) if name in overview.by_domain else "")


def entity_reference(name: str, overview: Overview) -> Reference:
    """Refer to an entity."""
    is_known = name in overview.mesh.once(vocabulary).entities
    return Reference(name, entity_title(name, overview), routes.entity(name) if is_known else "")


def entity_title(name: str, overview: Overview) -> str:
    """Give what people call an entity."""
    entry = overview.mesh.once(_entities).get(name)
    return (text(entry.get("title")) if entry else "") or name


def _entities(mesh: Mesh) -> Mapping[str, Registered]:
    return {entry.name: entry for entry in reversed(mesh.register("Entity"))}
