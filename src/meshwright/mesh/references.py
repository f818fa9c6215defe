"""References between contracts, in `relationships` and `transformSourceObjects`.

Notations: an address (`player/play-events/daily@1/plays/track_id`), the standard's files
(`../x.odcs.yaml#/schema/plays/properties/track_id`, or only the part after `#` within one file), its shorthand
(`plays.track_id`, within one file), and the physical name of a table of an input, if exactly one input serves it
(`orders`, `shop.orders`, `shop.orders.code`). This module does not open files; file names are looked up among the files
of the mesh.
"""

from __future__ import annotations

import posixpath
import re
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from meshwright.mesh.masked_ports import may_be_masked
from meshwright.quantities.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

_ADDRESS = re.compile(
    r"(?P<start>mesh://(?P<mesh>[^/\s]+)/)?"
    r"(?P<port>(?:-|[^/@#\s]+/[^/@#\s]+)/[^/@#\s]+@[^/@#\s]+)(?:/(?P<rest>[^\s#]+))?"
)
_FILE = re.compile(r"(?P<file>[^#]+\.(?:ya?ml|json))#(?P<rest>.+)", re.IGNORECASE)
_SHORTHAND = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+", re.ASCII)
_AROUND = ("catalog", "project", "database", "dataset", "schema")
"""The keys of a server that qualify the name of a table, the outermost first."""
_INNER = {"items": "[]", "key": "{key}", "value": "{value}"}


class Notation(Enum):
    """The notation of a reference."""

    ADDRESS = "address"
    FILE = "file"
    SHORTHAND = "shorthand"


class UnresolvedPart(Enum):
    """The first unresolved part of a reference."""

    PORT = "port"
    FILE = "file"
    ROOT = "root"
    """A file outside the repository."""
    OBJECT = "object"
    FIELD = "field"


class Resolved(NamedTuple):
    """The target of a reference."""

    contract: Contract
    object: int | None
    """The position of the object; None for the whole port."""
    field: int | None
    """The index of the field among the contract's fields; None for a whole object."""


class UnresolvedReference(NamedTuple):
    """A reference that could not be resolved."""

    notation: Notation
    part: UnresolvedPart
    name: str
    """The part as written."""
    start: int
    """The offset of the part in the reference."""
    contract: Contract | None
    """The contract that was searched for an object or field; for a file, the contract that names it."""
    parent: int
    """The parent that was searched for a field, numbered as in `FieldColumns.parents`."""

    def corrected(self, text: str, near: str) -> str:
        """Return the reference with the part replaced by another name."""
        return text[: self.start] + near + text[self.start + len(self.name) :]


Target = Resolved | UnresolvedReference | None
"""The result of resolving a reference.

None if the text is not a reference, or if the reference points into another mesh, the web or a file whose own errors are
already reported.
"""


class TransformSource(NamedTuple):
    """An entry of a field's `transformSourceObjects`."""

    field: int
    position: int
    text: str
    target: Target


def resolve(text: str, contract: Contract, mesh: Mesh) -> Target:
    """Find the target of a reference in a contract."""
    address = _ADDRESS.fullmatch(text)
    if address:
        return _at_address(address, mesh)
    file = _FILE.fullmatch(text)
    if file:
        return _in_file(file, contract, mesh)
    if text.lstrip("#/").startswith("schema/"):
        return _at_pointer(text, len(text) - len(text.lstrip("#/")), (contract,))
    if _SHORTHAND.fullmatch(text):
        return resolve_shorthand(text, contract)
    return None


def resolve_shorthand(text: str, contract: Contract) -> Target:
    """Find the target of `<object>.<field>` in a contract."""
    return _within(contract, text.split("."), Notation.SHORTHAND, 0)


def resolve_column(text: str, contract: Contract) -> Target:
    """Find the target of `<object>/<field>` in a contract."""
    return _within(contract, text.split("/"), Notation.ADDRESS, 0)


def sources(contract: Contract, mesh: Mesh) -> Iterator[TransformSource]:
    """Resolve the sources of a contract's fields.

    Most of them come from a few objects, so the resolved path to an object is reused and only the field is looked up.
    """
    ways: dict[str, tuple[Resolved, int]] = {}
    for field, entries in contract.fact.fields.more.get("sources", {}).items():
        for position, text in enumerate(entries):
            way, _, name = text.rpartition("/")
            if way in ways:
                (home, schema, _), parent = ways[way]
                found = home.fact.fields.child(parent, name)
                if found is not None:
                    yield TransformSource(field, position, text, Resolved(home, schema, found))
                    continue
            target = resolve(text, contract, mesh)
            if target is None or (
                isinstance(target, UnresolvedReference) and target.notation is Notation.SHORTHAND
            ):
                target = _physical(text, contract, mesh) or target
            if isinstance(target, Resolved) and target.field is not None and "@" in way:
                ways[way] = target, target.contract.fact.fields.parents[target.field]
            yield TransformSource(field, position, text, target)


