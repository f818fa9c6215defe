"""Classifications from linked definitions: from a separate file, or from a field of another contract.

A property's `authoritativeDefinitions` may link to an ODCS field, an OSDS definition (`kind: SemanticDefinition`), or a
term in a separate file. Only the classification of such a definition is applied. This module does not fetch anything or
open files; the caller supplies the bytes of the requested files.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from meshwright.facts.facts import ContractFact, DefinitionFact
from meshwright.facts.file_links import DEFINITION_LINK, is_local
from meshwright.facts.unit import Unit, pack
from meshwright.source.place import Lines
from meshwright.source.text import decode
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from meshwright.mesh.items import Home

_FILES = (".yaml", ".yml", ".json")
_SEMANTIC = "SemanticDefinition"
_SECTIONS = ("definitions", "schema")
_DIGITS = 9

_Contracts = list[tuple[ContractFact, "Home"]]


class _Link(NamedTuple):
    path: str | None
    """The path of the file; None if the link names the document by id."""
    id: str | None
    pointer: str


def _link(url: str, file: str) -> _Link | None:
    """Parse a link in a contract; None for a link that leaves the repository."""
    found = DEFINITION_LINK.fullmatch(url) if is_local(url) else None
    if found is None:
        return None
    target, pointer = unquote(found["target"]), unquote(found["pointer"] or "").strip("/")
    if not target.lower().endswith(_FILES):
        return _Link(None, target, pointer)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), target))
    return None if path.startswith(("/", "../")) else _Link(path, None, pointer)


def _links(facts: Iterable[object], file: str) -> Iterator[_Link]:
    for fact in facts:
        for urls in (
            fact.fields.more.get("definitions", {}).values() if isinstance(fact, ContractFact) else ()
        ):
            yield from filter(None, (_link(url, file) for url in urls))


def linked_files(
    documents: Mapping[str, Unit], candidates: Collection[str], unapplied: Iterable[tuple[str, str]]
) -> dict[str, set[str]]:
    """Return the files outside the mesh in which linked properties may be defined, with the pointers into them.

    A link by id may refer to any semantic definition.
    """
    semantic = {path for path, kind in unapplied if kind == _SEMANTIC}
    wanted: dict[str, set[str]] = {}
    for file, unit in documents.items():
        for link in _links(unit.facts, file):
            for path in semantic if link.path is None else (link.path,):
                if path in candidates and path not in documents:
                    wanted.setdefault(path, set()).add(link.pointer)
    return dict(sorted(wanted.items()))


def compile_definition(data: bytes, pointers: Iterable[str]) -> Unit:
    """Compile the parts of a definition file that pointers name; an unreadable file does not define anything."""
    text, problems = decode(data)
    tree = parse("" if problems else text)
    documents = (
        tuple(each for each in tree.documents if isinstance(each.value, dict)) if tree.is_whole else ()
    )
    roots = [each.value for each in documents]
    found = (
        (pointer, next(filter(None, (_level(each, pointer) for each in roots)), None)) for pointer in pointers
    )
    levels = {pointer: level for pointer, level in found if level}
    identity = next((each["id"] for each in roots if isinstance(each.get("id"), str)), None)
    return Unit((DefinitionFact(identity, levels),), (), (), pack(tree.documents, Lines.of(text)))


def _level(root: object, pointer: str) -> str | None:
    """Return the level at a pointer; for a link to a whole file, the file's own level, or the only level in the file."""
    for start in ("", *(f"{section}/" for section in _SECTIONS)):
        level = _stated(_at(root, f"{start}{pointer}"))
        if level is not None:
            return level
    alone = set() if pointer else set(_all_levels(root))
    return alone.pop() if len(alone) == 1 else None


def _stated(value: object) -> str | None:
    level = value.get("classification") if isinstance(value, dict) else None
    return level if isinstance(level, str) and level else None


def _at(value: object, pointer: str) -> object:
    """Resolve a JSON pointer; it names list items by id, name or number."""
    for step in filter(None, pointer.split("/")):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list):
            named = (
                each
                for each in value
                if isinstance(each, dict) and step in (each.get("id"), each.get("name"))
            )
            numbered = (
                value[int(step)]
                if step.isdecimal() and len(step) < _DIGITS and int(step) < len(value)
                else None
            )
            value = next(named, numbered)
        else:
            return None
    return value


def _all_levels(root: object) -> Iterator[str]:
    todo = [root]
    while todo:
        value = todo.pop()
        level = _stated(value)
        if level is not None:
            yield level
        if isinstance(value, dict | list):
            todo += value.values() if isinstance(value, dict) else value


def with_defined_levels(contracts: _Contracts, definitions: Mapping[str, DefinitionFact]) -> _Contracts:
    """Return the contracts with the levels of linked definitions, which apply to fields without their own level.

    If a field has its own level, both are kept: see `FieldMore.defined`.
    """
    if not any("definitions" in fact.fields.more for fact, _ in contracts):
        return contracts
    by_file: dict[str, list[ContractFact]] = {}
    by_id: dict[str, str] = {}
    for fact, home in contracts:
        by_file.setdefault(home.file, []).append(fact)
        by_id.setdefault(fact.id, home.file)
    by_id |= {fact.id: file for file, fact in definitions.items() if fact.id}

    def defined(link: _Link) -> tuple[str, str] | None:
        path = link.path or by_id.get(link.id or "", "")
        level = definitions[path].levels.get(link.pointer) if path in definitions else None
        levels = filter(None, (level, *(_of_contract(each, link.pointer) for each in by_file.get(path, ()))))
        found = next(levels, None)
        return (found, path) if found else None

    return [(_with_levels(fact, home.file, defined), home) for fact, home in contracts]


def _with_levels(
    fact: ContractFact, file: str, defined: Callable[[_Link], tuple[str, str] | None]
) -> ContractFact:
    found: dict[int, tuple[str, str]] = {}
    for field, urls in fact.fields.more.get("definitions", {}).items():
        links = filter(None, (_link(url, file) for url in urls))
        stated = next(filter(None, map(defined, links)), None)
        if stated is not None:
            found[field] = stated
    if not found:
        return fact
    levels = [
        level if level is not None else found[field][0] if field in found else None
        for field, level in enumerate(fact.fields.classifications)
    ]
    more = {**fact.fields.more, "defined": found}
    return replace(fact, fields=replace(fact.fields, classifications=tuple(levels), more=more))


def _of_contract(fact: ContractFact, pointer: str) -> str | None:
    """Return the level that a contract's field itself declares."""
    section, *parts = pointer.split("/")
    columns = fact.fields
    if section != "schema" or not parts:
        return None
    names = [part for part in parts[1:] if part != "properties"]
    objects = (at for at, each in enumerate(fact.objects) if parts[0] in (each.name, each.id))
    parent = -1 - next(objects, len(fact.objects))
    ids = columns.more.get("id", {})
    for name in names:
        found = (
            at
            for at, above in enumerate(columns.parents)
            if above == parent and name in (columns.names[at], ids.get(at))
        )
        parent = next(found, -1 - len(fact.objects))
    return columns.classifications[parent] if names and parent >= 0 else None
