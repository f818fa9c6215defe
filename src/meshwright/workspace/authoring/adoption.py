"""Drafts of governance documents for a repository that has none, derived from its other documents.

Existing documents are neither moved nor changed. This module does not read or write files, or ask questions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.mesh.address import slug
from meshwright.mesh.inheritance import domain_of, team_of
from meshwright.mesh.items import Contract
from meshwright.mesh.registries import text
from meshwright.source.yaml_writer import scalar, without_empty, yaml_text
from meshwright.workspace.authoring.code_owners_file import owner_in
from meshwright.workspace.authoring.names import is_name
from meshwright.workspace.authoring.organisation import DOMAINS, TEAMS, VERSION, support_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh

CLASSIFICATIONS = "governance/classifications.yaml"
LEVELS = {
    "public": "May be seen by anyone.",
    "internal": "May be seen by everyone in the organisation.",
    "confidential": "Only for those who need it for their work.",
    "restricted": "Data that identifies a person or moves money; its loss must be reported.",
}
"""The levels of a new classification, least sensitive first."""
_NO_PURPOSE = "Not described yet."
FILL_IN = "# fill in: "
"""The mark for a value that only the author can fill in."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The facts for a new mesh."""

    name: str
    team: str
    """The team that owns the mesh and everything without another owner; if empty, the team is taken from CODEOWNERS."""
    owner: str
    """The user name of the team member who owns the team's products; empty if unknown."""
    channel: str
    """The support channel of the team; empty if unknown."""
    preset: str
    release: str
    """The release whose rules apply."""
    owners: tuple[tuple[str, str], ...] = ()
    """The pattern and team of each CODEOWNERS line that names a team."""
    repository: str = ""
    """The web address of the repository."""


@dataclass(frozen=True, slots=True)
class Registries:
    """The drafted documents, and the entries that were omitted."""

    files: dict[str, str]
    notes: tuple[str, ...]
    owner: str


_Things = tuple["Product | Contract", ...]


def registries(new: Adoption, mesh: Mesh, first: Iterable[tuple[str, str]] = ()) -> Registries:
    """Draft teams, domains and the classification; `first` has additional domains and their purposes."""
    things: _Things = (*mesh.products, *mesh.contracts)
    owner = new.team or _default_owner(new, things, mesh)
    notes: list[str] = []
    domains = {name: _owner_of(name, things, owner, new, mesh) for name in sorted(_domains(things, mesh))}
    domains |= {name: owner for name, _ in first}
    stated = {team for each in things if (team := team_of(each, mesh))} | _teams_elsewhere(mesh)
    teams = {owner, *domains.values(), *stated, *(team for _, team in new.owners)}
    files: dict[str, str] = {}
    for kind, path, names in (("Team", TEAMS, teams), ("Domain", DOMAINS, set(domains))):
        odd = sorted(each for each in names if not is_name(each))
        if mesh.register(kind):
            notes.append(f"{kind.lower()}s are already registered")
        elif odd:
            more = f" and {len(odd) - 1} more are" if odd[1:] else " is"
            why = f"`{odd[0]}`{more} not in kebab case (for example, `{slug(odd[0])}`)"
            notes.append(f"{kind.lower()}s are not registered, because {why}")
        elif names:
            documents = {
                "Team": (_team(each, things, new if each == owner else None, mesh) for each in sorted(names)),
                "Domain": (_domain(each, domains[each], dict(first).get(each, "")) for each in sorted(names)),
            }
            files[path] = "---\n".join(documents[kind])
    if not mesh.register("Classification"):
        files[CLASSIFICATIONS] = _classification(mesh)
    return Registries(files, tuple(notes), owner if is_name(owner) else "")


def mesh_document(new: Adoption, owner: str, exclude: Sequence[str]) -> str:
    """Return the mesh document, which excludes unreadable documents."""
    values = {
        "apiVersion": VERSION,
        "kind": "Mesh",
        "name": new.name,
        "owner": owner,
        "repository": {"url": new.repository},
        "preset": new.preset,
        "rulesAsOf": new.release,
        "exclude": list(exclude),
    }
    reason = "exclude: # these cannot be read; correct them, then remove them from this list\n"
    return yaml_text(without_empty(values)).replace("exclude:\n", reason)