def sources_by_contract(mesh: Mesh) -> Mapping[Contract, tuple[TransformSource, ...]]:
    """Return the column lineage of each contract that declares any."""
    stating = (each for each in mesh.contracts if "sources" in each.fact.fields.more)
    return {contract: tuple(sources(contract, mesh)) for contract in stating}


def is_elsewhere(text: str) -> bool:
    """Return whether an unresolved reference points outside the mesh: to another mesh, or the web."""
    return "://" in text or bool(_ADDRESS.fullmatch(text) or _FILE.fullmatch(text))


def near(unknown: UnresolvedReference, mesh: Mesh) -> str | None:
    """Return the name that the author probably meant instead of the unresolved part."""
    contract = unknown.contract
    if unknown.part is UnresolvedPart.PORT:
        return nearest(unknown.name, chain(mesh.ports, (each.address for each in mesh.contracts)))
    if contract is None:
        return None
    if unknown.part is UnresolvedPart.FILE:
        return _nearest_file(posixpath.dirname(contract.home.file) or ".", unknown.name, mesh)
    if unknown.part is UnresolvedPart.OBJECT:
        return nearest(unknown.name, (each.name for each in contract.fact.objects))
    columns = contract.fact.fields
    renamed = _child(contract, unknown.parent, unknown.name, by_id=True)
    if renamed is not None:
        return columns.names[renamed]
    siblings = (name for name, at in zip(columns.names, columns.parents, strict=True) if at == unknown.parent)
    return nearest(unknown.name, siblings)


def _nearest_file(folder: str, name: str, mesh: Mesh) -> str | None:
    """Return the contract file with a similar name, relative to a folder; cached by folder and name."""
    found = mesh.derived(_no_files_yet)
    if (folder, name) not in found:
        found[folder, name] = nearest(name, (posixpath.relpath(file, folder) for file in mesh.contracts_in))
    return found[folder, name]


def _no_files_yet(_: Mesh) -> dict[tuple[str, str], str | None]:
    return {}


def _at_address(found: re.Match[str], mesh: Mesh) -> Target:
    name = found["mesh"]
    if name is not None and all(name != entry.name for entry in mesh.register("Mesh")):
        return None
    address = found["port"]
    contract = mesh.contract_at.get(address) or mesh.contract_at.get(f"-/{address.partition('/')[2]}")
    if contract is not None:
        steps = found["rest"].split("/") if found["rest"] else []
        return _within(contract, steps, Notation.ADDRESS, found.start("rest"))
    if address in mesh.ports or may_be_masked(address, mesh):
        return None
    return UnresolvedReference(Notation.ADDRESS, UnresolvedPart.PORT, address, found.start("port"), None, 0)


def _in_file(found: re.Match[str], contract: Contract, mesh: Mesh) -> Target:
    name = found["file"]
    if "://" in name:
        return None
    file = posixpath.normpath(posixpath.join(posixpath.dirname(contract.home.file), name))
    if file.startswith(("/", "../")):
        return UnresolvedReference(Notation.FILE, UnresolvedPart.ROOT, name, 0, None, 0)
    contracts = mesh.contracts_in.get(file)
    if contracts is not None:
        rest = found["rest"]
        return _at_pointer(found[0], found.start("rest") + len(rest) - len(rest.lstrip("/")), contracts)
    if any(broken.file == file for broken in mesh.broken):
        return None
    return UnresolvedReference(Notation.FILE, UnresolvedPart.FILE, name, 0, contract, 0)


def _at_pointer(text: str, start: int, contracts: tuple[Contract, ...]) -> Target:
    """Resolve `schema/<object>/properties/<field>…`; other parts of a contract are not supported."""
    section, *parts = text[start:].split("/")
    if section != "schema" or not parts:
        return None
    steps = [parts[0]]
    starts = [start + len("schema/")]
    at = starts[0] + len(parts[0]) + 1
    is_name = False
    for part in parts[1:]:
        if is_name or part in _INNER:
            steps.append(part if is_name else _INNER[part])
            starts.append(at)
            is_name = False
        elif part == "properties":
            is_name = True
        elif part != "map":
            return None
        at += len(part) + 1
    contract = next(
        (each for each in contracts if _object(each, steps[0], by_id=True) is not None), contracts[0]
    )
    target = _within(contract, steps, Notation.FILE, 0)
    if not isinstance(target, UnresolvedReference):
        return target
    return target._replace(start=starts[target.start])


