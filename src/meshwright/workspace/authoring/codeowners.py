"""The section of a CODEOWNERS file that requires reviews by the owners of the mesh's documents.

On a forge, one approval by any owner on a line is sufficient, and the last line that matches a file applies.
Therefore, each line names one team, and agreements come after their folders: their lines name only the port's owner.
This module does not read or write files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.mesh.address import slug
from meshwright.mesh.inheritance import domain_of, team_of
from meshwright.mesh.registries import text
from meshwright.workspace.authoring.names import listed, registered
from meshwright.workspace.authoring.organisation import NEW_TEAM
from meshwright.workspace.authoring.product import owner_of
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.mesh.mesh import Mesh

BEGIN = "# begin meshwright: `meshwright codeowners` writes the lines down to the end mark"
END = "# end meshwright"
_BEGIN = re.compile(r"(?m)^(\ufeff?)# begin meshwright")
_END = re.compile(rf"(?m)^{END}[^\r\n]*")
_GOVERNANCE = ("governance/", "policies/")
_LISTED = 5
_SAFE = frozenset("-._/+=~")
_NOT_GOVERNANCE = ("Meaning", "AccessAgreement", "Entity")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines between the markers, and notes on owners that these lines cannot express."""

    lines: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Owned:
    """A file, with its domain and the team that owns it."""

    path: str
    domain: str
    team: str


def section(mesh: Mesh, organisation: str, own_path: str, prefix: str = "", header: str = "") -> Section:
    """Return the section for a mesh; raises DraftError for an owner that is not a registered team.

    `organisation` is the teams' organisation on the forge; `own_path` is the path of the CODEOWNERS file; `prefix`
    is the path of the mesh in the repository, empty or ending with a slash; `header` is the heading of a GitLab
    section.
    """
    council = next((text(each.get("owner")) for each in mesh.register("Mesh")), "")
    notes = []
    if not council:
        notes.append(
            "no team owns the mesh (the Mesh document has no `owner`), so policies have no owner in CODEOWNERS"
        )
    if not mesh.register("Team"):
        notes.append(
            "no team is registered, so owners are named as in the documents; use `meshwright new team`"
        )
    unowned: list[str] = []
    parts = [
        ("Domains: their products, contracts and meanings", _domains(mesh, unowned)),
        ("Governance: registries, policies, waivers, and this file", _governance(mesh, council)),
        ("Entities: their stewards", _entities(mesh, unowned)),
        (
            "Agreements: only the port's owner, because any one owner on a line may approve",
            _agreements(mesh, notes, unowned),
        ),
    ]
    lines = [header] if header else []
    for title, owned in parts:
        found = [
            f"{pattern(prefix + path)} {_owner(team, path, organisation, mesh)}"
            for path, team in owned
            if team
        ]
        if title.startswith("Governance") and council:
            found.append(f"{pattern(own_path)} {_owner(council, own_path, organisation, mesh)}")
        if found:
            lines += [f"# {title}", *found]
    if unowned:
        more = f" and {len(unowned) - _LISTED:,} more" if len(unowned) > _LISTED else ""
        notes.append(f"no single team is known to own {listed(sorted(unowned)[:_LISTED])}{more}")
    return Section(tuple(lines), tuple(notes))


def _owner(team: str, path: str, organisation: str, mesh: Mesh) -> str:
    """Return a team's name on the forge; raises DraftError for an unknown team."""
    try:
        name = slug(registered("Team", team, mesh, NEW_TEAM))
    except DraftError as error:
        raise DraftError(f"the owner of `{path}` is unknown: {error}") from error
    if not all(each.isalnum() or each in _SAFE for each in name):
        raise DraftError(f"the owner of `{path}` is `{team}`, which is not the name of a team")
    return f"@{organisation}/{name}"


def replaced(old: str, lines: Iterable[str]) -> str:
    """Replace the section in a CODEOWNERS file, or append it; raises DraftError.

    Text outside the markers does not change.
    """
    newline = "\r\n" if "\r\n" in old else "\n"
    new = newline.join((BEGIN, *lines, END))
    begins, ends = [*_BEGIN.finditer(old)], [*_END.finditer(old)]
    if not begins and not ends:
        gap = "" if not old else newline if old.endswith("\n") else newline * 2
        return f"{old}{gap}{new}{newline}"
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].start():
        raise DraftError("one of the section's two marks is missing; remove the other")
    return old[: begins[0].end(1)] + new + old[ends[0].end() :]


def overriding(text: str) -> int:
    """Return the number of lines below the section that match files; these take precedence over the section."""
    found = _END.search(text)
    behind = text[found.end() :].splitlines() if found else []
    return sum(bool(line.strip()) and not line.lstrip().startswith(("#", "[", "^[")) for line in behind)


