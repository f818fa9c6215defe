"""Meshes of ports for tests of promises along lineage: a few facts each, compiled from YAML like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mesh_of import mesh_of

if TYPE_CHECKING:
    from fractions import Fraction

    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True)
class Node:
    """A port, with the promises of its contract; times in seconds, absent if None."""

    name: str
    inputs: tuple[str, ...] = ()
    latency: int | None = None
    frequency: int | None = None
    run: int | None = None
    kind: str = "table"
    sla: dict[str, object] = field(default_factory=dict)
    scope: str | None = None
    outage: Fraction | None = None
    columns: tuple[tuple[str, str | None, tuple[str, ...], dict[str, object] | None], ...] = ()
    """Name, classification, sources, de-identification of each field."""

    def files(self) -> dict[str, bytes]:
        """Write its product and its contract."""
        levels: list[str] = []
        for name, value in (("latency", self.latency), ("frequency", self.frequency)):
            if value is not None:
                levels.append(f"{{property: {name}, value: {value}, unit: s{self._scope(name)}}}")
        levels += [f"{{property: {name}, {value}}}" for name, value in self.sla.items()]
        custom = [
            f"{{property: {name}, value: {value}}}"
            for name, value in (
                ("runTime", None if self.run is None else f"PT{self.run}S"),
                ("ownUnavailability", None if self.outage is None else float(self.outage)),
            )
            if value is not None
        ]
        needs = ", ".join(f"{{id: {each}, version: 1.0.0}}" for each in self.inputs)
        inputs = ", ".join(f"{{name: {each}, version: 1.0.0, contractId: {each}}}" for each in self.inputs)
        fields = ", ".join(map(_field, self.columns)) or "{name: key, logicalType: string}"
        product = (
            f"apiVersion: v1.1.0\nkind: DataProduct\nid: {self.name}\nname: {self.name}\nversion: 1.0.0\n"
            f"status: active\ndomain: d\ninputPorts: [{inputs}]\n"
            f"outputPorts: [{{name: p, version: 1.0.0, contractId: {self.name}, inputContracts: [{needs}]}}]\n"
        )
        contract = (
            f"apiVersion: v3.2.0\nkind: DataContract\nid: {self.name}\nversion: 1.0.0\nstatus: active\n"
            f"schema: [{{name: t, physicalType: {self.kind}, customProperties: [{', '.join(custom)}], "
            f"properties: [{fields}]}}]\nslaProperties: [{', '.join(levels)}]\n"
        )
        return {f"{self.name}.odps.yaml": product.encode(), f"{self.name}.odcs.yaml": contract.encode()}

    def _scope(self, name: str) -> str:
        is_scoped = self.scope and name == "latency"
        return f", customProperties: [{{property: slaScope, value: {self.scope}}}]" if is_scoped else ""


def _field(column: tuple[str, str | None, tuple[str, ...], dict[str, object] | None]) -> str:
    name, level, sources, done = column
    entries = "".join(f", transformSourceObjects: [{', '.join(sources)}]" if sources else "")
    stated = f", classification: {level}" if level else ""
    if done is not None:
        pairs = ", ".join(f"{key}: {value}" for key, value in done.items())
        stated += f", customProperties: [{{property: deidentification, value: {{{pairs}}}}}]"
    return f"{{name: {name}, logicalType: string{stated}{entries}}}"


LADDER = b"""apiVersion: meshwright/v1
kind: Classification
name: ladder
levels:
  - {name: public, description: x}
  - {name: internal, description: x}
  - {name: confidential, description: x}
  - {name: restricted, description: x}
pseudonymisedFloor: internal
aggregatedLevel: internal
"""


def mesh(*nodes: Node) -> Mesh:
    """Link ports into a mesh."""
    files = {"governance/classifications.yaml": LADDER}
    for node in nodes:
        files |= node.files()
    return mesh_of(files)
