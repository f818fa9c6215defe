"""Links of columns to entities, with the declarations that create them.

A contract's own `semanticDefinition` takes precedence over the globs in its domain's meanings. Among the globs, those
without wildcards take precedence; among equal ones, the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.mesh.inheritance import domain_of, is_at_home
from meshwright.quantities.glob import covers, is_like
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.entities import Meaning, Scheme, Vocabulary
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

PREFIX = "entity:"
NOTHING = "none"


class SemanticReference(NamedTuple):
    """A parsed URL of a semantic definition: `entity:artist/isni?role=featured&part=number`."""

    entity: str
    """The entity; `none` if the column is declared not to be an identifier."""
    scheme: str | None
    role: str | None
    part: str | None


class Stated(NamedTuple):
    """A semantic reference in a contract."""

    field: int
    url: str
    claim: SemanticReference
    at: At


class UnmatchedColumn(NamedTuple):
    """A column that a meaning links to an entity but the domain does not have."""

    domain: str
    entity: str
    column: str
    at: At


@dataclass(frozen=True, slots=True)
class IdentifierLink:
    """A column that contains identifiers of a scheme, or one part of them."""

    contract: Contract
    field: int
    scheme: Scheme
    part: str | None
    role: str | None
    at: At
    """The location that declares it."""
    is_explicit: bool

    @property
    def entity(self) -> str:
        """The entity that is identified."""
        return self.scheme.entity

    @property
    def column(self) -> str:
        """The column as `<object>/<field>`."""
        return self.contract.fact.fields.name(self.field, self.contract.fact.objects)

    @property
    def object(self) -> int:
        """The position of the column's object."""
        return self.contract.fact.fields.object(self.field)


@dataclass(frozen=True, slots=True)
class IdentifierLinks:
    """All links of a mesh."""

    of: Mapping[Contract, tuple[IdentifierLink, ...]]
    """The links with a known entity and scheme by contract, in field order."""
    stated: Mapping[Contract, tuple[Stated, ...]]
    """The references in contracts themselves, including unresolved ones."""
    spoken: Mapping[Contract, frozenset[int]]
    """The fields with any declaration, including those declared as not being identifiers."""
    idle: tuple[UnmatchedColumn, ...]
    """The columns that meanings link to entities but the domain does not have.

    Globs with wildcards are omitted because they may match later columns, as are columns of contracts whose domain is
    missing because of another error.
    """

    def all(self) -> Iterator[IdentifierLink]:
        """Yield all links, in the order of contracts and fields."""
        for links in self.of.values():
            yield from links


def claim(url: str) -> SemanticReference | None:
    """Parse a URL; return None if it is not about an entity."""
    if not url.startswith(PREFIX):
        return None
    path, _, query = url.removeprefix(PREFIX).partition("?")
    entity, _, scheme = path.partition("/")
    said = dict(parse_qsl(query))
    return SemanticReference(entity, scheme or None, said.get("role"), said.get("part"))


def linked(mesh: Mesh) -> IdentifierLinks:
    """Link the columns of a mesh."""
    words = mesh.derived(vocabulary)
    patterns = _patterns(words)
    globs = {domain: _Globs(own) for domain, own in patterns.items()}
    matched: set[At] = set()
    of: dict[Contract, tuple[IdentifierLink, ...]] = {}
    stated: dict[Contract, tuple[Stated, ...]] = {}
    spoken: dict[Contract, frozenset[int]] = {}
    homeless: set[str] = set()
    for contract in mesh.contracts:
        if not is_at_home(contract, mesh):
            homeless.update(each.name for each in contract.fact.objects)
        own = stated[contract] = tuple(_stated(contract))
        fields = {each.field for each in own}
        named = set(fields)
        found = [link for each in own for link in _explicit(contract, each, words)]
        of_domain = globs.get(domain_of(contract, mesh) or "")
        for pattern, field, is_first in _by_glob(contract, of_domain) if of_domain else ():
            matched.add(pattern.at)
            named.add(field)
            scheme, part, role = pattern.scheme, pattern.part, pattern.role
            if scheme is not None and is_first and field not in fields:
                found.append(
                    IdentifierLink(contract, field, scheme, part, role, pattern.at, is_explicit=False)
                )
        if found:
            of[contract] = tuple(sorted(found, key=lambda link: link.field))
        if named:
            spoken[contract] = frozenset(named)
    idle = (
        UnmatchedColumn(each.meaning.domain, each.meaning.entity, f"{each.object}/{each.field}", each.at)
        for each in _each(patterns)
        if each.at not in matched and "*" not in each.object + each.field and each.object not in homeless
    )
    return IdentifierLinks(of, {key: each for key, each in stated.items() if each}, spoken, tuple(idle))


