from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import mesh_of
from meshwright.analysis.flow.column_excerpt import around, way
from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.graph import Graph
from meshwright.impact.affected_consumers import AffectedConsumer, drawn, impact_of_fields, impact_of_ports

if TYPE_CHECKING:
    from meshwright.mesh.mesh import Mesh

SOURCES = {
    "a": {"x": [], "y": []},
    "b": {"x": ["d/a/out@1/t/x"], "w": []},
    "c": {"x": ["d/b/out@1/t/x"]},
    "e": {"z": []},
}
INPUTS = {"a": [], "b": ["a"], "c": ["b"], "e": ["b"], "f": ["c"]}
"""`a` → `b` → `c` → `f`; `e` reads `b` without stating which columns; `f` has no output port."""


def product(name: str) -> str:
    inputs = "".join(f"\n  - {{name: {each}, version: 1.0.0, contractId: {each}}}" for each in INPUTS[name])
    outputs = f"\n  - {{name: out, version: 1.0.0, contractId: {name}}}" if name in SOURCES else " []"
    return f"""apiVersion: v1.0.0
kind: DataProduct
id: {name}
name: {name}
domain: d
status: active
team: {{name: team-{name}, members: [{{username: owner-{name}, role: owner}}]}}
inputPorts:{inputs or " []"}
outputPorts:{outputs}
"""


def contract(name: str) -> str:
    fields = "".join(
        f"\n      - {{name: {field}, transformSourceObjects: [{', '.join(sources)}]}}"
        for field, sources in SOURCES[name].items()
    )
    return f"""apiVersion: v3.1.0
kind: DataContract
id: {name}
version: 1.0.0
status: active
schema:
  - name: t
    properties:{fields}
"""


def agreement(port: str, use: str, *fields: str, expires: str = "2027-01-01") -> str:
    named = f"columns: [{', '.join(fields)}]\n" if fields else ""
    return f"""apiVersion: meshwright/v1
kind: AccessAgreement
port: {port}
consumer: {{team: growth, use: {use}}}
{named}purpose: analysis
role: analyst
expires: "{expires}"
"""


@pytest.fixture
def mesh() -> Mesh:
    documents = [
        *map(product, INPUTS),
        agreement("d/b/out@1", "of x", "t/x"),
        agreement("d/b/out@1", "of w", "t/w"),
        agreement("d/b/out@1", "of the past", expires="2026-01-01"),
        agreement("d/e/out@1", "of z", "t/z"),
        agreement("d/c/out@1", "of everything"),
    ]
    files = {f"{number}.yaml": text.encode() for number, text in enumerate(documents)}
    return mesh_of({**files, **{f"{name}.odcs.yaml": contract(name).encode() for name in SOURCES}})


def test_agreements_of_one_use_are_separate_nodes() -> None:
    """Even two in one file: each leads to its port."""
    both = "\n---\n".join(agreement("d/b/out@1", "of x", field) for field in ("t/x", "t/w"))
    files = {"p.yaml": product("b").encode(), "c.odcs.yaml": contract("b").encode(), "a.yaml": both.encode()}
    mesh = mesh_of(files)
    drawing = drawn(mesh, ["d/b/out@1"], impact_of_ports(mesh, ["d/b/out@1"]))

    assert [edge.target for edge in drawing.edges] == ["of x, a.yaml", "of x, a.yaml#2"]
    assert {edge.target for edge in drawing.edges} <= drawing.nodes.keys()


def test_downstream_ends_at_products_without_output_ports(mesh: Mesh) -> None:
    """Ports are followed by hops, with the number of columns on each step; 0 if it is unknown."""
    found = Graph(mesh).downstream(["d/a/out@1"])

    assert found.hops == {"d/a/out@1": 0, "d/b/out@1": 1, "d/c/out@1": 2, "d/e/out@1": 2, "d/f": 3}
    assert {(edge.source, edge.target): edge.columns for edge in found.edges} == {
        ("d/a/out@1", "d/b/out@1"): 1,
        ("d/b/out@1", "d/c/out@1"): 1,
        ("d/b/out@1", "d/e/out@1"): 0,
        ("d/c/out@1", "d/f"): 0,
    }
    assert found.nodes["d/f"].kind == "product"
    assert (found.nodes["d/e/out@1"].team, found.nodes["d/e/out@1"].owners) == ("team-e", ("owner-e",))


def test_a_depth_ends_upstream_too(mesh: Mesh) -> None:
    assert Graph(mesh).upstream(["d/f"], depth=2).hops == {"d/f": 0, "d/c/out@1": 1, "d/b/out@1": 2}


