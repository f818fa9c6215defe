"""Entities, their meanings in each domain, and the schemes that identify them.

The values come from `Entity` and `Meaning` documents. A value that is missing or rejected there is empty here; other
rules report it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from meshwright.mesh.registries import mapping, mappings, text, texts
from meshwright.quantities.checkdigit import check_of
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Home, RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.quantities.checkdigit import WeightedSum

EXACT, CLOSE = "exactMatch", "closeMatch"
RELATIONS = {
    EXACT: "the entity itself",
    CLOSE: "something close to it",
    "broadMatch": "something narrower",
    "narrowMatch": "something broader",
}
"""A domain's meaning in words. In SKOS, `broadMatch` says that the entity is broader, so the meaning is narrower."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """An identifier scheme."""

    entity: str
    name: str
    domain: str | None
    """The domain that declares the scheme; None for a scheme of the steward."""
    logical_type: str | None
    pattern: str | None
    check: str | WeightedSum | None
    parts: Mapping[str, str]
    """The pattern (starting with `^`) or the scheme for each part of a composite identifier."""
    examples: tuple[Any, ...]
    at: At

    @property
    def label(self) -> str:
        """The scheme's name in links: `artist/isni`."""
        return f"{self.entity}/{self.name}"

    @property
    def identity(self) -> tuple[str, str | None, str]:
        """The scheme's entity, domain and name; two domains may declare schemes with the same name."""
        return self.entity, self.domain, self.name

    @property
    def naming_key(self) -> str:
        """The key in the document that states the scheme's name: `scheme` for the steward's schemes, `name` for a
        domain's.
        """
        return "scheme" if self.domain is None else "name"


@dataclass(frozen=True, slots=True)
class Use:
    """The columns that a meaning links to a scheme."""

    scheme: str
    columns: tuple[str | Mapping[str, str], ...]
    """Globs; for a composite identifier, one glob for each part."""
    role: str | None
    is_declared: bool
    """Whether this use also declares the scheme."""
    at: At


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of an entity in one domain."""

    domain: str
    entity: str
    means: str
    relation: str
    """The SKOS relation: `exactMatch`, `closeMatch`, `broadMatch` or `narrowMatch`."""
    uses: tuple[Use, ...]
    ignore: tuple[str, ...]
    home: Home


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity."""

    name: str
    definition: str
    steward: str
    aliases: tuple[str, ...]
    identifier: str
    """The name of the entity's federated scheme; empty if unknown."""
    schemes: tuple[Scheme, ...]
    """The steward's schemes, the federated one first."""
    crosswalks: tuple[str, ...]
    """The addresses of the crosswalk ports, at their positions in the document."""
    ignore: tuple[str, ...]
    home: Home


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All entities, meanings and schemes of a mesh."""

    entities: Mapping[str, Entity]
    meanings: tuple[Meaning, ...]
    """All meanings that state a domain and an entity, even an unknown entity, in file order."""
    declared: tuple[Scheme, ...]
    """All declarations of schemes, including duplicates; the declarations of stewards come first."""
    schemes: Mapping[tuple[str, str], Scheme]
    """The schemes by entity and name; of duplicates, the first."""
    said: Mapping[tuple[str, str], Meaning]
    """The meanings by domain and entity; of duplicates, the first."""

    by_entity: Mapping[str, tuple[Scheme, ...]]
    """The schemes of each entity without duplicates, the steward's first."""

    def called(self, name: str) -> tuple[str, ...]:
        """Return the entities with a given name; if there are none, the entities with that alias. Case is ignored."""
        if name in self.entities:
            return (name,)
        wanted = name.casefold()
        return tuple(
            entity.name
            for entity in self.entities.values()
            if wanted in map(str.casefold, (entity.name, *entity.aliases))
        )

    def schemes_of(self, entity: str) -> tuple[Scheme, ...]:
        """Return the schemes of an entity."""
        return self.by_entity.get(entity, ())


def vocabulary(mesh: Mesh) -> Vocabulary:
    """Read the entities and meanings of a mesh."""
    entities = {entry.name: _entity(entry) for entry in reversed(mesh.register("Entity")) if entry.name}
    read = [(entry, _meaning(entry)) for entry in mesh.register("Meaning")]
    meanings = [(entry, meaning) for entry, meaning in read if meaning.domain and meaning.entity]
    declared = [scheme for name in sorted(entities) for scheme in entities[name].schemes]
    declared += (scheme for entry, meaning in meanings for scheme in _declared(entry, meaning))
    schemes: dict[tuple[str, str], Scheme] = {}
    for scheme in declared:
        schemes.setdefault((scheme.entity, scheme.name), scheme)
    said: dict[tuple[str, str], Meaning] = {}
    for _, meaning in meanings:
        said.setdefault((meaning.domain, meaning.entity), meaning)
    by_entity: dict[str, list[Scheme]] = {}
    for scheme in schemes.values():
        by_entity.setdefault(scheme.entity, []).append(scheme)
    return Vocabulary(
        dict(sorted(entities.items())),
        tuple(each for _, each in meanings),
        tuple(declared),
        schemes,
        said,
        {entity: tuple(own) for entity, own in by_entity.items()},
    )


def _entity(entry: RegistryEntry) -> Entity:
    identifier = mapping(entry.get("identifier"))
    own = [(identifier, entry.home.at("identifier"))]
    own += (
        (each, entry.home.at("schemes", position))
        for position, each in enumerate(mappings(entry.get("schemes")))
    )
    schemes = (_scheme(entry.name, text(each.get("scheme")), None, each, at) for each, at in own)
    return Entity(
        name=entry.name,
        definition=text(entry.get("definition")),
        steward=text(entry.get("steward")),
        aliases=tuple(filter(None, texts(entry.get("aliases")))),
        identifier=text(identifier.get("scheme")),
        schemes=tuple(each for each in schemes if each.name),
        crosswalks=texts(entry.get("crosswalks")),
        ignore=tuple(filter(None, texts(entry.get("ignore")))),
        home=entry.home,
    )


def _meaning(entry: RegistryEntry) -> Meaning:
    return Meaning(
        domain=text(entry.get("domain")),
        entity=text(entry.get("entity")),
        means=text(entry.get("means")),
        relation=text(entry.get("relation")),
        uses=tuple(
            Use(
                text(each.get("scheme")) or text(each.get("name")),
                tuple(map(_columns, each.get("columns") or ())),
                text(each.get("role")) or None,
                "scheme" not in each,
                entry.home.at("schemes", position),
            )
            for position, each in enumerate(mappings(entry.get("schemes")))
        ),
        ignore=tuple(filter(None, texts(entry.get("ignore")))),
        home=entry.home,
    )


def _columns(value: object) -> str | Mapping[str, str]:
    if isinstance(value, Mapping):
        return {part: text(glob) for part, glob in value.items()}
    return text(value)


def _declared(entry: RegistryEntry, meaning: Meaning) -> Iterator[Scheme]:
    for use, content in zip(meaning.uses, mappings(entry.get("schemes")), strict=True):
        if use.is_declared and use.scheme:
            yield _scheme(meaning.entity, use.scheme, meaning.domain, content, use.at)


def _scheme(entity: str, name: str, domain: str | None, content: Mapping[str, Any], at: At) -> Scheme:
    return Scheme(
        entity,
        name,
        domain,
        text(content.get("logicalType")) or None,
        text(content.get("pattern")) or None,
        check_of(content.get("check")),
        {part: text(form) for part, form in mapping(content.get("parts")).items()},
        tuple(content.get("examples") or ()),
        at,
    )