def _within(contract: Contract, steps: list[str], notation: Notation, start: int) -> Target:
    """Resolve names that start with an object; `start` is the offset of the first name, or its number in a file link."""
    if not steps:
        return Resolved(contract, None, None)
    plain = [unquote(step) for step in steps] if notation is Notation.ADDRESS else steps
    by_id = notation is not Notation.ADDRESS
    at = _object(contract, plain[0], by_id=by_id)
    if at is None:
        if not contract.fact.objects or any(not each.name for each in contract.fact.objects):
            return None
        return UnresolvedReference(notation, UnresolvedPart.OBJECT, steps[0], start, contract, 0)
    parent, field = -1 - at, None
    for number, name in enumerate(plain[1:], 1):
        start += 1 if notation is Notation.FILE else len(steps[number - 1]) + 1
        parent = _inside(contract, parent, name)
        field = _child(contract, parent, name, by_id=by_id)
        if field is None:
            if _is_open(contract, parent):
                return None
            return UnresolvedReference(notation, UnresolvedPart.FIELD, steps[number], start, contract, parent)
        parent = field
    return Resolved(contract, at, field)


def _object(contract: Contract, name: str, *, by_id: bool) -> int | None:
    """Find an object by its name, or else by its id; addresses contain only names."""
    objects = contract.fact.objects
    named = (number for number, each in enumerate(objects) if each.name == name)
    identified = (number for number, each in enumerate(objects) if by_id and each.id == name)
    return next(named, next(identified, None))


def _child(contract: Contract, parent: int, name: str, *, by_id: bool) -> int | None:
    """Find a field by its name, or else by its id."""
    columns = contract.fact.fields
    found = columns.child(parent, name)
    if found is None and by_id and "id" in columns.more:
        named = (at for at, each in columns.more["id"].items() if each == name)
        found = next((at for at in named if columns.parents[at] == parent), None)
    return found


def _inside(contract: Contract, parent: int, name: str) -> int:
    """Descend into the items of a list, because a reference may omit the step `items`."""
    while parent >= 0 and name != "[]":
        item = contract.fact.fields.child(parent, "[]")
        if item is None:
            break
        parent = item
    return parent


def _is_open(contract: Contract, parent: int) -> bool:
    """Return whether an object or field may have unknown fields: no fields are listed, or one of them has no name."""
    columns = contract.fact.fields
    return parent not in columns.parents or columns.child(parent, "") is not None


def _physical(text: str, contract: Contract, mesh: Mesh) -> Target:
    """Find the table or column of an input that a physical name refers to; None if that is uncertain."""
    if "." not in text and "/" in text:
        return None
    found = _table(text, contract, mesh)
    if found is not None:
        return Resolved(*found, None)
    table, dot, name = text.rpartition(".")
    found = _table(table, contract, mesh) if dot else None
    if found is None:
        return None
    home, position = found
    field = _column(home, position, name)
    if field is not None:
        return Resolved(home, position, field)
    if -1 - position not in home.fact.fields.parents:
        return None
    return UnresolvedReference(
        Notation.SHORTHAND, UnresolvedPart.FIELD, name, len(table) + 1, home, -1 - position
    )


def _table(name: str, contract: Contract, mesh: Mesh) -> tuple[Contract, int] | None:
    wanted = f".{name.casefold()}"
    found = {
        (home, position)
        for home in _inputs(contract, mesh)
        for position in range(len(home.fact.objects))
        for place in _places(home, position)
        if f".{place}".endswith(wanted)
    }
    return next(iter(found)) if len(found) == 1 else None


def _places(contract: Contract, position: int) -> Iterator[str]:
    """Yield the fully qualified names of an object on its servers."""
    name = contract.fact.objects[position].physical_name
    if not name:
        return
    yield name.casefold()
    for server in contract.fact.servers:
        around = [server.settings.get(key) for key in _AROUND]
        yield ".".join([*(each.casefold() for each in around if isinstance(each, str)), name.casefold()])


def _column(contract: Contract, position: int, name: str) -> int | None:
    fields = contract.fact.fields
    places = fields.more.get("physical_name", {})
    for field, parent in enumerate(fields.parents):
        names = (fields.names[field].casefold(), str(places.get(field, "")).casefold())
        if parent == -1 - position and name.casefold() in names:
            return field
    return None


def _inputs(contract: Contract, mesh: Mesh) -> Iterator[Contract]:
    if contract.port is None:
        return
    product = mesh.product_of[mesh.ports[contract.port].product]
    yield from dict.fromkeys(each.contract for each in product.inputs if each.contract is not None)
