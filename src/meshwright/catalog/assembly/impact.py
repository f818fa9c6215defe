"""The direct and indirect consumers, with contacts, that a change to a port or column affects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.assembly import parts
from meshwright.catalog.documents.parts import Named, main_channel
from meshwright.catalog.documents.product import Affected
from meshwright.impact.affected_consumers import current_agreements, impact_of_fields, impact_of_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.impact.affected_consumers import AffectedConsumer

HANDS = 2
"""The maximum distance of listed consumers, in hops."""


def affected_by_port(address: str, overview: Overview) -> Iterator[Affected]:
    """Yield the consumers that a change to a port affects, closest first."""
    for each in impact_of_ports(overview.mesh, [address], HANDS, has_columns=False):
        named = _named(each, overview)
        yield Affected(
            kind="agreement" if each.agreement else "product",
            name=named.name,
            title=named.title,
            page=f"{named.route}/index.html" if named.route else "",
            hand=each.hops,
            is_certain=each.reads is True,
            team=parts.team(each.team, overview) if each.team else None,
            **contact_of(each.team, overview),
        )


def affected_by_field(field: int, overview: Overview) -> tuple[tuple[Named, ...], int]:
    """Return the known direct and indirect consumers of a column, closest first, and the number of direct ones."""
    known, mesh = overview.columns, overview.mesh
    if not known.edges_out_of(field) and known.contract(field).address not in mesh.derived(
        current_agreements
    ):
        return (), 0
    found = [each for each in impact_of_fields(mesh, [field], HANDS, has_columns=False) if each.reads]
    direct = dict.fromkeys(_named(each, overview) for each in found if each.hops == 1)
    return tuple({**direct, **dict.fromkeys(_named(each, overview) for each in found)}), len(direct)


def _named(each: AffectedConsumer, overview: Overview) -> Named:
    card = overview.cards.get(each.address)
    if each.agreement is not None:
        team = parts.team(each.team, overview) if each.team else None
        return Named(each.name, each.name, team.route if team else "")
    return Named(
        each.address, parts.title_of(card.name) if card else each.address, card.route if card else ""
    )


def contact_of(team: str, overview: Overview) -> dict[str, str]:
    """Return the name and address of a team's support channel: the first that is not only for emergencies."""
    found = tuple(parts.support({}, team, overview)) if team else ()
    chosen = main_channel(found)
    return {"channel": chosen.channel, "contact": chosen.url} if chosen else {}
