"""Subgraphs as OpenLineage: one JobEvent for each port, with its declared lineage.

A port is a job, and its objects are datasets, named by their addresses in the namespace `mesh://<name of the
mesh>`. The `lineage` facet of the job (LineageFacet 1-0-0) contains declared lineage; `columnLineage` of its
outputs (1-2-0) has the same content, for tools that support only that facet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright import __version__
from meshwright.analysis.flow.columns import FROM_SQL, columns
from meshwright.analysis.flow.graph import Graph
from meshwright.analysis.flow.sql_binding import Read, readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.analysis.flow.columns import Columns
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

PRODUCER = f"urn:meshwright:{__version__}"
_SPEC = "https://openlineage.io/spec"
_EVENT = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent"
_LINEAGE = f"{_SPEC}/facets/1-0-0/LineageFacet.json#/$defs/LineageJobFacet"
_COLUMN_LINEAGE = f"{_SPEC}/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
_OWNERSHIP = f"{_SPEC}/facets/1-0-1/OwnershipJobFacet.json#/$defs/OwnershipJobFacet"
_SUBTYPES = {"identity": "IDENTITY", "": "TRANSFORMATION", "cast": "TRANSFORMATION", "hash": "TRANSFORMATION"}
"""Transformations in OpenLineage's terms; any other known transformation is an aggregation."""
_MASKING = frozenset({"hash", "count"})


def events(addresses: Iterable[str], mesh: Mesh) -> str:
    """Render one event for each port or contract, one per line, with the mesh's as-of date."""
    graph = mesh.derived(Graph)
    contracts = (graph.nodes[address].contract for address in sorted(addresses) if address in graph.nodes)
    made = (_Job(contract, mesh).event() for contract in contracts if contract is not None)
    return "".join(json.dumps(event) + "\n" for event in made)  # ASCII: some parsers end lines at U+2028


class _Job:
    """The job that produces one port."""

    def __init__(self, contract: Contract, mesh: Mesh) -> None:
        self.contract = contract
        self.mesh = mesh
        self.known: Columns = mesh.derived(columns)
        self.namespace = f"mesh://{next((entry.name for entry in mesh.register('Mesh')), '') or 'mesh'}"
        self.edges: dict[int, list[int]] = {}
        """The lineage edges to the fields of each object."""
        for field in range(len(contract.fact.fields)):
            edges = self.known.edges_into(self.known.id(contract, field))
            if edges:
                self.edges.setdefault(contract.fact.fields.object(field), []).extend(edges)

    def event(self) -> dict[str, Any]:
        graph = self.mesh.derived(Graph)
        node = graph.nodes[self.contract.address]
        objects = range(len(self.contract.fact.objects))
        facets: dict[str, Any] = {
            "lineage": {**_facet(_LINEAGE), "entries": [self._entry(each) for each in objects]}
        }
        if node.team:
            facets["ownership"] = {
                **_facet(_OWNERSHIP),
                "owners": [{"name": f"team:{node.team}", "type": "OWNER"}],
            }
        return {
            "eventTime": f"{self.mesh.today.isoformat()}T00:00:00Z",
            "producer": PRODUCER,
            "schemaURL": _EVENT,
            "job": {"namespace": self.namespace, "name": self.contract.address, "facets": facets},
            "inputs": [self._dataset(contract, each) for contract, each in self._inputs()],
            "outputs": [self._output(each) for each in objects],
        }

    def _inputs(self) -> list[tuple[Contract, int]]:
        """Return the objects that the columns derive from.

        If a source port has no column lineage, return all of its objects.
        """
        found = {
            (self.known.contract(source), self.known.object(source))
            for edges in self.edges.values()
            for source in (self.known.sources[edge] for edge in edges)
        }
        found |= set(self._silent())
        return sorted(found, key=lambda each: (each[0].address, each[1]))

    def _silent(self) -> Iterator[tuple[Contract, int]]:
        graph = self.mesh.derived(Graph)
        for edge in graph.upstream([self.contract.address], 1).edges:
            source = graph.nodes[edge.source].contract
            if edge.target == self.contract.address and edge.columns == 0 and source is not None:
                yield from ((source, each) for each in range(len(source.fact.objects)))

    def _entry(self, position: int) -> dict[str, Any]:
        """Return an object's lineage facets: the sources of its columns, and the sources without column lineage."""
        entry = {**self._dataset(self.contract, position), "type": "DATASET"}
        silent = [{**self._dataset(*each), "type": "DATASET"} for each in self._silent()]
        fields = {
            name: {
                "inputs": [
                    {**self._field(edge), "type": "DATASET", **self._transformations(edge)} for edge in edges
                ]
            }
            for name, edges in self._by_field(position).items()
        }
        return {**entry, **({"inputs": silent} if silent else {}), **({"fields": fields} if fields else {})}

    def _output(self, position: int) -> dict[str, Any]:
        fields = {
            name: {"inputFields": [{**self._field(edge), **self._transformations(edge)} for edge in edges]}
            for name, edges in self._by_field(position).items()
        }
        facets = (
            {"facets": {"columnLineage": {**_facet(_COLUMN_LINEAGE), "fields": fields}}} if fields else {}
        )
        return {**self._dataset(self.contract, position), **facets}

    def _by_field(self, position: int) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for edge in self.edges.get(position, ()):
            found.setdefault(self._name(self.known.targets[edge]), []).append(edge)
        return found

    def _dataset(self, contract: Contract, position: int) -> dict[str, Any]:
        name = f"{contract.address}/{contract.fact.objects[position].name}"
        return {"namespace": self.namespace, "name": name}

    def _field(self, edge: int) -> dict[str, Any]:
        source = self.known.sources[edge]
        dataset = self._dataset(self.known.contract(source), self.known.object(source))
        return {**dataset, "field": self._name(source)}

    def _name(self, field: int) -> str:
        """Return the name of a field relative to its object; OpenLineage joins nested names with dots."""
        return self.known.name(field).partition("/")[2].replace("/", ".")

    def _transformations(self, edge: int) -> dict[str, Any]:
        target = self.known.index(self.known.targets[edge])
        reading = self.mesh.derived(readings).get(self.contract, {}).get(target)
        if reading is None or not reading.is_whole or not self.known.kinds[edge] & FROM_SQL:
            return {}
        source = self.known.sources[edge]
        if Read(self.known.contract(source), self.known.index(source)) in reading.conditions:
            return {"transformations": [{"type": "INDIRECT", "subtype": "CONDITIONAL", "masking": False}]}
        subtype = _SUBTYPES.get(reading.effect, "AGGREGATION")
        is_masking = reading.effect in _MASKING
        return {"transformations": [{"type": "DIRECT", "subtype": subtype, "masking": is_masking}]}


def _facet(schema: str) -> dict[str, Any]:
    return {"_producer": PRODUCER, "_schemaURL": schema}
