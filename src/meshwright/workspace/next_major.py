"""Drafts for the next major version of a port: a new contract and a new port in addition to the old ones.

This module does not find the port, write files, or check the result.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from meshwright.changes.verdict import Bump, bumped, moved, needed
from meshwright.finding.finding import Append, At, Delete, Insert, Replace
from meshwright.mesh.end_dates import SUCCESSOR
from meshwright.quantities.service_level import service_level
from meshwright.quantities.version import parse_version
from meshwright.workspace.drafting import Draft, DraftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from meshwright.quantities.version import Version
    from meshwright.rulekit.edits import NewText
    from meshwright.source.place import Path

    Change = Callable[[str], str]
    """A function that returns the new text of a value, including quotes."""

_ENDS = ("endOfLife", "endOfSupport")
_NOT_A_PLACE = frozenset(("server", "id", "description", "type", "environment", "format", "roles", "tags"))
"""Server keys that do not define the location of data."""
_WITHOUT_DEPRECATION = frozenset(("v0.9.0", "v1.0.0"))
"""ODPS versions that cannot mark a port as deprecated."""
_WITH_DEPRECATION = "v1.1.0"


@dataclass(frozen=True, slots=True)
class Step:
    """The current and the next version of a port."""

    address: str
    """The address of the old port, with its major version."""
    mesh: str
    """The name of the mesh; empty if it has none."""
    was: Version

    @property
    def major(self) -> int:
        """The next major version."""
        return self.was.major + 1

    @property
    def next_address(self) -> str:
        """The address of the new port."""
        return f"{self.address.rpartition('@')[0]}@{self.major}"

    @property
    def successor(self) -> str:
        """The URL of the new port."""
        return f"mesh://{self.mesh}/{self.next_address}" if self.mesh else self.next_address

    @property
    def kept(self) -> str:
        """The new version of the old contract: a minor version, because consumers need only be notified."""
        return bumped(self.was, needed(Bump.MINOR, self.was))

    def moved(self, text: str) -> str:
        """Replace the major version in names in a string: `/v1/`, `.v1`, `_v1`."""
        token = rf"(?<![A-Za-z0-9])([vV]){self.was.major}(?![A-Za-z0-9]|\.\d)"
        return re.sub(token, rf"\g<1>{self.major}", text)


def next_path(path: str, step: Step, place: str | None) -> str:
    """Return the path of the contract of the next major version.

    `place` is the path that a standard of the mesh requires.
    """
    folder, name = posixpath.split(path)
    renamed = step.moved(name)
    if renamed != name:
        return posixpath.join(folder, renamed)
    if place is not None and posixpath.dirname(place) == folder and "*" not in place and place != path:
        return place
    stem, dot, suffix = name.partition(".odcs.")
    if not dot:
        stem, dot, suffix = name.rpartition(".")
    return posixpath.join(folder, f"{stem}.v{step.major}{dot}{suffix}")


def next_contract(draft: Draft, path: str, step: Step) -> None:
    """Turn a contract into the contract of the next major version, at a new path."""
    draft.put(_names(draft, path, step))
    _set(draft, (), "version", f"{step.major}.0.0")
    if draft.value("status") in ("deprecated", "retired"):
        _set(draft, (), "status", "active")
    _remove(draft, ("slaProperties",), lambda item: service_level(str(item.get("property"))) in _ENDS)
    _remove(draft, ("authoritativeDefinitions",), lambda item: item.get("type") == SUCCESSOR)


def kept_contract(draft: Draft, step: Step, ends: date, *, is_requested: bool) -> str:
    """Turn a contract into that of the old, now deprecated version, and return its end date.

    An existing end date is kept unless the user gave one.
    """
    _set(draft, (), "version", step.kept)
    if draft.value("status") == "active":
        _set(draft, (), "status", "deprecated")
    for number, item in enumerate(draft.items("slaProperties")):
        if service_level(str(item.get("property"))) == "endOfLife":
            if is_requested:
                _set(draft, ("slaProperties", number), "value", str(ends))
            return str(draft.value("slaProperties", number, "value"))
    text = f'property: endOfLife\nvalue: "{ends}"'
    _add(draft, (), "slaProperties", text)
    return str(ends)


def next_port(draft: Draft, number: int, step: Step, old: str | None) -> None:
    """Insert a port for the next major version after the old port, which becomes deprecated.

    `old` is the port's text before the change, if the file already contains the change.
    """
    span = draft.block("outputPorts", number)
    new = draft.text[span.start : span.end]
    draft.put([(span, f"{old or new}{draft.newline()}{new}")])
    _set(draft, ("outputPorts", number + 1), "version", f"{step.major}.0.0", near="contractId")
    if draft.value("outputPorts", number + 1, "deprecated") is not None:
        draft.edit(Delete(At(("outputPorts", number + 1, "deprecated"), document=draft.document)))
    definitions = ("outputPorts", number + 1, "authoritativeDefinitions")
    _remove(draft, definitions, lambda item: item.get("type") == SUCCESSOR)
    _set(draft, ("outputPorts", number), "version", step.kept, near="contractId")
    if draft.value("outputPorts", number, "deprecated") is None:
        draft.edit(Insert(At(("outputPorts", number), document=draft.document), "deprecated", "true"))
    else:
        draft.edit(Replace(At(("outputPorts", number, "deprecated"), document=draft.document), "true"))
    stated = draft.items("outputPorts", number, "authoritativeDefinitions")
    if all(item.get("url") != step.successor for item in stated):
        text = f"type: {SUCCESSOR}\nurl: {step.successor}"
        _add(draft, ("outputPorts", number), "authoritativeDefinitions", text)
    if draft.value("apiVersion") in _WITHOUT_DEPRECATION:
        _set(draft, (), "apiVersion", _WITH_DEPRECATION)


def next_product(draft: Draft, was: str | None) -> None:
    """Raise a product's version to the next minor version, unless the version is already that high."""
    before, now = parse_version(was), parse_version(str(draft.value("version")))
    if before is None or now is None:
        return
    least = needed(Bump.MINOR, before)
    if now < before or moved(before, now) < least:
        _set(draft, (), "version", bumped(before, least))


