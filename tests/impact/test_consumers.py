"""The consumers that a change affects while they change as well: those that read the item in the head, and their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from mesh_of import mesh_of
from meshwright.analysis.flow.columns import columns
from meshwright.changes.diff import diff
from meshwright.impact.affected_consumers import impact_of_fields, impact_of_ports, indirect_consumers
from meshwright.impact.change_impact import impact
from meshwright.impact.consumers import readers
from revisions import side

EXAMPLE = Path(__file__).parents[2]
Fields = dict[str, tuple[str, ...]]
"""The columns of a port, each with its sources."""
Hits = list[tuple[str, int, bool | None]]


def files(**products: tuple[str, Fields]) -> dict[str, bytes]:
    """Return products that serve `d/<name>/out@1` with a table `t`; the inputs of each are separated by spaces."""
    found: dict[str, bytes] = {}
    for name, (inputs, fields) in products.items():
        needed = "".join(
            f"\n  - {{name: {each}, version: 1.0.0, contractId: {each}}}" for each in inputs.split()
        )
        found[f"{name}.odps.yaml"] = f"""apiVersion: v1.1.0
kind: DataProduct
id: {name}
name: {name}
domain: d
status: active
team: {{name: team-{name}}}
inputPorts:{needed or " []"}
outputPorts:
  - {{name: out, version: 1.0.0, contractId: {name}}}
""".encode()
        found[f"{name}.odcs.yaml"] = contract(name, fields).encode()
    return found


def contract(name: str, fields: Fields) -> str:
    """Return a contract with one table."""
    rows = "".join(
        f"\n      - {{name: {field}, transformSourceObjects: [{', '.join(made)}]}}"
        for field, made in fields.items()
    )
    return (
        f"apiVersion: v3.1.0\nkind: DataContract\nid: {name}\nversion: 1.0.0\nstatus: active\n"
        f"schema:\n  - name: t\n    properties:{rows}\n"
    )


def agreement(port: str, *named: str) -> bytes:
    """Return an agreement on columns of a port; on all of them, if none are named."""
    stated = f"columns: [{', '.join(named)}]\n" if named else ""
    return f"""apiVersion: meshwright/v1
