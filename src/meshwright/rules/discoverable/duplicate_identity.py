"""
Two documents describe the same product, contract or registry entry.

A reference to it is ambiguous.
A contract is identified by its id and major version: v1 and v2 of one id are two contracts.

```yaml bad contract
# see the other one
```
```yaml bad contract products/player/play-events/contracts/other.v1.odcs.yaml
id: play-events.daily
#   ^^^^^^^^^^^^^^^^^ contract `play-events.daily` is described twice in major version 1
version: 1.0.0
```
```yaml good contract
id: play-events.daily
version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.address import slug
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.version import major_of
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At


@rule("duplicate-identity", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def duplicate_identity(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each identity once, with all its documents: contracts that a port exposes come first."""
    places: dict[tuple[str, ...], list[At]] = {}
    described: dict[tuple[str, ...], str] = {}
    for key, at, words in _identities(mesh):
        places.setdefault(key, []).append(at)
        described[key] = words
    for key, (first, *others) in places.items():
        if others:
            count = len(others) + 1
            often = "twice" if count == 2 else f"{count} times"
            yield Finding(
                described[key].format(often) + _hint(first, others),
                others[0],
                (Related("the other one", first), *(Related("and here", each) for each in others[1:])),
                discriminator="" if count == 2 else str(count),
            )


def _hint(first: At, others: list[At]) -> str:
    """Describe the fix for files with the same name in several folders, which may be one document for several
    environments.
    """
    names = {each.file.rpartition("/")[2] for each in (first, *others)}
    folders = {each.file.rpartition("/")[0] for each in (first, *others)}
    if len(names) > 1 or len(folders) == 1:
        return ""
    return "; state environments as `servers[].environment`, or `exclude` the copies"


def _identities(mesh: Mesh) -> Iterator[tuple[tuple[str, ...], At, str]]:
    """Yield the key of each document's identity, its location, and a message with a placeholder for the
    number of documents.
    """
    for contract in sorted(
        mesh.contracts, key=lambda each: (each.port is None, each.home.file, each.home.document)
    ):
        identity, major = contract.fact.id, major_of(contract.fact.version)
        if identity:
            words = f"contract `{_braced(identity)}` is described {{}} in major version {major}"
            yield ("contract", identity, major), contract.home.at("id"), words
    for product in sorted(mesh.products, key=lambda each: each.fact.id != slug(each.fact.name or "")):
        if product.fact.id:
            words = f"product `{_braced(product.fact.id)}` is described {{}}"
            yield ("product", product.fact.id), product.home.at("id"), words
    for kind, entries in mesh.registers.items():
        for entry in entries:
            if entry.name:
                words = f"{kind} `{_braced(entry.name)}` is described {{}}"
                yield (kind, entry.name), entry.home.at("name"), words


def _braced(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")
