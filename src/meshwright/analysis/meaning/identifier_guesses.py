"""Unlinked columns that look like identifiers of an entity, judging by their names alone.

A name matches if it ends with a word for the entity and a word for an identifier (`featured_artist_id`), or with the
name of a scheme (`isni`); a bare `id` matches in an object named like the entity. Abbreviations (`art_id`) and
undeclared synonyms are not recognised; every result is a guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.mesh.inheritance import domain_of
from meshwright.quantities.glob import covers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.meaning.entities import Scheme, Vocabulary
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")
_IDENTIFYING = frozenset(
    {"id", "identifier", "key", "code", "uuid", "guid", "ref", "reference", "slug", "pk", "sk"}
)
_GLUED = ("id", "key", "uuid", "guid")
_TYPES = frozenset({None, "string", "integer", "number"})


class LikelyIdentifier(NamedTuple):
    """A column that may contain identifiers of an entity."""

    contract: Contract
    field: int
    entity: str
    scheme: Scheme | None
    """The most likely scheme; None if it cannot be determined."""

    @property
    def column(self) -> str:
        """The column as `<object>/<field>`."""
        return self.contract.fact.fields.name(self.field, self.contract.fact.objects)


class _Guess(NamedTuple):
    entity: str
    scheme: Scheme | None


def words_in(name: str) -> tuple[str, ...]:
    """Split a name into words at underscores, capitals and similar boundaries; make them lower case and singular."""
    return tuple(_singular(word.casefold()) for word in _WORD.findall(name))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return (
        word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2 else word
    )


def suspects(mesh: Mesh) -> Mapping[Contract, tuple[LikelyIdentifier, ...]]:
    """Find likely identifiers among the columns without a declaration, in field order."""
    words = mesh.derived(vocabulary)
    if not words.entities:
        return {}
    spoken = mesh.derived(linked).spoken
    guesser = _Guesser(words)
    found = {}
    for contract in mesh.contracts:
        own = tuple(_in_contract(contract, spoken.get(contract, frozenset()), guesser, mesh))
        if own:
            found[contract] = own
    return found


def _in_contract(
    contract: Contract, spoken: frozenset[int], guesser: _Guesser, mesh: Mesh
) -> Iterator[LikelyIdentifier]:
    columns, domain = contract.fact.fields, domain_of(contract, mesh)
    for field, name in enumerate(columns.names):
        if field in spoken or columns.logical_types[field] not in _TYPES:
            continue
        guess = guesser.by_name(name)
        if guess is None and name.casefold() in _IDENTIFYING:
            guess = guesser.by_container(_container(contract, field))
        if guess is not None:
            suspect = LikelyIdentifier(contract, field, guess.entity, guess.scheme)
            if not covers(guesser.ignored(guess.entity, domain), suspect.column):
                yield suspect._replace(scheme=guess.scheme or _likely(suspect, guesser.words, mesh))


def _container(contract: Contract, field: int) -> str:
    """Return the name of the direct container of a field, skipping lists."""
    columns = contract.fact.fields
    parent = columns.parents[field]
    while parent >= 0 and columns.names[parent] == "[]":
        parent = columns.parents[parent]
    return columns.names[parent] if parent >= 0 else contract.fact.objects[-1 - parent].name


def _likely(suspect: LikelyIdentifier, words: Vocabulary, mesh: Mesh) -> Scheme | None:
    """Guess a scheme: the only one that matches the column's pattern, or else the only one that the domain uses."""
    schemes = words.schemes_of(suspect.entity)
    options = suspect.contract.fact.fields.more.get("options", {}).get(suspect.field) or {}
    pattern = options.get("pattern")
    alike = [each for each in schemes if pattern and each.pattern == pattern]
    meaning = words.said.get((domain_of(suspect.contract, mesh) or "", suspect.entity))
    used = {use.scheme for use in meaning.uses} if meaning else set()
    for candidates in (alike, [each for each in alike or schemes if each.name in used]):
        if len(candidates) == 1:
            return candidates[0]
    return None


class _Guesser:
    """Guesses the entities in field names, and caches the results; a word that two entities share suggests neither."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.entities: dict[tuple[str, ...], str] = {}
        self.schemes: dict[tuple[str, ...], _Guess] = {}
        self.known: dict[str, _Guess | None] = {}
        self.said: dict[tuple[str, str], tuple[str, ...]] = {}
        for meaning in words.meanings:
            key = (meaning.domain, meaning.entity)
            self.said[key] = (*self.said.get(key, ()), *meaning.ignore)
        doubtful = set()
        for name, entity in words.entities.items():
            for word in {words_in(each) for each in (name, *entity.aliases)} - {()}:
                if self.entities.setdefault(word, name) != name:
                    doubtful.add(word)
            for scheme in words.schemes_of(name):
                tokens = words_in(scheme.name)
                if len(tokens) > 1 or scheme.domain is None:
                    guess = self.schemes.setdefault(tokens, _Guess(name, scheme))
                    if guess.entity != name:
                        doubtful.add(tokens)
        for each in doubtful:
            self.entities.pop(each, None)
            self.schemes.pop(each, None)

    def ignored(self, entity: str, domain: str | None) -> tuple[str, ...]:
        return (*self.words.entities[entity].ignore, *self.said.get((domain or "", entity), ()))

    def by_name(self, name: str) -> _Guess | None:
        if name not in self.known:
            self.known[name] = self._guess(words_in(name))
        return self.known[name]

    def by_container(self, name: str) -> _Guess | None:
        entity = self.entities.get(words_in(name))
        return _Guess(entity, None) if entity is not None else None

    def _guess(self, tokens: tuple[str, ...]) -> _Guess | None:
        if not tokens or tokens[0] in {"is", "has"}:
            return None
        for start in range(len(tokens)):
            if tokens[start:] in self.schemes:
                return self.schemes[tokens[start:]]
        *before, last = tokens
        for suffix in _GLUED if last not in _IDENTIFYING else ():
            if last.endswith(suffix) and (last.removesuffix(suffix),) in self.entities:
                return _Guess(self.entities[last.removesuffix(suffix),], None)
        if last in _IDENTIFYING:
            for start in range(len(before)):
                if tuple(before[start:]) in self.entities:
                    return _Guess(self.entities[tuple(before[start:])], None)
        return None
