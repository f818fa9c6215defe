"""Addresses: the stable names of everything in a mesh.

`player/played-songs/daily@1/plays/artist_id` consists of a domain, a product, a port with its major version, an object and a
field.
Parts that are not data follow a `#`: `…/daily@1#servers/lake`. Registries: `team:x`, `entity:artist/isni`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.locations import position_of

if TYPE_CHECKING:
    from meshwright.source.place import Path

ESCAPED = {"%": "%25", "/": "%2F", "@": "%40", "#": "%23", " ": "%20"}
_ESCAPED_CHARACTERS = re.compile("[%/@# ]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
FIELD_KEYS = frozenset({"properties"})
REGISTERS = {
    "team": "Team",
    "domain": "Domain",
    "entity": "Entity",
    "role": "Role",
    "system": "System",
}
"""The prefixes of registry names, with the kind of document that defines an entry."""


def segment(text: str) -> str:
    """Escape the characters that structure an address."""
    if text.isidentifier():  # the common case: such names contain none of those characters
        return text
    return _ESCAPED_CHARACTERS.sub(lambda found: ESCAPED[found[0]], text)


def spoken(text: str) -> str:
    """Return the original text of an address segment."""
    if "%" not in text:
        return text
    for character, escaped in reversed(ESCAPED.items()):
        text = text.replace(escaped, character)
    return text


def slug(text: str) -> str:
    """Convert text to a name of letters, digits and dashes; text without any of these characters is escaped instead."""
    return _NOT_SLUG.sub("-", text.casefold()).strip("-") or segment(text)


def product_address(domain: str | None, name: str | None, identity: str) -> str:
    """Return `<domain>/<product>`; the domain is `-` for a product without a domain."""
    return f"{segment(domain) if domain else '-'}/{slug(name or identity)}"


def port_address(product: str, name: str, major: str) -> str:
    """Return `<domain>/<product>/<port>@<major>`."""
    return f"{product}/{segment(name)}@{segment(major)}"


def unexposed_address(identity: str, major: str) -> str:
    """Return the address of a contract that no product exposes: `-/<contract id>@<major>`."""
    return f"-/{segment(identity)}@{segment(major)}"


def below(address: str, value: object, path: Path) -> tuple[str, str]:
    """Return the address for a path in a document whose own address is known.

    The result is the address of the innermost named item on the path, and the rest of the path as text. List items that have
    a name are identified by it, so addresses do not depend on their positions.
    """
    steps: list[str] = []
    is_data = False
    separator = "#"
    for position, given in enumerate(path):
        step = position_of(given, value)
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
            name = _name(value)
            if name is None:
                return address, "/".join([*steps, *map(str, path[position:])])
            if is_data:
                address += f"/{segment(name)}"
            elif separator == "#":
                address += "#" + "/".join([*steps, segment(name)])
                separator = "/"
            else:
                address += "/" + "/".join([*steps, segment(name)])
            steps = []
            continue
        value = value.get(step) if isinstance(value, dict) else None
        inside = value is not None and separator == "#" and not steps
        if inside and ((position == 0 and step == "schema") or (is_data and step in FIELD_KEYS)):
            is_data = True
        elif inside and is_data and step == "items":
            address += "/[]"
        elif inside and is_data and step in ("key", "value") and path[position - 1] == "map":
            address += f"/{{{step}}}"
        elif not (inside and is_data and step == "map"):
            is_data = False
            steps.append("sla" if step == "slaProperties" else str(step))
    return address, "/".join(steps)


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        for key in ("name", "server", "property", "role", "channel", "username", "id"):
            found = value.get(key)
            if isinstance(found, str) and found:
                return found
    return None