def _stated(contract: Contract) -> Iterator[Stated]:
    columns = contract.fact.fields
    for field, definitions in columns.more.get("links", {}).items():
        for position, url in definitions:
            said = claim(url)
            if said is not None:
                path = (*columns.path(field), "authoritativeDefinitions", position, "url")
                yield Stated(field, url, said, contract.home.at(*path))


def _explicit(contract: Contract, each: Stated, words: Vocabulary) -> Iterator[IdentifierLink]:
    said = each.claim
    entity = words.entities.get(said.entity)
    scheme = words.schemes.get((said.entity, said.scheme or entity.identifier)) if entity else None
    if scheme is not None:
        yield IdentifierLink(contract, each.field, scheme, said.part, said.role, each.at, is_explicit=True)


class _Pattern(NamedTuple):
    object: str
    field: str
    scheme: Scheme | None
    """The scheme; None if it is unknown."""
    part: str | None
    role: str | None
    meaning: Meaning
    at: At


def _patterns(words: Vocabulary) -> dict[str, list[_Pattern]]:
    """Return the globs of each domain, those without wildcards first."""
    found: dict[str, list[_Pattern]] = {}
    for meaning in words.meanings:
        for use in meaning.uses:
            is_known = meaning.entity in words.entities
            scheme = words.schemes.get((meaning.entity, use.scheme)) if is_known else None
            if scheme is not None and use.is_declared and scheme.at != use.at:
                scheme = None  # duplicate object name: the reference is ambiguous
            for position, columns in enumerate(use.columns):
                parts = columns if isinstance(columns, Mapping) else {None: columns}
                for part, glob in parts.items():
                    of, _, field = glob.partition("/")
                    at = use.at / "columns" / position
                    if field:
                        found.setdefault(meaning.domain, []).append(
                            _Pattern(of, field, scheme, part, use.role, meaning, at / part if part else at)
                        )
    for each in found.values():
        each.sort(key=lambda pattern: "*" in pattern.object + pattern.field)
    return found


def _each(patterns: dict[str, list[_Pattern]]) -> Iterator[_Pattern]:
    for domain in sorted(patterns):
        yield from patterns[domain]


class _Globs:
    """One domain's globs, cached by name because many objects and fields share names."""

    def __init__(self, patterns: list[_Pattern]) -> None:
        self.patterns = patterns
        self.of_field: dict[tuple[str, str], tuple[_Pattern, ...]] = {}
        self.of_object: dict[str, list[_Pattern]] = {}

    def has(self, name: str) -> bool:
        """Return whether any glob matches an object."""
        if name not in self.of_object:
            self.of_object[name] = [each for each in self.patterns if is_like(each.object, name)]
        return bool(self.of_object[name])

    def of(self, name: str, field: str) -> tuple[_Pattern, ...]:
        """Return the globs that match a field of an object, those without wildcards first."""
        key = (name, field)
        if key not in self.of_field:
            self.of_field[key] = tuple(each for each in self.of_object[name] if is_like(each.field, field))
        return self.of_field[key]


def _by_glob(contract: Contract, globs: _Globs) -> Iterator[tuple[_Pattern, int, bool]]:
    """Yield each matching glob with the field, and whether the glob is the first that links its entity to the field."""
    for number, schema in enumerate(contract.fact.objects):
        if not globs.has(schema.name):
            continue
        for path, field in columns_of(contract, number).items():
            seen: set[str] = set()
            for pattern in globs.of(schema.name, path):
                entity = pattern.meaning.entity
                is_first = entity not in seen and not _is_ignored(contract, field, pattern.meaning.ignore)
                if is_first:
                    seen.add(entity)
                yield pattern, field, is_first


def _is_ignored(contract: Contract, field: int, globs: tuple[str, ...]) -> bool:
    return bool(globs) and covers(globs, contract.fact.fields.name(field, contract.fact.objects))


def columns_of(contract: Contract, number: int) -> dict[str, int]:
    """Return an object's fields by their paths within it, joined by `/`; the path of a list refers to its items."""
    columns = contract.fact.fields
    paths: dict[int, str] = {-1 - number: ""}
    found: dict[str, int] = {}
    for index, (name, parent) in enumerate(zip(columns.names, columns.parents, strict=True)):
        above = paths.get(parent)
        if above is not None:
            path = above if name == "[]" else f"{above}/{name}" if above else name
            if (
                name != "[]" and path in found
            ):  # a second field with the same name, which references cannot reach
                continue
            paths[index] = path
            found[path] = index
    return found
