"""A new federated entity and the columns that identify it, each declared in the meaning for its domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.identifier_links import linked
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.registries import mapping, text
from meshwright.workspace.authoring.columns import target_of
from meshwright.workspace.authoring.drafts import append
from meshwright.workspace.authoring.names import name, prose, registered
from meshwright.workspace.authoring.organisation import NEW_TEAM, VERSION, draft_entry, refuse_other
from meshwright.workspace.authoring.places import meaning_place
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.mesh.items import RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.workspace.authoring.drafts import Drafts

ENTITIES = "governance/entities/*.yaml"
EXACT = "exactMatch"


@dataclass(frozen=True, slots=True)
class NewEntity:
    """The facts for a new entity, or for columns that identify an existing one; empty facts are omitted."""

    name: str
    definition: str = ""
    steward: str = ""
    scheme: str = ""
    """The scheme of the federated identifier; by default, the existing entity's scheme."""
    pattern: str = ""
    check: str = ""
    examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """The addresses of columns that contain the identifier."""
    means: str = ""
    """The meaning in the columns' domains; by default, the entity's definition."""
    relation: str = ""


def entity_called(called: str, mesh: Mesh) -> RegistryEntry | None:
    """Return the registered entity with a given name; None if there is none."""
    return next((each for each in mesh.register("Entity") if each.name == called), None)


def draft_entity(new: NewEntity, drafts: Drafts) -> None:
    """Draft an entity and the meanings that link its columns; raises DraftError."""
    name(new.name, "an entity")
    found = entity_called(new.name, drafts.mesh)
    identifier = {
        "scheme": name(new.scheme, "a scheme") if new.scheme else "",
        "logicalType": "string" if found is None else "",
        "pattern": prose(new.pattern, "--pattern") if new.pattern else "",
        "check": name(new.check, "a check") if new.check else "",
        "examples": [prose(each, "--example") for each in new.examples],
    }
    values = {
        "apiVersion": VERSION,
        "kind": "Entity",
        "name": new.name,
        "definition": prose(new.definition, "--definition") if new.definition else "",
        "steward": registered("Team", name(new.steward, "a team"), drafts.mesh, NEW_TEAM)
        if new.steward
        else "",
        "aliases": [prose(each, "--alias") for each in new.aliases],
        "identifier": {key: value for key, value in identifier.items() if value},
    }
    if found is not None:
        _refuse_other(found, values, drafts)
    draft_entry({**values, "identifier": {}} if found is not None else values, ENTITIES, drafts)
    for each in new.columns:
        _link(new, each, drafts)


def _refuse_other(found: RegistryEntry, values: dict[str, Any], drafts: Drafts) -> None:
    """Raise DraftError if the existing entity has a different identifier."""
    asked = values["identifier"]
    schemes = [mapping(found.get("identifier")), *map(mapping, found.get("schemes") or ())]
    chosen = [each for each in schemes if asked.get("scheme") in (None, each.get("scheme"))]
    if asked and not chosen:
        raise DraftError(
            f"entity `{found.name}` has no scheme `{asked['scheme']}`; add it in {_place(found, drafts)}"
        )
    if len(asked) > 1 and not any(asked.items() <= each.items() for each in chosen):
        refuse_other(found, values, drafts)


def _place(found: RegistryEntry, drafts: Drafts) -> str:
    return drafts.place(found.home.at("identifier"))


def _link(new: NewEntity, address: str, drafts: Drafts) -> None:
    """Draft the link of a column in its domain's meaning, unless the column is already linked."""
    mesh = drafts.mesh
    target = target_of(address, mesh)
    contract = target.contract
    if target.field is None:
        raise DraftError(f"`{address}` is not a column; name one as `domain/product/port@1/object/column`")
    entity = entity_called(new.name, mesh)
    assert entity is not None  # it was drafted before
    scheme = new.scheme or text(mapping(entity.get("identifier")).get("scheme"))
    column = contract.fact.fields.name(target.field, contract.fact.objects)
    linking = mesh.derived(linked).of.get(contract, ())
    there = next((each for each in linking if each.field == target.field and each.entity == new.name), None)
    if there is not None:
        drafts.exists(f"the link of `{column}` to `{new.name}`", there.at)
        return
    domain = domain_of(contract, mesh)
    if not domain:
        raise DraftError(f"`{contract.address}` has no domain; add one first")
    own = [
        each
        for each in mesh.register("Meaning")
        if (each.get("domain"), each.get("entity")) == (domain, new.name)
    ]
    links = {"scheme": scheme, "columns": [column]}
    for key, value in (("means", new.means), ("relation", new.relation)) if own else ():
        if value and own[0].get(key) != value:
            place = drafts.place(own[0].home.at(key if own[0].get(key) is not None else "entity"))
            raise DraftError(
                f"`{domain}` already has a different `{key}` of `{new.name}`; edit it in {place}"
            )
    place = _add(own[0], links, drafts) if own else _declare(new, domain, links, drafts)
    drafts.wrote.append(f"{place}: `{column}` of `{domain}` identifies `{new.name}` by `{scheme}`")


def _add(meaning: RegistryEntry, links: Mapping[str, Any], drafts: Drafts) -> str:
    """Add a column to a meaning, and return its file."""
    draft = drafts.edit(meaning.home)
    for number, each in enumerate(draft.items("schemes")):
        if links["scheme"] in (each.get("scheme"), each.get("name")) and not each.get("role"):
            append(draft, ("schemes", number), "columns", links["columns"][0])
            break
    else:
        append(draft, (), "schemes", links)
    drafts.keep(draft)
    return meaning.home.file


def _declare(new: NewEntity, domain: str, links: Mapping[str, Any], drafts: Drafts) -> str:
    """Draft the meaning of an entity in a domain, and return its file."""
    place = meaning_place(domain, drafts.mesh)
    entity = entity_called(new.name, drafts.mesh)
    values = {
        "apiVersion": VERSION,
        "kind": "Meaning",
        "domain": domain,
        "entity": new.name,
        "means": prose(new.means, "--means")
        if new.means
        else text(entity.get("definition"))
        if entity
        else "",
        "relation": new.relation or EXACT,
        "schemes": [links],
    }
    drafts.add(place, values)
    return place