kind: AccessAgreement
port: {port}
consumer: {{team: growth, use: board}}
{stated}purpose: analysis
role: analyst
expires: "2027-01-01"
""".encode()


def affected_by(before: dict[str, bytes], after: dict[str, bytes]) -> Hits:
    """Return the affected consumers of the changes of `a`, or the unaffected ones."""
    old, new = side(before), side(after)
    return [
        (each.name, each.hops, each.reads)
        for revision in diff(old, new)
        for change in revision.changes
        if change.address.startswith("d/a/")
        for each in impact(change, old.mesh, new.mesh)
    ]


X = "d/a/out@1/t/x"
A: tuple[str, Fields] = ("", {"x": (), "y": ()})
GONE: tuple[str, Fields] = ("", {"y": ()})
READER: tuple[str, Fields] = ("a", {"x": (X,)})


def test_consumer_that_stops_reading_the_column_is_not_affected() -> None:
    """It still reads the port, by another column."""
    before, after = files(a=A, b=READER), files(a=GONE, b=("a", {"x": ("d/a/out@1/t/y",)}))

    assert affected_by(before, after) == [("d/b", 1, False)]


def test_consumer_that_still_reads_the_column_is_affected() -> None:
    """Its lineage is now broken, but unchanged."""
    assert affected_by(files(a=A, b=READER), files(a=GONE, b=READER)) == [("d/b", 1, True)]


def test_former_consumer_of_the_port_is_not_affected() -> None:
    """It names the port neither as an input nor in its lineage."""
    assert affected_by(files(a=A, b=READER), files(a=GONE, b=("", {"x": ()}))) == []


def test_consumer_that_starts_reading_the_column_is_affected() -> None:
    """The column changes its type, and the head states its readers."""
    before = files(a=A, b=("a", {"x": ("d/a/out@1/t/y",)}))
    after = files(a=A, b=READER)
    after["a.odcs.yaml"] = after["a.odcs.yaml"].replace(b"{name: x,", b"{name: x, logicalType: integer,")

    assert affected_by(before, after) == [("d/b", 1, True)]


def test_consumer_that_reads_the_column_in_another_way_is_affected() -> None:
    """It is unknown whether the new way is compatible."""
    before, after = files(a=A, b=READER), files(a=A, b=("a", {"x": (X, "d/a/out@1/t/y")}))
    after["a.odcs.yaml"] = after["a.odcs.yaml"].replace(b"{name: x,", b"{name: x, logicalType: integer,")

    assert affected_by(before, after) == [("d/b", 1, True)]


def test_consumer_without_column_lineage_may_be_affected() -> None:
    """It has only an input."""
    silent: tuple[str, Fields] = ("a", {"z": ()})

    assert affected_by(files(a=A, b=silent), files(a=GONE, b=silent)) == [("d/b", 1, None)]


def test_consumer_without_an_input_is_affected() -> None:
    """Its column lineage names the port."""
    hidden: tuple[str, Fields] = ("", {"x": (X,)})

    assert affected_by(files(a=A, b=hidden), files(a=GONE, b=hidden)) == [("d/b", 1, True)]


def test_consumer_that_is_unreadable_in_the_head_still_counts() -> None:
    """Its lineage in the head is unknown."""
    after = {**files(a=GONE, b=READER), "b.odcs.yaml": b"kind: DataContract\nid: b\nschema: ["}

    assert affected_by(files(a=A, b=READER), after) == [("d/b", 1, True)]


def test_indirect_consumer_is_affected_only_through_the_column() -> None:
    """`c` reads what `b` derives from it, `e` reads something else; `f` does not state what."""
    rest = {
        "b": ("a", {"x": (X,), "w": ()}),
        "c": ("b", {"x": ("d/b/out@1/t/x",)}),
        "e": ("b", {"w": ("d/b/out@1/t/w",)}),
        "f": ("b", {"z": ()}),
    }

    assert affected_by(files(a=A, **rest), files(a=GONE, **rest)) == [
        ("d/b", 1, True),
        ("d/c", 2, True),
        ("d/f", 2, None),
    ]


def test_agreement_is_affected_by_its_columns_or_by_all() -> None:
    """Directly, and indirectly by what derives from the column."""
    before, after = files(a=A, b=READER), files(a=GONE, b=READER)

    def with_(**more: bytes) -> Hits:
        named = {f"{name}.yaml": data for name, data in more.items()}
        return [each for each in affected_by({**before, **named}, {**after, **named}) if each[0] == "board"]

    assert with_(own=agreement("d/a/out@1", "t/x")) == [("board", 1, True)]
    assert with_(own=agreement("d/a/out@1", "t/y")) == [("board", 1, False)]
    assert with_(own=agreement("d/a/out@1")) == [("board", 1, True)]
    assert with_(own=agreement("d/b/out@1", "t/x")) == [("board", 2, True)]
    assert with_(own=agreement("d/b/out@1", "t/z")) == []


@pytest.fixture(scope="module")
def example() -> dict[str, bytes]:
    """Return the documents of the example."""
    found = (
        path for folder in ("products", "governance") for path in sorted((EXAMPLE / folder).rglob("*.yaml"))
    )
    return {path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in found}


def test_affected_consumers_are_those_of_the_graph_if_nothing_else_changes(example: dict[str, bytes]) -> None:
    """For every port of the example and every column: the same consumers, hops and certainty, except its own product."""
    mesh = mesh_of(example)
    known = mesh.derived(columns)
    differing = {}
    for contract in mesh.contracts:
        first = known.first[contract]
        asked = {None: impact_of_ports(mesh, [contract.address])}
        asked |= {each: impact_of_fields(mesh, [first + each]) for each in range(len(contract.fact.fields))}
        for field, by_graph in asked.items():
            found = readers(contract, None if field is None else [field], mesh, mesh)
            own = contract.address.rpartition("/")[0]
            one, other = (
                {
                    (each.address, each.name, each.hops, each.reads)
                    for each in hits
                    if each.reads is not False and (each.agreement or each.address != own)
                }
                for hits in ((*found, *indirect_consumers(found, mesh)), by_graph)
            )
            if one != other:
                differing[contract.address, field] = one ^ other

    assert differing == {}
