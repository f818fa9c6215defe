"""Resolution of user-written addresses to items of a mesh.

`player/play-events/daily@1/plays/artist_id`, `…#servers/lake`, `mesh://watergarden/…`, `team:player-squad`,
`entity:artist/isni`. An error names the unknown part. If several items share an address, the address resolves to the first,
but parts that only the others have resolve as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import did_you_mean
from meshwright.mesh.address import REGISTERS, segment
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import Contract, Home, Port, Product, RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.source.place import Path

SCHEME = "mesh://"
UNEXPOSED = "-"
"""The domain of contracts that no product exposes."""


class UnknownAddressError(Exception):
    """The mesh has no item at an address; the message names the unknown part."""


@dataclass(frozen=True, slots=True)
class Named:
    """The item that an address resolves to, with its enclosing items."""

    address: str
    kind: str
    """`product`, `port`, `object`, `field`, `server`, `sla` or `role`; for a registry, its kind in lower case."""
    home: Home
    path: Path = ()
    """The path in the item's document."""
    product: Product | None = None
    port: Port | None = None
    contract: Contract | None = None
    object: int | None = None
    """The position of the object among the contract's objects; `field` is the index among its fields."""
    field: int | None = None
    entry: RegistryEntry | None = None


def resolve(mesh: Mesh, written: str) -> Named:
    """Resolve an address; raises UnknownAddressError."""
    address = _in_this_mesh(mesh, written.strip())
    try:
        return _resolved(mesh, address)
    except UnknownAddressError:
        declared = mesh.derived(_declared)
        for each in (_in_this_mesh(mesh, written), address):
            if each in declared:
                return declared[each]
        raise


def _resolved(mesh: Mesh, address: str) -> Named:
    prefix, colon, name = address.partition(":")
    if colon and "/" not in prefix:
        return _registered(mesh, prefix, name)
    path, _, part = address.partition("#")
    segments = path.strip("/").split("/")
    named = _product_or_unexposed(mesh, segments)
    rest = segments[2:]
    if named.product is not None and named.port is None and rest:
        named = _port(named, rest.pop(0))
    if rest:
        named = _data(named, rest, mesh)
    return _part(named, part) if part else named


def _declared(mesh: Mesh) -> dict[str, Named]:
    """Return everything that products and contracts declare, by address; if several items share an address, the first."""
    found: dict[str, Named] = {}
    contracts: dict[Contract, tuple[Port, Product]] = {}
    for product in mesh.products:
        found.setdefault(product.address, Named(product.address, "product", product.home, product=product))
        for port in product.outputs:
            found.setdefault(port.address, _of_port(port, product))
            if port.contract is not None:
                contracts.setdefault(port.contract, (port, product))
    for contract in mesh.contracts:
        named = _of_contract(contract, *contracts.get(contract, (None, None)))
        found.setdefault(contract.address, named)
        for each in _parts_and_data(named, contract):
            found.setdefault(each.address, each)
    return found


def _parts_and_data(named: Named, contract: Contract) -> Iterator[Named]:
    for prefix, (key, names) in _parts(contract).items():
        kind = prefix.removesuffix("s")
        for position, name in enumerate(names):
            address = f"{contract.address}#{prefix}/{segment(name)}"
            yield replace(named, address=address, kind=kind, path=(key, position))
    objects = [
        replace(
            named,
            address=f"{contract.address}/{segment(each.name)}",
            kind="object",
            object=position,
            path=("schema", position),
        )
        for position, each in enumerate(contract.fact.objects)
    ]
    yield from objects
    fields = contract.fact.fields
    above: list[Named] = []
    for at, parent in enumerate(fields.parents):
        over = above[parent] if parent >= 0 else objects[-1 - parent]
        address = f"{over.address}/{segment(fields.names[at])}"
        above.append(replace(over, address=address, kind="field", field=at, path=fields.path(at)))
    yield from above


def _in_this_mesh(mesh: Mesh, address: str) -> str:
    if not address.startswith(SCHEME):
        return address
    name, _, rest = address.removeprefix(SCHEME).partition("/")
    own = [entry.name for entry in mesh.register("Mesh")]
    if own and name not in own:
        raise UnknownAddressError(f"this mesh is `{own[0]}`, not `{name}`")
    return rest


def _known(what: str, wanted: str, known: Mapping[str, object] | Iterable[str]) -> str:
    """Return a name if it is known; `what` precedes it in the error message."""
    names = known if isinstance(known, dict) else list(known)
    if wanted in names:
        return wanted
    versions = [name for name in names if "@" in name and name.partition("@")[0] == wanted.partition("@")[0]]
    near = nearest(wanted, names) or (versions[-1] if versions else None)
    raise UnknownAddressError(f"{what} `{wanted}`{did_you_mean(near)}")


def _registered(mesh: Mesh, prefix: str, name: str) -> Named:
    _known("unknown registry", prefix, REGISTERS)
    kind = REGISTERS[prefix]
    name, _, scheme = name.partition("/") if kind == "Entity" else (name, "", "")
    entries = {entry.name: entry for entry in reversed(mesh.register(kind))}
    entry = entries[_known(f"unknown {prefix}", name, entries)]
    if not scheme:
        return Named(f"{prefix}:{name}", prefix, entry.home, entry=entry)
    homes = _schemes(mesh, entry)
    home, path = homes[_known(f"entity `{name}` has no scheme", scheme, homes)]
    return Named(f"{prefix}:{name}/{scheme}", "scheme", home, path, entry=entry)