def test_path_names_the_declaring_locations(mesh: Mesh) -> None:
    """Each step of a shortest path has the location of the input port that declares it."""
    found = Graph(mesh).path(["d/a/out@1"], ["d/f"])

    assert found is not None
    assert list(found.nodes) == ["d/a/out@1", "d/b/out@1", "d/c/out@1", "d/f"]
    assert [edge.at.path for edge in found.edges] == [("inputPorts", 0, "contractId")] * 3
    assert Graph(mesh).path(["d/f"], ["d/a/out@1"]) is None


def test_columns_are_followed_like_ports(mesh: Mesh) -> None:
    """A subgraph of columns has their addresses as nodes, and lineage entries as locations."""
    known = mesh.derived(columns)
    x = known.first[mesh.contract_at["d/a/out@1"]]
    end = known.first[mesh.contract_at["d/c/out@1"]]

    down, path = around(mesh, [x], None, is_upstream=False), way(mesh, [x], [end])

    assert down.hops == {"d/a/out@1/t/x": 0, "d/b/out@1/t/x": 1, "d/c/out@1/t/x": 2}
    assert path is not None
    assert list(path.nodes) == list(down.nodes)
    assert [edge.at.path[-2:] for edge in path.edges] == [("transformSourceObjects", 0)] * 2
    assert way(mesh, [end], [x]) is None


def who(hits: tuple[AffectedConsumer, ...]) -> list[tuple[int, str, bool]]:
    return [(hit.hops, hit.name, hit.reads is True) for hit in hits]


def test_port_change_affects_everything_derived(mesh: Mesh) -> None:
    """Products by ports, and every agreement in force."""
    assert who(impact_of_ports(mesh, ["d/a/out@1"])) == [
        (1, "d/b", True),
        (2, "d/c", True),
        (2, "d/e", True),
        (2, "of w", True),
        (2, "of x", True),
        (3, "d/f", True),
        (3, "of everything", True),
        (3, "of z", True),
    ]


def test_column_change_affects_readers_and_possibly_unclear_readers(mesh: Mesh) -> None:
    """`of w` reads another column; `e` and `f` may read this one, and so may readers of `e`."""
    x = mesh.derived(columns).first[mesh.contract_at["d/a/out@1"]]

    hits = impact_of_fields(mesh, [x])

    assert who(hits) == [
        (1, "d/b", True),
        (2, "d/c", True),
        (2, "d/e", False),
        (2, "of x", True),
        (3, "d/f", False),
        (3, "of everything", True),
        (3, "of z", False),
    ]
    assert hits[0] == AffectedConsumer(
        1,
        "product",
        "d/b",
        "team-b",
        ("owner-b",),
        reads=True,
        at=mesh.product_of["d/b"].home.name(),
        ports=("d/b/out@1",),
        columns=("d/b/out@1/t/x",),
    )


def test_change_of_an_unread_column_affects_no_consumer(mesh: Mesh) -> None:
    """`b` reads `x` of `a`; according to its declarations, nothing reads `y`."""
    y = mesh.derived(columns).first[mesh.contract_at["d/a/out@1"]] + 1

    assert impact_of_fields(mesh, [y]) == ()


def test_impact_can_be_drawn(mesh: Mesh) -> None:
    """The diagram has the affected ports, and agreements as separate nodes."""
    diagram = drawn(mesh, ["d/c/out@1"], impact_of_ports(mesh, ["d/c/out@1"]))

    assert list(diagram.nodes) == ["d/c/out@1", "d/f", "of everything, 9.yaml"]
    assert [(edge.source, edge.target) for edge in diagram.edges] == [
        ("d/c/out@1", "d/f"),
        ("d/c/out@1", "of everything, 9.yaml"),
    ]


def test_cycle_is_walked_once() -> None:
    """The walk ends although ports derive from each other."""
    found = mesh_of(
        {
            name: text.encode()
            for name, text in (
                ("a.odps.yaml", product("b").replace("contractId: a", "contractId: c")),
                ("b.odps.yaml", product("c")),
                ("b.odcs.yaml", contract("b")),
                ("c.odcs.yaml", contract("c")),
            )
        }
    )

    assert Graph(found).downstream(["d/b/out@1"]).hops == {"d/b/out@1": 0, "d/c/out@1": 1}


def test_step_that_only_columns_declare_is_a_step() -> None:
    """If the inputs lack a port, column lineage still leads there."""
    found = mesh_of(
        {
            "a.odps.yaml": product("a").encode(),
            "b.odps.yaml": product("b").replace("contractId: a", "contractId: other").encode(),
            "a.odcs.yaml": contract("a").encode(),
            "b.odcs.yaml": contract("b").encode(),
        }
    )

    (edge,) = Graph(found).downstream(["d/a/out@1"]).edges

    assert (edge.target, edge.columns, edge.at.path[-2]) == ("d/b/out@1", 1, "transformSourceObjects")
