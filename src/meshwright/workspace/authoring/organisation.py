"""New teams and domains, in their registries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.source.place import Part
from meshwright.workspace.authoring.drafts import registry_place
from meshwright.workspace.authoring.names import name, prose, registered
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from meshwright.mesh.items import RegistryEntry
    from meshwright.workspace.authoring.drafts import Drafts

VERSION = "meshwright/v1"
TEAMS, DOMAINS = "governance/teams.yaml", "governance/domains.yaml"
NEW_TEAM = "; register it first: `meshwright new team`"
NEW_DOMAIN = "; register it first: `meshwright new domain`"


@dataclass(frozen=True, slots=True)
class NewTeam:
    """The facts for a new team."""

    name: str
    owner: str
    """The user name of the member who owns the team's products."""
    channel: str
    """The support channel, as `#name` or as a URL."""
    purpose: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class NewDomain:
    """The facts for a new domain."""

    name: str
    owner: str
    purpose: str
    title: str = ""
    parent: str = ""


def draft_team(new: NewTeam, drafts: Drafts) -> None:
    """Draft a team; raises DraftError."""
    name(new.name, "a team")
    values = {
        "apiVersion": VERSION,
        "kind": "Team",
        "name": new.name,
        "title": _text(new.title, "--title"),
        "purpose": _text(new.purpose, "--purpose"),
        "members": [{"username": prose(new.owner, "--owner").removeprefix("@"), "role": "owner"}],
        "support": support_of(prose(new.channel, "--channel")),
    }
    draft_entry(values, TEAMS, drafts)


def support_of(channel: str) -> list[dict[str, str]]:
    """Return the support entry of a team: a channel, by name or URL."""
    is_link = channel.startswith(("https://", "http://", "mailto:", "tel:"))
    return [{"channel": channel, **({"url": channel} if is_link else {})}]


def draft_domain(new: NewDomain, drafts: Drafts) -> None:
    """Draft a domain; raises DraftError."""
    mesh = drafts.mesh
    name(new.name, "a domain")
    values = {
        "apiVersion": VERSION,
        "kind": "Domain",
        "name": new.name,
        "title": _text(new.title, "--title"),
        "purpose": prose(new.purpose, "--purpose"),
        "parent": registered("Domain", new.parent, mesh, NEW_DOMAIN) if new.parent else "",
        "owner": registered("Team", name(new.owner, "a team"), mesh, NEW_TEAM),
    }
    draft_entry(values, DOMAINS, drafts)


def draft_entry(values: Mapping[str, Any], default: str, drafts: Drafts) -> None:
    """Draft a registry entry, unless an equal entry exists; raises DraftError if the existing entry differs."""
    kind, called = values["kind"], values["name"]
    found = next((each for each in drafts.mesh.register(kind) if each.name == called), None)
    if found is not None:
        refuse_other(found, values, drafts)
        drafts.exists(f"{kind.lower()} `{called}`", found.home.at("name"))
        return
    place = registry_place(kind, called, default, drafts)
    drafts.add(place, values)
    drafts.wrote.append(f"{place}: {kind.lower()} `{called}`")


def refuse_other(found: RegistryEntry, values: Mapping[str, Any], drafts: Drafts) -> None:
    """Raise DraftError if an existing entry differs from the request."""
    for key, value in values.items():
        if value not in ("", [], None) and not _says(found.get(key), value):
            stated = key if found.get(key) is not None else "name"
            place = drafts.place(found.home.at(stated, part=Part.KEY))
            raise DraftError(
                f"{values['kind'].lower()} `{found.name}` already exists with a different `{key}`; edit it in {place}"
            )


def _says(found: object, requested: object) -> bool:
    """Return whether existing content includes the requested content: all items in lists, and all keys in mappings."""
    if isinstance(requested, list | tuple):
        items = found if isinstance(found, list | tuple) else ()
        return all(any(_says(item, each) for item in items) for each in requested)
    if isinstance(requested, dict):
        return isinstance(found, Mapping) and all(
            _says(found.get(key), each) for key, each in requested.items()
        )
    return found == requested


def _text(text: str, flag: str) -> str:
    return prose(text, flag) if text else ""
