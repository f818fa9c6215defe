from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from facts_of import contract_fact, mesh_of_facts
from mesh_of import mesh_of
from meshwright.analysis.flow.columns import Columns, columns

if TYPE_CHECKING:
    from collections.abc import Iterable

Edge = tuple[str, str]


def lineage_of(fields: Iterable[str], edges: Iterable[Edge]) -> Columns:
    """Make a contract for each initial letter of the fields; `a.b` is a part of the struct `a`."""
    sources: dict[str, list[str]] = {}
    for source, target in edges:
        sources.setdefault(target, []).append(source)
    letters = sorted({field[0] for field in fields})
    groups = ([field for field in fields if field[0] == letter] for letter in letters)
    return columns(
        mesh_of_facts(
            contract_fact(
                group[0][0],
                group,
                {each: list(map(_address, sources[each])) for each in group if each in sources},
            )
            for group in groups
        )
    )


def _address(field: str) -> str:
    return f"-/{field[0]}@1/t/{field.replace('.', '/')}"


def reached(found: Columns, name: str, *, is_upstream: bool = False) -> dict[str, int]:
    """Walk from one field; return names with hops, without the start."""
    start = [field for field in range(len(found)) if _name(found, field) == name]
    reach = found.upstream(start) if is_upstream else found.downstream(start)
    return {_name(found, field): hop for field, hop in reach.hops.items() if hop}


def _name(found: Columns, field: int) -> str:
    return found.name(field).removeprefix("t/").replace("/", ".")


def test_hops_are_counted_along_the_shortest_path() -> None:
    """A field that two paths reach has the hops of the shorter one."""
    found = lineage_of(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])

    assert reached(found, "a") == {"b": 1, "c": 1, "d": 2}
    assert reached(found, "d", is_upstream=True) == {"c": 1, "b": 2, "a": 2}


def test_a_depth_ends_the_walk() -> None:
    """Fields beyond the depth are not reached."""
    found = lineage_of(["a", "b", "c"], [("a", "b"), ("b", "c")])

    assert found.downstream([0], depth=1).hops == {0: 0, 1: 1}


def test_part_follows_its_struct_but_not_its_sibling() -> None:
    """A part of `s` reaches `t` like `s`; lineage from one part does not affect readers of the other."""
    found = lineage_of(
        ["a", "s", "s.x", "s.y", "t", "u", "w"], [("a", "s.x"), ("s", "t"), ("s.y", "u"), ("s.x", "w")]
    )

    assert reached(found, "a") == {"s.x": 1, "s": 1, "t": 2, "w": 2}
    assert reached(found, "s.y") == {"t": 1, "u": 1}
    assert reached(found, "u", is_upstream=True) == {"s.y": 1, "s": 1}


def test_address_finds_the_field_again() -> None:
    """Ids are looked up late: names, addresses, and locations of fields and edges."""
    found = lineage_of(["a", "s", "s.x"], [("a", "s.x")])

    assert [found.address(field) for field in range(3)] == ["-/a@1/t/a", "-/s@1/t/s", "-/s@1/t/s/x"]
    assert found.at(2).path == ("schema", 0, "properties", 0, "properties", 0)
    assert found.edge_at(0).path == (*found.at(2).path, "transformSourceObjects", 0)
    assert found.edge_at(0).file == "s.odcs.yaml"


def test_unknown_source_makes_lineage_unknown() -> None:
    """Foreign names and missing fields are listed separately, and so are missing objects; they are not edges."""
    found = lineage_of(["a", "b"], [("a", "b")])
    foreign = columns(
        mesh_of(
            {
                "a.odcs.yaml": b"""apiVersion: v3.1.0
kind: DataContract
id: a
version: 1.0.0
status: active
schema:
  - name: t
    properties:
      - name: x
        transformSourceObjects: [table_name_1]
      - name: y
        transformSourceObjects: [u.nowhere]
      - name: z
        transformSourceObjects: ["-/a@1/u", u.v, u.v]
  - name: u
    properties:
      - name: v
"""
            }
        )
    )

    assert found.foreign == frozenset()
    assert foreign.foreign == {0, 1}
    assert [(whole.target, whole.object, whole.entry) for whole in foreign.wholes] == [(2, 1, 0)]
    assert (list(foreign.sources), list(foreign.targets), list(foreign.entries)) == ([3], [2], [1])


FIELDS = [*"abcdef", "s", "s.x", "s.y", "s.y.z", "t", "t.x", "t.x.y"]
EDGES = st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from(FIELDS)), max_size=14)


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _by_hand(edges: list[Edge], name: str) -> set[str]:
    ends = {target for source, target in edges if _overlap(source, name)}
    while True:
        more = {target for source, target in edges if any(_overlap(source, end) for end in ends)} - ends
        if not more:
            return {field for field in FIELDS if any(_overlap(field, end) for end in ends)}
        ends |= more


@settings(max_examples=60, deadline=None, derandomize=True)
@given(EDGES)
def test_downstream_follows_every_edge_and_upstream_is_its_inverse(edges: list[Edge]) -> None:
    """A walk by hand gives the same result; a field downstream of another has it upstream."""
    edges = [(source, target) for source, target in edges if not _overlap(source, target)]
    found = lineage_of(FIELDS, edges)
    down = {name: set(reached(found, name)) for name in FIELDS}
    up = {name: set(reached(found, name, is_upstream=True)) for name in FIELDS}
    for name in FIELDS:
        start = {field for field in FIELDS if _overlap(field, name)}
        assert down[name] == _by_hand(edges, name) - start
        assert up[name] - start == {
            other for other in FIELDS if name in _by_hand(edges, other) and not _overlap(name, other)
        }


@settings(max_examples=40, deadline=None, derandomize=True)
@given(EDGES)
def test_splitting_a_hop_changes_nothing_about_reach(edges: list[Edge]) -> None:
    """A field inserted in each edge doubles the hops and changes nothing else."""
    edges = [(source, target) for source, target in edges if not _overlap(source, target)]
    between = [f"m{number}" for number in range(len(edges))]
    split = [
        edge
        for middle, (source, target) in zip(between, edges, strict=True)
        for edge in ((source, middle), (middle, target))
    ]
    whole, halves = lineage_of(FIELDS, edges), lineage_of([*FIELDS, *between], split)
    for name in FIELDS:
        twice = {field: 2 * hop for field, hop in reached(whole, name).items()}
        assert twice == {field: hop for field, hop in reached(halves, name).items() if field in FIELDS}


def test_path_lists_each_edge() -> None:
    """It is the first path found, through parts if necessary."""
    found = lineage_of(["a", "s", "s.x", "t"], [("a", "s.x"), ("s", "t")])
    down = found.downstream([0])
    up = found.upstream([len(found) - 1])

    assert [found.name(found.targets[edge]) for edge in down.path(len(found) - 1)] == ["t/s/x", "t/t"]
    assert [found.name(found.sources[edge]) for edge in up.path(0)] == ["t/s", "t/a"]
    assert down.path(0) == ()


def test_ten_thousand_hops_cause_no_recursion() -> None:
    """The longest possible chain is walked and listed."""
    names = [f"{'abcdefgh'[number % 8]}{number}" for number in range(10_000)]
    found = lineage_of(names, list(pairwise(names)))
    first = next(field for field in range(len(found)) if found.name(field) == "t/a0")
    last = next(field for field in range(len(found)) if found.name(field) == "t/h9999")

    reach = found.downstream([first])
    assert reach.hops[last] == 9_999
    assert len(reach.path(last)) == 9_999
