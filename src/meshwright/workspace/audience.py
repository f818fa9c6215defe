"""A catalog for an audience, without samples, agreements, roles or findings above the audience's classification level.

A port is above a level if one of its fields is above that level or has an unknown level. This module does not hide that
a product, a port or a field exists.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.analysis.access.levels import column_levels
from meshwright.facts.facts import ContractFact, RegistryFact, SampleFact
from meshwright.mesh.link import link
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.scores.product_score import by_product

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshwright.catalog.history import History, HistoryEntry
    from meshwright.catalog.source import CatalogInputs
    from meshwright.facts.facts import Fact
    from meshwright.facts.unit import Unit
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

Homes = frozenset[tuple[str, int]]
"""The files and positions of documents."""
STUB = "# left out for this audience\n"
"""The text that replaces a contract."""
_ALWAYS = frozenset({"BreakGlass", "Waiver"})
"""Kinds of documents that are omitted whenever anything is omitted."""
_ABOUT_ACCESS = re.compile(r"\b(?:roles?|agreements?|grants?)\b", re.IGNORECASE)


class AudienceError(Exception):
    """The audience is unknown; the message lists the known audiences."""


def level_of(mesh: Mesh, name: str) -> str:
    """Return the level of an audience in `governance/mesh.yaml`; raises AudienceError."""
    settings = next((entry.fact.content for entry in mesh.register("Mesh")), {})
    known = {text(each.get("name")): text(each.get("level")) for each in mappings(settings.get("audiences"))}
    if name not in known:
        words = (
            f"; available: {', '.join(sorted(known))}"
            if known
            else "; add `audiences` to `governance/mesh.yaml`"
        )
        raise AudienceError(f"unknown audience `{name}`{words}")
    ladder = mesh.classification
    if ladder is None or ladder.rank(known[name]) is None:
        raise AudienceError(
            f"audience `{name}` has the level `{known[name]}`, which is not a registered level"
        )
    return known[name]


def for_audience(source: CatalogInputs, units: Mapping[str, Unit], name: str) -> CatalogInputs:
    """Return a catalog's inputs, reduced to what an audience may see; raises AudienceError."""
    mesh = source.mesh
    level = level_of(mesh, name)
    hidden = frozenset(each for each in mesh.contracts if _is_above(each, level, mesh))
    if not hidden:
        return replace(source, audience=name)
    homes = frozenset((each.home.file, each.home.document) for each in hidden)
    products = frozenset(
        each.address for each in mesh.products if any(port.contract in hidden for port in each.outputs)
    )
    dropped = _dropped(mesh, hidden)
    reduced = {path: _reduced(path, unit, homes, dropped, mesh, level) for path, unit in units.items()}
    shown = {
        id(each)
        for address, rules in by_product(mesh, source.report.diagnostics).items()
        if address not in products
        for found in rules.values()
        for each in found
    }
    files = {
        each.file
        for each in (mesh_product.home for mesh_product in mesh.products if mesh_product.address in products)
    }
    return replace(
        source,
        mesh=link(reduced, mesh.today, mesh.terms, mesh.revision),
        report=replace(
            source.report, diagnostics=tuple(each for each in source.report.diagnostics if id(each) in shown)
        ),
        product_scores=tuple(each for each in source.product_scores if each.product not in products),
        values_of=_values(source.values_of, homes),
        text_of=_texts(source.text_of, frozenset(file for file, _ in homes)),
        history=_history(source.history, frozenset(each.address for each in mesh.products) - products),
        waiting=None,  # titles and files may contain anything
        notes={file: notes for file, notes in source.notes.items() if file not in files},
        measured=_measured(source, hidden),
        audience=name,
        withheld=products,
    )


def _is_above(contract: Contract, level: str, mesh: Mesh) -> bool:
    """Return whether any field has a higher or an unknown level, for example because of its data category."""
    ladder = mesh.classification
    most = ladder.rank(level) if ladder else None
    if ladder is None or most is None:
        return True
    columns = contract.fact.fields
    inner = set(columns.parents)
    ranks = [
        ladder.rank(each)
        for field, each in enumerate(columns.classifications)
        if each is not None or field not in inner
    ]
    if any(rank is None or rank > most for rank in ranks):
        return True
    levels = mesh.derived(column_levels)
    limit = levels.rank(level)
    return limit is None or any(rank > limit for rank in levels.ranks[contract])


