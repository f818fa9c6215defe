"""An entity as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.documents.masked import shown_scheme_examples
from meshwright.catalog.documents.named import domain_reference, entity_title, team_reference
from meshwright.catalog.documents.product import title_of
from meshwright.catalog.documents.recipes import recipes_of
from meshwright.lineage.appearances import places, portrait
from meshwright.lineage.crosswalks import route
from meshwright.mesh.entities import EXACT, RELATIONS, vocabulary
from meshwright.mesh.registers import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.documents.named import Reference
    from meshwright.catalog.documents.recipes import Recipes
    from meshwright.catalog.overview import Overview
    from meshwright.lineage.appearances import Appearance
    from meshwright.mesh.entities import Entity, Scheme

ROWS = 600
"""Columns that a page has room for."""
NO_DOMAIN = "-"
"""What `lineage` calls the domain of a contract that has none."""


@dataclass(frozen=True, slots=True)
class Way:
    """How identifiers of a scheme lead to the federated one."""

    kind: str
    """`same`, `crosswalk`, or `none`."""
    through: tuple[str, ...] = ()
    """The addresses of the crosswalks, in order."""

    @property
    def words(self) -> str:
        """Say it."""
        if self.kind == "crosswalk":
            return f"by crosswalk {', '.join(self.through)}"
        return "the same values" if self.kind == "same" else "no mapping"


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A way to identify the entity."""

    name: str
    domain: Reference | None
    """The domain that declares it; None for the steward's."""
    is_federated: bool
    type: str
    pattern: str
    check: str
    parts: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    way: Way
    columns: int


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column that identifies the entity."""

    product: str
    """As people call it; the address of a contract that no product exposes."""
    port: str
    """`daily@1`; empty for such a contract."""
    column: str
    route: str
    """Empty where it has no page."""
    anchor: str
    scheme: str
    part: str
    role: str
    way: Way
    is_declared: bool
    """Whether the contract itself says it."""


@dataclass(frozen=True, slots=True)
class DomainGroup:
    """What a domain means by the entity, and the columns in which it has it."""

    domain: Reference
    anchor: str
    means: str
    relation: str
    """In words; empty where nobody has said it."""
    columns: tuple[ColumnRow, ...]

    @property
    def ways(self) -> Mapping[str, tuple[Way, int]]:
        """How each of its schemes maps, and of how many columns."""
        found: dict[str, tuple[Way, int]] = {}
        for each in self.columns:
            found[each.scheme] = (each.way, found.get(each.scheme, (each.way, 0))[1] + 1)
        return found


@dataclass(frozen=True, slots=True)
class Other:
    """A domain to which the word means something else."""

    domain: Reference
    means: str
    relation: str
    has_columns: bool


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity."""

    name: str
    title: str
    definition: str
    """Markdown."""
    steward: Reference
    aliases: tuple[str, ...]
    identifier: str
    schemes: tuple[SchemeRow, ...]
    crosswalks: tuple[tuple[str, tuple[str, ...], bool], ...]
    """Address of the port, the schemes that it connects, and whether it has a page."""
    groups: tuple[DomainGroup, ...]
    others: tuple[Other, ...]
    silent: tuple[Other, ...]
    """The domains that say what they mean by it, and have no column of it."""
    gaps: tuple[str, ...]
    recipes: Recipes
    links: tuple[tuple[str, str], ...]
    """Title and address of further reading."""
    file: str

    @property
    def columns(self) -> int:
        """How many columns identify it."""
        return sum(len(group.columns) for group in self.groups)

    @property
    def shown(self) -> int:
        """How many columns of each domain the page has room for."""
        return max(ROWS // max(len(self.groups), 1), 5)

    @property
    def products(self) -> int:
        """How many products and contracts without one have such columns."""
        return len({each.product for group in self.groups for each in group.columns})


def entity_view(entity: Entity, overview: Overview) -> EntityView:
    """Give an entity as it is shown."""
    mesh = overview.mesh
    found = portrait(entity, mesh, dict.fromkeys(places(entity.name, mesh), ""))
    entry = next(each for each in mesh.register("Entity") if each.name == entity.name)
    schemes = mesh.once(vocabulary).schemes_of(entity.name)
    ways = {scheme.name: _way(entity, scheme.name, overview) for scheme in schemes}
    groups = tuple(_groups(found.appearances, ways, overview))
    counts: dict[str, int] = {}
    for each in found.appearances:
        counts[each.scheme] = counts.get(each.scheme, 0) + 1
    others = tuple(_others(entity.name, {group.domain.name for group in groups}, overview))
    return EntityView(
        name=entity.name,
        title=entity_title(entity.name, overview),
        definition=entity.definition,
        steward=team_reference(entity.steward, overview),
        aliases=entity.aliases,
        identifier=entity.identifier,
        schemes=tuple(
            _scheme(each, entity, ways[each.name], counts.get(each.name, 0), overview) for each in schemes
        ),
        crosswalks=tuple((each.port, each.schemes, each.port in mesh.ports) for each in found.crosswalks),
        groups=groups,
        others=tuple(each for each in others if each.relation != RELATIONS[EXACT]),
        silent=tuple(each for each in others if not each.has_columns),
        gaps=found.gaps,
        recipes=recipes_of(entity.name, overview),
        links=tuple(
            (text(each.get("title")), text(each.get("url"))) for each in mappings(entry.get("links"))
        ),
        file=entity.home.file,
    )


def _way(entity: Entity, scheme: str, overview: Overview) -> Way:
    if scheme == entity.identifier:
        return Way("same")
    found = route(entity.name, scheme, entity.identifier, overview.mesh) if entity.identifier else None
    if found is None:
        return Way("none")
    return Way("crosswalk", tuple(dict.fromkeys(each.entry.contract.address for each in found)))


def _scheme(scheme: Scheme, entity: Entity, way: Way, columns: int, overview: Overview) -> SchemeRow:
    return SchemeRow(
        name=scheme.name,
        domain=domain_reference(scheme.domain, overview) if scheme.domain else None,
        is_federated=scheme.name == entity.identifier,
        type=scheme.logical_type or "",
        pattern=scheme.pattern or "",
        check=str(scheme.check or ""),
        parts=tuple(scheme.parts.items()),
        examples=tuple(map(str, shown_scheme_examples(scheme, overview.mesh))),
        way=way,
        columns=columns,
    )


def _groups(
    appearances: Iterable[Appearance], ways: Mapping[str, Way], overview: Overview
) -> Iterator[DomainGroup]:
    for name, found in groupby(appearances, lambda each: each.domain):
        own = tuple(found)
        domain = "" if name == NO_DOMAIN else name
        yield DomainGroup(
            domain_reference(domain, overview),
            f"in-{routes.step(domain) if domain else routes.NO_DOMAIN}",
            own[0].means,
            RELATIONS.get(own[0].relation, ""),
            tuple(_column(each, ways[each.scheme], overview) for each in own),
        )


def _column(appearance: Appearance, way: Way, overview: Overview) -> ColumnRow:
    card = overview.cards.get(appearance.product)
    return ColumnRow(
        product=title_of(card.name) if card else appearance.port,
        port=appearance.port.rpartition("/")[2] if card else "",
        column=appearance.column,
        route=card.route if card else "",
        anchor=routes.field_anchor(appearance.port, appearance.column) if card else "",
        scheme=appearance.scheme,
        part=appearance.part or "",
        role=appearance.role or "",
        way=way,
        is_declared=appearance.explicit,
    )


def _others(entity: str, present: set[str], overview: Overview) -> Iterator[Other]:
    """Give what each domain says that it means."""
    for (domain, of), meaning in sorted(overview.mesh.once(vocabulary).said.items()):
        if of == entity:
            yield Other(
                domain_reference(domain, overview),
                meaning.means,
                RELATIONS.get(meaning.relation, ""),
                domain in present,
            )
