"""Comparison of the people in documents with the accounts in a directory: missing and disabled accounts.

A directory file contains only hashes of account names, made with a key that is stored in the same file. This module
does not know the groups of a person.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.facts.owning import is_owner, stated_owner
from meshwright.mesh.approvers import approver_names, is_approver, stated_approvers
from meshwright.mesh.registries import day as day_of
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.records import dataclass
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Home, RegistryEntry
    from meshwright.mesh.mesh import Mesh

_OWNED = (("Domain", "owner"), ("System", "owner"), ("Entity", "steward"))
_MAYBE = ("enabled", "unclear")
_SHOWN = 3
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Accounts:
    """The names of a directory's accounts, as hashes."""

    key: bytes
    enabled: frozenset[str]
    disabled: frozenset[str]
    unlisted: int
    """The number of group members that are missing from the list of accounts."""
    unclear: frozenset[str] = frozenset()
    """The names that an enabled and a disabled account share."""

    def state(self, name: str) -> str:
        """Return `enabled`, `disabled`, `unclear` or `unknown`."""
        found = hashed(self.key, name)
        states = (("enabled", self.enabled), ("disabled", self.disabled), ("unclear", self.unclear))
        return next((state for state, names in states if found in names), "unknown")


def hashed(key: bytes, name: str) -> str:
    """Return the keyed hash of a name; case, surrounding whitespace and a leading `@` make no difference."""
    plain = unicodedata.normalize("NFC", name).strip().removeprefix("@").casefold()
    return hmac.new(key, plain.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:_DIGITS]


class AccountAnswer(NamedTuple):
    """A finding about a person or team in the mesh, based on the directory."""

    kind: str
    """`unknown-account`, `disabled-account`, `unclear-account` or `team-without-account`."""
    name: str
    """The name as written in the document."""
    words: str
    at: At


class _Named(NamedTuple):
    """A person whom a document names."""

    part: str
    name: str
    at: At


def account_answers(
    mesh: Mesh, values: Callable[[str, int], Any], accounts: Accounts, groups: Collection[str], today: date
) -> Iterator[AccountAnswer]:
    """Yield the findings about the people in documents, in document order.

    `values` returns a document's values, given its file and number; `groups` are the names of enabled groups, which
    may also approve.
    """
    named = [
        *_members(mesh, values, today),
        *_approvers(mesh, groups),
        *_stated_owners(mesh),
        *_approvers_for_a_time(mesh, today),
    ]
    for each in sorted(dict.fromkeys(named), key=lambda each: each.at.file):
        state = accounts.state(each.name)
        if state == "disabled":
            words = f"{each.part} `{each.name}` is disabled in the directory"
            yield AccountAnswer("disabled-account", each.name, words, each.at)
        elif state == "unclear":
            words = (
                f"{each.part} `{each.name}` is unclear: both an enabled and a disabled account have this name"
            )
            yield AccountAnswer("unclear-account", each.name, words, each.at)
        elif state == "unknown":
            words = f"{each.part} `{each.name}` is not in the directory"
            yield AccountAnswer("unknown-account", each.name, words, each.at)
    yield from _teams_without(mesh, accounts)


def _members(mesh: Mesh, values: Callable[[str, int], Any], today: date) -> Iterator[_Named]:
    """Yield the members of registered teams, and the team members that products and contracts list."""
    for entry in mesh.register("Team"):
        yield from _listed(entry.get("members"), entry.home, ("members",), today)
    for home in (*(each.home for each in mesh.products), *(each.home for each in mesh.contracts)):
        team = mapping(values(home.file, home.document)).get("team")
        if isinstance(team, list | tuple):
            yield from _listed(team, home, ("team",), today)
        else:
            yield from _listed(mapping(team).get("members"), home, ("team", "members"), today)


def _listed(members: object, home: Home, path: tuple[str, ...], today: date) -> Iterator[_Named]:
    for position, member in enumerate(mappings(members)):
        name, left = text(member.get("username")), day_of(member.get("dateOut"))
        if name.strip() and not has_variable(name) and (left is None or left > today):
            part = "owner" if is_owner(member.get("role")) else _role(text(member.get("role")))
            yield _Named(part, name, home.at(*path, position, "username"))


def _role(role: str) -> str:
    return "steward" if "steward" in role.casefold() else "member"


def _approvers(mesh: Mesh, groups: Collection[str]) -> Iterator[_Named]:
    """Yield the approvers of roles, except those that are teams or groups."""
    for contract in mesh.contracts:
        for value, at in stated_approvers(contract):
            for name in _persons(value, mesh):
                if name not in groups:
                    yield _Named("approver", name, at)


def _persons(value: str, mesh: Mesh) -> Iterator[str]:
    return (name for name in approver_names(value) if is_approver(name) and not mesh.is_known("Team", name))


def _stated_owners(mesh: Mesh) -> Iterator[_Named]:
    """Yield the owners named in custom properties, except teams."""
    stated = [(each.fact.custom, each.home) for each in mesh.products]
    stated += [(each.fact.custom, each.home) for each in mesh.contracts]
    for custom, home in stated:
        for key, value in custom.items():
            for owner in stated_owner({key: value}):
                for name in _persons(owner, mesh):
                    yield _Named("owner", name, home.at("customProperties", key, "value"))


def _approvers_for_a_time(mesh: Mesh, today: date) -> Iterator[_Named]:
    """Yield the approvers of emergency grants and waivers that have not expired."""
    for entry in (*mesh.register("BreakGlass"), *mesh.register("Waiver")):
        if not _is_over(entry, today):
            for name in _persons(text(entry.get("approvedBy")), mesh):
                yield _Named("approver", name, entry.home.at("approvedBy"))


def _is_over(entry: RegistryEntry, today: date) -> bool:
    expires, starts, days = day_of(entry.get("expires")), day_of(entry.get("startDate")), entry.get("days")
    if expires is not None:
        return expires < today
    is_number = isinstance(days, int) and not isinstance(days, bool)
    return starts is not None and is_number and (today - starts).days >= days


def _teams_without(mesh: Mesh, accounts: Accounts) -> Iterator[AccountAnswer]:
    """Yield a finding for each registered team without a member who has an enabled account."""
    owned: dict[str, list[str]] = {}
    for kind, key in _OWNED:
        for entry in mesh.register(kind):
            owned.setdefault(text(entry.get(key)), []).append(f"{kind} `{entry.name}`")
    for team in mesh.register("Team"):
        names = [text(each.get("username")) for each in mappings(team.get("members"))]
        names = [each for each in names if each.strip()]
        if not names or any(has_variable(each) or accounts.state(each) in _MAYBE for each in names):
            continue
        words = (
            f"no member of team `{team.name}` has an enabled account{_answers_for(owned.get(team.name, ()))}"
        )
        yield AccountAnswer("team-without-account", team.name, words, team.home.at("members"))


def _answers_for(owned: Iterable[str]) -> str:
    names = [*owned]
    if not names:
        return ""
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return f"; it owns {', '.join(names[:_SHOWN])}{more}"