def _schemes(mesh: Mesh, entity: RegistryEntry) -> dict[str, tuple[Home, Path]]:
    """Return an entity's identifier schemes, its own and those of domains, with the locations of their declarations."""
    found: dict[str, tuple[Home, Path]] = {}
    identifier = entity.get("identifier")
    if isinstance(identifier, dict):
        found[str(identifier.get("scheme"))] = (entity.home, ("identifier",))
    for number, scheme in enumerate(entity.get("schemes") or ()):
        found.setdefault(str(scheme.get("scheme")), (entity.home, ("schemes", number)))
    for meaning in mesh.register("Meaning"):
        if meaning.get("entity") == entity.name:
            for number, scheme in enumerate(meaning.get("schemes") or ()):
                found.setdefault(str(scheme.get("name")), (meaning.home, ("schemes", number)))
    return found


def _product_or_unexposed(mesh: Mesh, segments: list[str]) -> Named:
    if len(segments) < 2:
        _known("unknown domain", segments[0], _domains(mesh))
        raise UnknownAddressError(
            f"`{segments[0]}` is a domain; use `domain:{segments[0]}`, or add `/` and a product"
        )
    first, second = segments[:2]
    address = f"{first}/{second}"
    if address in mesh.product_of:
        product = mesh.product_of[address]
        return Named(address, "product", product.home, product=product)
    contracts = mesh.derived(_unexposed)
    if address in contracts:
        return _of_contract(contracts[address], None, None)
    _known("unknown domain", first, _domains(mesh))
    names = [
        each.partition("/")[2] for each in (*mesh.product_of, *contracts) if each.startswith(f"{first}/")
    ]
    raise UnknownAddressError(_missing(f"domain `{first}` has no product", second, names))


def _unexposed(mesh: Mesh) -> dict[str, Contract]:
    return {each.address: each for each in reversed(mesh.contracts) if each.port is None}


def _domains(mesh: Mesh) -> set[str]:
    own = {segment(entry.name) for entry in mesh.register("Domain")}
    return own | {product.address.partition("/")[0] for product in mesh.products} | {UNEXPOSED}


def _missing(what: str, wanted: str, known: Iterable[str]) -> str:
    try:
        _known(what, wanted, known)
    except UnknownAddressError as error:
        return str(error)
    return f"{what} `{wanted}`"


def _of_contract(contract: Contract, port: Port | None, product: Product | None) -> Named:
    return Named(contract.address, "contract", contract.home, product=product, port=port, contract=contract)


def _port(named: Named, name: str) -> Named:
    product = named.product
    assert product is not None  # the caller checked
    ports = {port.address.rpartition("/")[2]: port for port in reversed(product.outputs)}
    return _of_port(ports[_known(f"product `{product.address}` has no port", name, ports)], product)


def _of_port(port: Port, product: Product) -> Named:
    contract = port.contract
    home = contract.home if contract else port.home
    path: Path = () if contract else ("outputPorts", port.fact.position)
    return Named(port.address, "port", home, path, product=product, port=port, contract=contract)


def _data(named: Named, segments: list[str], mesh: Mesh) -> Named:
    contract = named.contract
    if contract is None:
        raise UnknownAddressError(
            f"the contract of `{named.address}` is not in this mesh, so its data is unknown"
        )
    objects: dict[str, int] = {}
    for number, each in enumerate(contract.fact.objects):
        objects.setdefault(segment(each.name), number)
    name = _known(f"`{named.address}` has no object", segments[0], objects)
    position = objects[name]
    named = replace(
        named, address=f"{named.address}/{name}", kind="object", object=position, path=("schema", position)
    )
    fields = contract.fact.fields
    parent = -1 - position
    for wanted in segments[1:]:
        children = _children(contract, mesh).get(parent, {})
        name = _known(f"`{named.address}` has no field", wanted, children)
        parent = children[name]
        named = replace(
            named, address=f"{named.address}/{name}", kind="field", field=parent, path=fields.path(parent)
        )
    return named


def _children(contract: Contract, mesh: Mesh) -> dict[int, dict[str, int]]:
    """Return the fields of a contract by parent and name; computed once per contract."""
    known = mesh.derived(_nothing_yet)
    if contract not in known:
        fields, found = contract.fact.fields, known.setdefault(contract, {})
        for at, above in enumerate(fields.parents):
            found.setdefault(above, {}).setdefault(segment(fields.names[at]), at)
    return known[contract]


def _nothing_yet(_: Mesh) -> dict[Contract, dict[int, dict[str, int]]]:
    return {}


def _part(named: Named, part: str) -> Named:
    contract = named.contract
    if contract is None or named.object is not None:
        raise UnknownAddressError(
            f"`{named.address}` has no parts after `#`; only a port has servers, sla and roles"
        )
    kind, _, name = part.partition("/")
    names = _parts(contract)
    key, known = names[_known(f"`{named.address}` has no part", kind, names)]
    segments = [segment(each) for each in known]
    found = segments.index(_known(f"`{named.address}` has no {kind.removesuffix('s')}", name, segments))
    return replace(named, address=f"{named.address}#{part}", kind=kind.removesuffix("s"), path=(key, found))


def _parts(contract: Contract) -> dict[str, tuple[str, list[str]]]:
    """Return, for each kind of named part in addresses, the key in the contract's document and the names of the parts."""
    fact = contract.fact
    return {
        "servers": ("servers", [each.server for each in fact.servers]),
        "sla": ("slaProperties", [each.property for each in fact.sla]),
        "roles": ("roles", [each.role for each in fact.roles]),
    }
