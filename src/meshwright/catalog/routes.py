"""Locations of pages: routes from addresses, anchors from names, and links between pages.

Routes and anchors always match a strict pattern; a name that does not match is replaced by its hash.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

from meshwright.mesh.address import spoken

_STRICT = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
_WORD = re.compile(r"(?!\d+\Z)[a-z0-9_]{1,64}")
"""The part of an anchor after the port and its major version.

This part never consists only of digits, so that it differs from a version.
"""
_HASHED = re.compile(r".*[-_][0-9a-f]{6}", re.DOTALL)
_OTHER = re.compile(r"[^a-z0-9]+")
HOME = ""
VERSION = 1
"""The version of the API. Removals and changes of meaning increase it; additions do not."""
API = f"api/v{VERSION}"
"""The folder of the API."""
NO_DOMAIN = "no-domain"
_RESERVED = frozenset(
    {
        *("con", "prn", "aux", "nul", "index", NO_DOMAIN),
        *(f"{each}{n}" for each in ("com", "lpt") for n in range(10)),
    }
)
"""Names that operating systems or web servers reserve, and one that the catalog reserves."""


@lru_cache(maxsize=65536)
def step(name: str) -> str:
    """Convert a name to a part of a route or anchor; different names result in different parts."""
    if _STRICT.fullmatch(name) and name not in _RESERVED and not _HASHED.fullmatch(name):
        return name
    return _hashed(name)


def product(address: str) -> str:
    """Return the route of a product's page from its address `<domain>/<product>`."""
    domain, _, name = address.partition("/")
    return f"products/{NO_DOMAIN if domain == '-' else step(domain)}/{step(name)}"


def domain(name: str) -> str:
    """Return the route of a domain's page."""
    return f"domains/{step(name) if name else NO_DOMAIN}"


def entity(name: str) -> str:
    """Return the route of an entity's page."""
    return f"entities/{step(name)}"


def subject(name: str) -> str:
    """Return the route of an entity's page as a data subject."""
    return f"privacy/{step(name)}"


def team(name: str) -> str:
    """Return the route of a team's page."""
    return f"teams/{step(name)}"


def rule(name: str) -> str:
    """Return the route of a rule's page."""
    return f"rules/{step(name)}"


def rule_anchor(name: str) -> str:
    """Return the anchor of a rule in the list of rules."""
    return f"rule-{step(name)}"


def rule_docs(documentation: str, name: str) -> str:
    """Return the address of a rule's page in the documentation; empty if the documentation's address is not configured."""
    return f"{documentation.rstrip('/')}/reference/rules/{step(name)}/" if documentation else ""


def broken(file: str) -> str:
    """Return the route of the placeholder page for an unreadable file."""
    return f"broken/{step(file)}"


def product_json(address: str) -> str:
    """Return the path of a product's JSON."""
    return f"{API}/{product(address)}.json"


def entity_json(name: str) -> str:
    """Return the path of an entity's JSON."""
    return f"{API}/{entity(name)}.json"


def port_anchor(address: str) -> str:
    """Return the anchor of a port on its product's page, from its address `<domain>/<product>/<port>@<major>`."""
    name, _, major = address.rpartition("/")[2].rpartition("@")
    return f"port-{step(name)}-{step(major)}"


def object_anchor(port: str, name: str) -> str:
    """Return the anchor of an object of a port."""
    return field_anchor(port, name)


def field_anchor(port: str, name: str) -> str:
    """Return the anchor of a field from its path in the port: `plays/artist/id`."""
    return "-".join((port_anchor(port), *map(anchor_step, name.split("/"))))


@lru_cache(maxsize=65536)
def anchor_step(name: str) -> str:
    """Convert a name to a part of an anchor; underscores are kept, and some characters become dashes."""
    if _WORD.fullmatch(name) and not _HASHED.fullmatch(name):
        return name
    return _hashed(name).replace("-", "_")


def _hashed(name: str) -> str:
    readable = _OTHER.sub("-", name.casefold()).strip("-")[:40].strip("-") or "x"
    return f"{readable}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


@lru_cache(maxsize=65536)
def anchored(address: str) -> tuple[str, str]:
    """Return the route and anchor of an addressed part of a product: a port, an object or a field."""
    head, _, rest = address.partition("#")[0].partition("@")
    if not rest or head.count("/") < 2:
        return product("/".join(head.split("/")[:2])), ""
    major, *names = map(spoken, rest.split("/"))
    port = f"{head}@{major}"
    anchor = field_anchor(port, "/".join(names)) if names else port_anchor(port)
    return product("/".join(head.split("/")[:2])), anchor


def link(source: str, target: str, anchor: str = "") -> str:
    """Return the relative link between two pages, including the file name, so that it works without a server."""
    fragment = f"#{anchor}" if anchor else ""
    if source == target and anchor:
        return fragment
    return f"{file(source, f'{target}/index.html' if target else 'index.html')}{fragment}"


def file(source: str, path: str) -> str:
    """Return the relative link from a page to a file of the site."""
    steps = source.split("/") if source else []
    below = path.split("/")
    shared = 0
    while shared < len(steps) and shared < len(below) - 1 and steps[shared] == below[shared]:
        shared += 1
    return "../" * (len(steps) - shared) + "/".join(below[shared:])
