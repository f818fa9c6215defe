"""Old names in the files of a mesh, with their current names and locations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import At, Replace
from meshwright.mesh.registries import mapping, mappings, text, texts
from meshwright.records import dataclass
from meshwright.rulekit.exceptions.baseline import KIND as BASELINE
from meshwright.source.scalars import written
from meshwright.standards.renamed import RULES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.source.suppression import Suppression


@dataclass(frozen=True, slots=True)
class Outdated:
    """An old name in a document or a comment."""

    sort: str
    """The kind of name: `rule` or `severity`."""
    old: str
    new: str
    edits: tuple[Replace, ...]
    """The edits that write the new name, first at the finding's location; empty if the new name already exists."""
    at: At


def of_comments(file: str, comments: Iterable[Suppression]) -> Iterator[Outdated]:
    """Find old names in the comments of a file."""
    for comment in comments:
        for name, span in comment.names:
            if name in RULES:
                at = At(span=span, file=file)
                yield Outdated("rule", name, RULES[name], (Replace(at, RULES[name]),), at)


def of_registers(mesh: Mesh) -> Iterator[Outdated]:
    """Find old names in governance documents."""
    for entry in mesh.register("Waiver"):
        yield from _values("rule", RULES, [(text(entry.get("rule")), entry.home.at("rule"))])
    for entry in mesh.register(BASELINE):
        yield from _of_baseline(entry)
    for entry in mesh.register("Policy"):
        yield from _values("severity", SEVERITIES, _word(entry, "severity"))
    for entry in mesh.register("Standard"):
        yield from _values("severity", SEVERITIES, _word(entry, "existing"))
    for entry in mesh.register("Mesh"):
        yield from _of_settings(entry)


def _word(entry: RegistryEntry, key: str) -> list[tuple[str, At]]:
    return [(text(entry.get(key)), entry.home.at(key))]


def _values(sort: str, table: Mapping[str, str], values: Iterable[tuple[str, At]]) -> Iterator[Outdated]:
    for word, at in values:
        if word in table:
            yield Outdated(sort, word, table[word], (Replace(at, written(table[word])),), at)


def _of_settings(entry: RegistryEntry) -> Iterator[Outdated]:
    yield from _values("severity", SEVERITIES, _word(entry, "failOn"))
    levels: list[tuple[Mapping[str, Any], At]] = [(mapping(entry.get("rules")), entry.home.at("rules"))]
    levels += (
        (mapping(each.get("rules")), entry.home.at("paths", number, "rules"))
        for number, each in enumerate(mappings(entry.get("paths")))
    )
    for words, at in levels:
        yield from _keys(words, at)
        yield from _values("severity", SEVERITIES, ((text(word), at / name) for name, word in words.items()))
    bumps = mapping(mapping(entry.get("compatibility")).get("bumps"))
    yield from _keys(bumps, entry.home.at("compatibility", "bumps"))


def _keys(words: Mapping[str, Any], at: At) -> Iterator[Outdated]:
    for name in words:
        if name in RULES:
            key = (at / name).key()
            is_twice = RULES[name] in words
            yield Outdated("rule", name, RULES[name], () if is_twice else (Replace(key, RULES[name]),), key)


def _of_baseline(entry: RegistryEntry) -> Iterator[Outdated]:
    """Find old names in a baseline, each once; the fix keeps the fingerprints, which are based on the old name."""
    found: dict[str, list[Replace]] = {}
    for number, line in enumerate(texts(entry.get("findings"))):
        fingerprint, _, rest = line.partition(" ")
        name, _, place = rest.partition(" ")
        if name in RULES:
            new = written(f"{fingerprint} {RULES[name]} {place}")
            found.setdefault(name, []).append(Replace(entry.home.at("findings", number), new))
    for name, edits in found.items():
        yield Outdated("rule", name, RULES[name], tuple(edits), edits[0].at)
