"""Meshes with very many paths between items: in each layer two ports, which both read both of the previous layer.

N layers have 2^N paths of data, and as many from the first identifier scheme to the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIDES = ("left", "right")
FIRST = "d/left-0/port@1"
MESH = "apiVersion: meshwright/v1\nkind: Mesh\nname: m\nowner: t\npreset: strict\n"
REGISTERS = """\
---
apiVersion: meshwright/v1
kind: Domain
name: d
purpose: Diamonds.
owner: t
---
apiVersion: meshwright/v1
kind: Team
name: t
members: [{username: o, role: owner}]
support: [{channel: c, url: 'https://chat.example/c'}]
---
apiVersion: meshwright/v1
kind: Classification
name: sensitivity
levels: [{name: public, description: All.}, {name: secret, description: Few.}]
"""
ENTITY = """\
---
apiVersion: meshwright/v1
kind: Entity
name: e
definition: A thing with a name in each layer.
steward: t
identifier: {{scheme: key-0, logicalType: string}}
schemes: [{schemes}]
crosswalks: [{crosswalks}]
---
apiVersion: meshwright/v1
kind: Meaning
domain: d
entity: e
means: a thing
relation: exactMatch
schemes: [{columns}]
"""
PRODUCT = """\
---
apiVersion: v1.1.0
kind: DataProduct
id: {side}-{layer}
name: {side}-{layer}
version: 1.0.0
status: active
domain: d
team: {{name: t}}
inputPorts: [{inputs}]
outputPorts: [{{name: port, version: 1.0.0, contractId: c-{side}-{layer}}}]
"""
CONTRACT = """\
---
apiVersion: v3.2.0
kind: DataContract
id: c-{side}-{layer}
name: {side} {layer}
version: 1.0.0
status: active
schema:
- name: rows
  properties:
  - {{name: key_{layer}, logicalType: string, physicalType: varchar{sources}}}
  - {{name: key_{after}, logicalType: string, physicalType: varchar}}
  - {{name: other, logicalType: string, classification: {level}{others}}}
slaProperties:
- {{property: latency, value: 1, unit: h}}
- {{property: frequency, value: 1, unit: d}}
- {{property: retention, value: 1, unit: y}}
- {{property: availability, value: 99, unit: percent}}
"""


def diamonds(folder: Path, layers: int) -> None:
    """Write a mesh of so many layers; the first has a secret field, from which those of all others derive."""
    (folder / "governance").mkdir(parents=True, exist_ok=True)
    (folder / "governance/mesh.yaml").write_text(MESH)
    schemes = ", ".join(f"{{scheme: key-{layer}, logicalType: string}}" for layer in range(1, layers + 1))
    columns = ", ".join(f"{{scheme: key-{layer}, columns: ['*/key_{layer}']}}" for layer in range(layers + 1))
    crosswalks = ", ".join(f"'d/{side}-{layer}/port@1'" for layer in range(layers) for side in SIDES)
    text = REGISTERS + ENTITY.format(schemes=schemes, columns=columns, crosswalks=crosswalks)
    for layer in range(layers):
        for side in SIDES:
            before = [f"{each}-{layer - 1}" for each in SIDES] if layer else []
            inputs = (f"{{name: {each}, version: 1.0.0, contractId: c-{each}}}" for each in before)
            text += PRODUCT.format(side=side, layer=layer, inputs=", ".join(inputs))
            text += CONTRACT.format(
                side=side,
                layer=layer,
                after=layer + 1,
                level="public" if layer else "secret",
                sources=_sources(before, f"key_{layer}"),
                others=_sources(before, "other"),
            )
    (folder / "governance/all.yaml").write_text(text)


def last(layers: int) -> str:
    """Return the address of a port of the last layer."""
    return f"d/right-{layers - 1}/port@1"


def _sources(products: list[str], field: str) -> str:
    found = ", ".join(f"d/{each}/port@1/rows/{field}" for each in products)
    return f", transformSourceObjects: [{found}]" if found else ""