def shared_places(old: Draft, new: Draft) -> Iterator[Path]:
    """Yield the paths of the servers in the new contract whose data location equals that of a server in the old one."""
    tables = [[each.get("physicalName") for each in draft.items("schema")] for draft in (old, new)]
    if tables[0] != tables[1]:
        return
    before = [dict(_places(old, number)) for number in range(len(old.items("servers")))]
    for number in range(len(new.items("servers"))):
        if dict(_places(new, number)) in before:
            yield "servers", number


def _names(draft: Draft, path: str, step: Step) -> Iterator[NewText]:
    """Yield the edits of names that contain the major version, and of references to the contract itself."""
    tables = {}
    changes: dict[Path, Change] = {}
    for number in range(len(draft.items("servers"))):
        changes.update({("servers", number, *at): step.moved for at, _ in _places(draft, number)})
    for number, item in enumerate(draft.items("schema")):
        table = item.get("physicalName")
        if isinstance(table, str) and step.moved(table) != table:
            tables[table] = step.moved(table)
            changes["schema", number, "physicalName"] = step.moved
    for at, text in draft.texts():
        if at[-1:] == ("query",) and any(table in text for table in tables):
            changes[at] = partial(_renamed, tables=tables)
        elif _is_itself(text, draft.path):
            changes[at] = partial(_replaced, old=posixpath.basename(draft.path), new=posixpath.basename(path))
        elif f"{text}/".removeprefix(f"mesh://{step.mesh}/").startswith(f"{step.address}/"):
            changes[at] = partial(_replaced, old=step.address, new=step.next_address)
    for at, change in changes.items():
        span, raw = draft.raw(*at)
        if change(raw) != raw:
            yield span, change(raw)


def _places(draft: Draft, number: int) -> Iterator[tuple[Path, str]]:
    """Yield the server values that locate data, by their paths in the server."""
    server = draft.items("servers")[number]
    for path, text in draft.texts("servers", number):
        at = path[2:]
        if at[:1] == ("customProperties",):
            is_place = len(at) == 3 and at[2] == "value" and _property(server, at) == "topic"
        else:
            is_place = bool(at) and at[0] not in _NOT_A_PLACE
        if is_place:
            yield at, text


def _property(server: dict[str, object], at: Path) -> object:
    custom, number = server["customProperties"], at[1]
    item = custom[number] if isinstance(custom, list) and isinstance(number, int) else None
    return item.get("property") if isinstance(item, dict) else None


def _renamed(raw: str, tables: dict[str, str]) -> str:
    """Replace whole table names in a query."""
    names = "|".join(map(re.escape, tables))
    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda found: tables[found[0]], raw)


def _replaced(raw: str, old: str, new: str) -> str:
    return raw.replace(old, new, 1)


def _is_itself(text: str, path: str) -> bool:
    """Return whether a reference points to its own file."""
    file = text.partition("#")[0]
    name = posixpath.basename(path)
    return file.endswith(name) and posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) == path


def _set(draft: Draft, path: Path, key: str, text: str, *, near: str = "") -> None:
    """Write a value that needs no escaping; a missing key is added with quotes."""
    at = At((*path, key), document=draft.document)
    if draft.value(*path, key) is not None:
        span, raw = draft.raw(*path, key)
        if raw[:1] in ("|", ">"):
            draft.put([(span, f'"{text}"')])
        else:
            draft.edit(Replace(at, text, keeps_quotes=True))
    elif near and draft.value(*path, near) is None:
        raise DraftError(f"`{draft.path}` states neither `{key}` nor `{near}`")
    else:
        draft.edit(Insert(At(path, document=draft.document), key, f'"{text}"'))


def _add(draft: Draft, path: Path, key: str, item: str) -> None:
    """Append an item to a list; create the list if it is missing."""
    if draft.items(*path, key):
        draft.edit(Append(At((*path, key), document=draft.document), item))
    elif draft.value(*path, key) is not None:
        raise DraftError(f"`{draft.path}`: `{key}` is empty; remove it")
    else:
        indented = item.replace("\n", "\n    ")
        draft.edit(Insert(At(path, document=draft.document), key, f"\n  - {indented}"))


def _remove(draft: Draft, path: Path, is_meant: Callable[[dict[str, object]], bool]) -> None:
    """Remove the matching items from a list, and the list if it is then empty."""
    items = draft.items(*path)
    meant = [number for number, item in enumerate(items) if is_meant(item)]
    if items and len(meant) == len(items):
        draft.edit(Delete(At(path, document=draft.document)))
        return
    for number in reversed(meant):
        draft.edit(Delete(At((*path, number), document=draft.document)))