def to_fill_in(files: Mapping[str, bytes]) -> Iterator[tuple[str, int, str]]:
    """Yield the file, the line and a description of each value that the author must fill in."""
    for path, data in sorted(files.items()):
        for number, line in enumerate(data.decode().split("\n"), 1):
            _, is_marked, words = line.partition(FILL_IN)
            if is_marked:
                yield path, number, words


def _domains(things: _Things, mesh: Mesh) -> set[str]:
    stated = {domain for each in things if (domain := _domain_of(each, mesh))}
    return stated | {domain for each in mesh.register("Meaning") if (domain := text(each.get("domain")))}


def _domain_of(thing: Product | Contract, mesh: Mesh) -> str | None:
    return domain_of(thing, mesh) if isinstance(thing, Contract) else thing.fact.domain


def _teams_elsewhere(mesh: Mesh) -> set[str]:
    """Return the teams named in governance documents."""
    entries = [each for found in mesh.registers.values() for each in found]
    named = {text(each.get(key)) for each in entries for key in ("owner", "steward")}
    return (named | {each.team for each in mesh.agreements}) - {""}


def _default_owner(new: Adoption, things: _Things, mesh: Mesh) -> str:
    """Return the CODEOWNERS team for all files, or else the most frequent team with a valid name, or else `data-team`."""
    everywhere = [team for pattern, team in new.owners if pattern in ("*", "/", "/*", "/**")]
    found = Counter(team for each in things if (team := team_of(each, mesh)) and is_name(team))
    most = sorted(found, key=lambda team: (-found[team], team))
    return next(iter([*everywhere[-1:], *most]), "data-team")


def _owner_of(domain: str, things: _Things, owner: str, new: Adoption, mesh: Mesh) -> str:
    """Return the team that owns most of a domain, or else the CODEOWNERS team for most of its files, or else `owner`."""
    own = [each for each in things if _domain_of(each, mesh) == domain]
    stated = Counter(team for each in own if (team := team_of(each, mesh)))
    listed = Counter(team for each in own if (team := owner_in(each.home.file, new.owners)))
    found = stated or listed
    return min(found, key=lambda team: (-found[team], team)) if found else owner


def _team(name: str, things: _Things, new: Adoption | None, mesh: Mesh) -> str:
    """Return the document of a team as YAML; `new` has more facts about the team that owns the mesh."""
    users = {user for each in things if team_of(each, mesh) == name for user in each.fact.owners}
    channel = ""
    if new is not None:
        users |= {new.owner} - {""}
        channel = new.channel
    values = {
        "apiVersion": VERSION,
        "kind": "Team",
        "name": name,
        "members": [{"username": user, "role": "owner"} for user in sorted(users)],
        "support": support_of(channel) if channel else [],
    }
    missing = ("" if users else "its members, one with role owner", "" if channel else "a support channel")
    words = "; ".join(filter(None, missing))
    return (
        _marked(yaml_text(without_empty(values)), f"name: {scalar(name)}", words)
        if words
        else yaml_text(without_empty(values))
    )


def _domain(name: str, owner: str, purpose: str) -> str:
    values: dict[str, Any] = {
        "apiVersion": VERSION,
        "kind": "Domain",
        "name": name,
        "purpose": purpose or _NO_PURPOSE,
        "owner": owner if is_name(owner) else slug(owner),
    }
    written = yaml_text(without_empty(values))
    if purpose:
        return written
    return _marked(
        written, f"purpose: {_NO_PURPOSE}", "its purpose in the business, and the facts that originate in it"
    )


def _classification(mesh: Mesh) -> str:
    found = {level for each in mesh.contracts for level in each.fact.fields.classifications if level}
    others = sorted(each for each in found if each not in LEVELS)
    written = yaml_text(
        {
            "apiVersion": VERSION,
            "kind": "Classification",
            "name": "sensitivity",
            "levels": [{"name": name, "description": words} for name, words in LEVELS.items()],
            "pseudonymisedFloor": "internal",
            "aggregatedLevel": "internal",
        }
    )
    if not others:
        return written
    listed = ", ".join(each if is_name(each) else repr(each) for each in others[:10])
    return _marked(
        written, "levels:", f"contracts also use {listed}; list those that are levels, by sensitivity"
    )


def _marked(written: str, line: str, words: str) -> str:
    return written.replace(f"{line}\n", f"{line} {FILL_IN}{words}\n", 1)
