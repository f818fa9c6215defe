"""Whom a change hits when others change with it: who reads it at head is asked, and with what of it."""

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
"""The columns of a port, with what each is made from."""
Hits = list[tuple[str, int, bool | None]]


def files(**products: tuple[str, Fields]) -> dict[str, bytes]:
    """Return products that serve `d/<name>/out@1` with a table `t`; behind each stand its inputs, parted by spaces."""
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
    """Return an agreement on columns of a port; on all of them, where none are named."""
    stated = f"columns: [{', '.join(named)}]\n" if named else ""
    return f"""apiVersion: meshwright/v1
kind: AccessAgreement
port: {port}
consumer: {{team: growth, use: board}}
{stated}purpose: analysis
role: analyst
expires: "2027-01-01"
""".encode()


def hit(before: dict[str, bytes], after: dict[str, bytes]) -> Hits:
    """Return whom the changes of `a` hit, or who reads it and is not hit."""
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


def test_who_stops_reading_a_column_with_the_change_is_not_hit() -> None:
    """They still read the port, by another column."""
    before, after = files(a=A, b=READER), files(a=GONE, b=("a", {"x": ("d/a/out@1/t/y",)}))

    assert hit(before, after) == [("d/b", 1, False)]


def test_who_reads_a_column_still_is_hit() -> None:
    """What they make of it leads nowhere now, and stands."""
    assert hit(files(a=A, b=READER), files(a=GONE, b=READER)) == [("d/b", 1, True)]


def test_who_gives_up_the_port_is_no_consumer_of_it() -> None:
    """Neither by an input nor by lineage."""
    assert hit(files(a=A, b=READER), files(a=GONE, b=("", {"x": ()}))) == []


def test_who_starts_reading_a_column_with_the_change_is_hit() -> None:
    """The column changes its type, and head says who reads it."""
    before = files(a=A, b=("a", {"x": ("d/a/out@1/t/y",)}))
    after = files(a=A, b=READER)
    after["a.odcs.yaml"] = after["a.odcs.yaml"].replace(b"{name: x,", b"{name: x, logicalType: integer,")

    assert hit(before, after) == [("d/b", 1, True)]


def test_who_reads_a_changed_column_in_another_way_is_hit() -> None:
    """Nobody knows whether the other way copes with it."""
    before, after = files(a=A, b=READER), files(a=A, b=("a", {"x": (X, "d/a/out@1/t/y")}))
    after["a.odcs.yaml"] = after["a.odcs.yaml"].replace(b"{name: x,", b"{name: x, logicalType: integer,")

    assert hit(before, after) == [("d/b", 1, True)]


def test_who_does_not_say_what_they_read_may_be_hit() -> None:
    """An input without column lineage."""
    silent: tuple[str, Fields] = ("a", {"z": ()})

    assert hit(files(a=A, b=silent), files(a=GONE, b=silent)) == [("d/b", 1, None)]


def test_who_reads_without_an_input_is_hit() -> None:
    """Column lineage names the port all the same."""
    hidden: tuple[str, Fields] = ("", {"x": (X,)})

    assert hit(files(a=A, b=hidden), files(a=GONE, b=hidden)) == [("d/b", 1, True)]


def test_a_reader_that_can_not_be_read_now_still_reads_what_it_read() -> None:
    """What it says at head is not known."""
    after = {**files(a=GONE, b=READER), "b.odcs.yaml": b"kind: DataContract\nid: b\nschema: ["}

    assert hit(files(a=A, b=READER), after) == [("d/b", 1, True)]


def test_further_away_only_those_are_hit_who_have_the_column() -> None:
    """`c` takes what `b` makes of it, `e` takes something else; `f` does not say."""
    rest = {
        "b": ("a", {"x": (X,), "w": ()}),
        "c": ("b", {"x": ("d/b/out@1/t/x",)}),
        "e": ("b", {"w": ("d/b/out@1/t/w",)}),
        "f": ("b", {"z": ()}),
    }

    assert hit(files(a=A, **rest), files(a=GONE, **rest)) == [
        ("d/b", 1, True),
        ("d/c", 2, True),
        ("d/f", 2, None),
    ]


def test_an_agreement_is_hit_by_the_columns_that_it_names_or_by_all() -> None:
    """At first hand, and at second hand by what is made of the column."""
    before, after = files(a=A, b=READER), files(a=GONE, b=READER)

    def with_(**more: bytes) -> Hits:
        named = {f"{name}.yaml": data for name, data in more.items()}
        return [each for each in hit({**before, **named}, {**after, **named}) if each[0] == "board"]

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


def test_where_nothing_else_changes_a_change_hits_whom_the_graph_names(example: dict[str, bytes]) -> None:
    """For every port of the example and every column: the same consumers, as far and as surely; but for its own product."""
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