def pattern(path: str) -> str:
    """Return a path as a pattern anchored at the root, with `?` in place of special characters."""
    return "/" + "".join(each if each.isalnum() or each in _SAFE else "?" for each in path)


def _domains(mesh: Mesh, unowned: list[str]) -> Iterator[tuple[str, str]]:
    """Yield folders and files with their teams; entries inside a folder are included only if their team differs."""
    owned = set()
    for product in mesh.products:
        domain = product.fact.domain or ""
        owned.add(_Owned(product.home.file, domain, team_of(product, mesh) or owner_of(domain, mesh)))
    for contract in mesh.contracts:
        domain = domain_of(contract, mesh) or ""
        owned.add(_Owned(contract.home.file, domain, team_of(contract, mesh) or owner_of(domain, mesh)))
    for meaning in mesh.register("Meaning"):
        domain = text(meaning.get("domain"))
        owned.add(_Owned(meaning.home.file, domain, owner_of(domain, mesh)))
    unowned += [each.path for each in owned if not each.team]
    yield from _cover("", sorted(owned, key=lambda each: each.path), "", mesh)


def _cover(folder: str, owned: list[_Owned], above: str, mesh: Mesh) -> Iterator[tuple[str, str]]:
    """Yield the lines for a folder and its entries; `above` is the team named by the line of an enclosing folder."""
    teams, domains = {each.team for each in owned}, {each.domain for each in owned}
    if teams == {above}:
        return
    inside: dict[str, list[_Owned]] = {}
    for each in owned:
        step, slash, _ = each.path.removeprefix(folder).partition("/")
        inside.setdefault(f"{folder}{step}{slash}", []).append(each)
    is_domains = {slug(each) for each in domains} == {folder.rstrip("/").rpartition("/")[2]}
    if len(inside) == 1 and not is_domains and next(iter(inside)).endswith("/"):
        yield from _cover(next(iter(inside)), owned, above, mesh)
        return
    domain_owner = owner_of(next(iter(domains)), mesh) if len(domains) == 1 else ""
    chosen = next(iter(teams)) if len(teams) == 1 else domain_owner
    if folder and chosen:
        if chosen != above:
            yield folder, chosen
        above = chosen
    if folder and teams == {above}:
        return
    for path, found in inside.items():
        if path.endswith("/"):
            yield from _cover(path, found, above, mesh)
        elif len(own := {each.team for each in found}) == 1 and own != {above}:
            yield path, next(iter(own))


def _governance(mesh: Mesh, council: str) -> Iterator[tuple[str, str]]:
    files = {
        entry.home.file
        for kind, entries in mesh.registers.items()
        if kind not in _NOT_GOVERNANCE
        for entry in entries
    }
    yield from ((folder, council) for folder in _GOVERNANCE)
    yield from ((file, council) for file in sorted(files) if not file.startswith(_GOVERNANCE))


def _entities(mesh: Mesh, unowned: list[str]) -> Iterator[tuple[str, str]]:
    stewards: dict[str, set[str]] = {}
    for entry in mesh.register("Entity"):
        stewards.setdefault(entry.home.file, set()).add(text(entry.get("steward")))
    for file, found in sorted(stewards.items()):
        if len(found) == 1 and "" not in found:
            yield file, next(iter(found))
        else:
            unowned.append(file)


def _agreements(mesh: Mesh, notes: list[str], unowned: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of agreements, each with the team that owns the port.

    If all agreements in a folder have the same owner, the folder is yielded instead of the files.
    """
    owners: dict[str, set[str]] = {}
    for each in mesh.agreements:
        port = mesh.ports.get(each.port)
        product = mesh.product_of[port.product] if port else None
        team = (team_of(product, mesh) or owner_of(product.fact.domain or "", mesh)) if product else ""
        owners.setdefault(each.home.file, set()).add(team)
    unowned += [file for file, teams in owners.items() if teams == {""}]
    others = _files(mesh) - owners.keys()
    folders: dict[str, list[str]] = {}
    for file in sorted(owners):
        folders.setdefault(file.rpartition("/")[0], []).append(file)
    for folder, files in sorted(folders.items()):
        teams = set().union(*(owners[file] for file in files))
        is_theirs = bool(folder) and not any(each.startswith(f"{folder}/") for each in others)
        if is_theirs and len(teams) == 1:
            yield f"{folder}/", next(iter(teams))
            continue
        for file in files:
            if len(owners[file]) > 1:
                notes.append(f"`{file}` has agreements on ports with several owners; use one file per owner")
            else:
                yield file, next(iter(owners[file]))


def _files(mesh: Mesh) -> set[str]:
    """Return the files of all documents."""
    registered = {each.home.file for entries in mesh.registers.values() for each in entries}
    return (
        registered | {each.home.file for each in mesh.products} | {each.home.file for each in mesh.contracts}
    )
