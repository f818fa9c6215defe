"""Identities: groups and service accounts in the identity provider that read data, never people."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from meshwright.mesh.registries import mapping, text
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.mesh.mesh import Mesh


class IdentityKind(Enum):
    """The kind of an identity."""

    GROUP = "group"
    SERVICE_ACCOUNT = "serviceAccount"


Ids = dict[tuple[IdentityKind, str], set[str]]
"""The ids declared for a name, by kind and name."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A group or a service account."""

    kind: IdentityKind
    key: str
    """The provider's immutable id if declared, else the name; identities with the same key are equal."""
    name: str = field(compare=False)
    """The name in engines, which can change."""

    @property
    def order(self) -> tuple[str, str]:
        """The sort key."""
        return self.kind.value, self.key

    def __str__(self) -> str:
        return self.name if self.kind is IdentityKind.GROUP else f"service account {self.name}"


def group(name: str, key: str = "") -> Identity:
    """Return the identity of a group."""
    return Identity(IdentityKind.GROUP, key or name, name)


def service_account(name: str, key: str = "") -> Identity:
    """Return the identity of a service account."""
    return Identity(IdentityKind.SERVICE_ACCOUNT, key or name, name)


def principal_of(stated: object) -> Identity | None:
    """Parse a `principal`; return None if the value is ambiguous."""
    principal: Mapping[str, object] = mapping(stated)
    kind, name, key = (text(principal.get(each)) for each in ("kind", "name", "id"))
    if not name or ("id" in principal and not key):
        return None
    if kind == IdentityKind.GROUP.value:
        return group(name, key)
    return service_account(name, key) if kind == IdentityKind.SERVICE_ACCOUNT.value else None


def declared_ids(mesh: Mesh) -> Ids:
    """Return the ids that roles declare for group names.

    Ids of principals are ignored: the author of an agreement must not decide who has a role elsewhere.
    """
    found: Ids = {}
    for each in mesh.register("Role"):
        identity = group(text(each.get("group")), text(each.get("groupId")))
        if identity.key != identity.name:
            found.setdefault((identity.kind, identity.name), set()).add(identity.key)
    return found


def completed(identity: Identity, ids: Ids) -> Identity:
    """Complete an identity with the id declared for its name, if there is exactly one; otherwise return it unchanged."""
    found = ids.get((identity.kind, identity.name), set())
    return replace(identity, key=next(iter(found))) if len(found) == 1 else identity