def _dropped(mesh: Mesh, hidden: frozenset[Contract]) -> Homes:
    """Return the documents to omit: agreements on hidden or unknown ports, and samples of such ports."""
    ports = {each.address for each in mesh.contracts if each not in hidden}
    found = {(each.home.file, each.home.document) for each in mesh.agreements if each.port not in ports}
    samples = (each for each in mesh.samples if each.contract is None or each.contract in hidden)
    return frozenset(found | {(each.home.file, each.home.document) for each in samples})


def _reduced(  # noqa: PLR0913, PLR0917 - a document, and all that decides what is left of it
    path: str, unit: Unit, hidden: Homes, dropped: Homes, mesh: Mesh, level: str
) -> Unit:
    facts = tuple(
        _fact(fact, (path, at) in hidden, (path, at) in dropped, mesh, level)
        for at, fact in enumerate(unit.facts)
    )
    return unit if facts == unit.facts else replace(unit, facts=facts)


def _fact(fact: Fact | None, is_hidden: bool, is_dropped: bool, mesh: Mesh, level: str) -> Fact | None:
    if is_dropped:
        return None
    if isinstance(fact, ContractFact) and is_hidden:
        return replace(fact, roles=(), servers=tuple(replace(each, roles=()) for each in fact.servers))
    if isinstance(fact, SampleFact):
        return fact
    if isinstance(fact, RegistryFact):
        if fact.kind in _ALWAYS:
            return None
        if fact.kind == "Classification":
            return replace(fact, content=_classification(fact.content, mesh, level))
    return fact


def _classification(content: Mapping[str, Any], mesh: Mesh, level: str) -> dict[str, Any]:
    """Return the classification without the access rules of higher levels."""
    ladder = mesh.classification
    most = ladder.rank(level) if ladder else None

    def is_above(each: Mapping[str, Any]) -> bool:
        rank = ladder.rank(text(each.get("name"))) if ladder else None
        return most is None or rank is None or rank > most

    levels = [
        {key: value for key, value in each.items() if key not in ("grants", "mask")}
        if is_above(each)
        else each
        for each in mappings(content.get("levels"))
    ]
    return {**content, "levels": levels}


def _values(values_of: Callable[[str, int], Any], hidden: Homes) -> Callable[[str, int], Any]:
    def without_roles(file: str, document: int) -> Any:  # noqa: ANN401 - a YAML value
        found = values_of(file, document)
        if (file, document) not in hidden:
            return found
        own = {key: value for key, value in mapping(found).items() if key != "roles"}
        if "servers" in own:
            own["servers"] = [
                {key: value for key, value in each.items() if key != "roles"}
                for each in mappings(own["servers"])
            ]
        return own

    return without_roles


def _texts(text_of: Callable[[str], str], hidden: frozenset[str]) -> Callable[[str], str]:
    return lambda file: STUB if file in hidden else text_of(file)


def _history(history: History, shown: frozenset[str]) -> History:
    """Return the history that an audience may see.

    The result has no commit messages, which can contain anything, and no access changes of hidden or removed products.
    """

    def without(entry: HistoryEntry) -> HistoryEntry:
        entry = replace(entry, subject="")
        if entry.address in shown:
            return entry
        return replace(entry, said=tuple(each for each in entry.said if not _ABOUT_ACCESS.search(each.words)))

    return replace(
        history,
        entries={address: tuple(map(without, own)) for address, own in history.entries.items()},
        recent=tuple(map(without, history.recent)),
    )


def _measured(source: CatalogInputs, hidden: frozenset[Contract]) -> Any:  # noqa: ANN401 - as it is there
    if source.measured is None:
        return None
    heads = tuple(f"{each.address}/" for each in hidden)
    return {address: each for address, each in source.measured.items() if not address.startswith(heads)}
