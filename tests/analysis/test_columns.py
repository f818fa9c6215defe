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
    """Make a contract of each letter that a field begins with; `a.b` is a part of the struct `a`."""
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
    """Walk from one field; give names with hops, without those that it starts from."""
    start = [field for field in range(len(found)) if _name(found, field) == name]
    reach = found.upstream(start) if is_upstream else found.downstream(start)
    return {_name(found, field): hop for field, hop in reach.hops.items() if hop}


def _name(found: Columns, field: int) -> str:
    return found.name(field).removeprefix("t/").replace("/", ".")


def test_hops_are_counted_along_the_shortest_way() -> None:
    """A field that two ways lead to is as far as the shorter one."""
    found = lineage_of(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])

    assert reached(found, "a") == {"b": 1, "c": 1, "d": 2}
    assert reached(found, "d", is_upstream=True) == {"c": 1, "b": 2, "a": 2}


def test_a_depth_ends_the_walk() -> None:
    """What is further than the depth is not reached."""
    found = lineage_of(["a", "b", "c"], [("a", "b"), ("b", "c")])

    assert found.downstream([0], depth=1).hops == {0: 0, 1: 1}


def test_a_part_goes_where_its_struct_goes_and_its_sibling_does_not_follow() -> None:
    """`s` goes to `t`: so does its part; what comes from one part does not touch the other one's readers."""
    found = lineage_of(
        ["a", "s", "s.x", "s.y", "t", "u", "w"], [("a", "s.x"), ("s", "t"), ("s.y", "u"), ("s.x", "w")]
    )

    assert reached(found, "a") == {"s.x": 1, "s": 1, "t": 2, "w": 2}
    assert reached(found, "s.y") == {"t": 1, "u": 1}
    assert reached(found, "u", is_upstream=True) == {"s.y": 1, "s": 1}


def test_an_address_is_what_finds_the_field_again() -> None:
    """Ids are looked up late: names, addresses and the places of fields and edges."""
    found = lineage_of(["a", "s", "s.x"], [("a", "s.x")])

    assert [found.address(field) for field in range(3)] == ["-/a@1/t/a", "-/s@1/t/s", "-/s@1/t/s/x"]
    assert found.at(2).path == ("schema", 0, "properties", 0, "properties", 0)
    assert found.edge_at(0).path == (*found.at(2).path, "transformSourceObjects", 0)
    assert found.edge_at(0).file == "s.odcs.yaml"


def test_what_nobody_has_makes_lineage_unknown_and_no_edge() -> None:
    """Foreign names, and fields that are not there, are kept apart; a whole object too."""
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
def test_downstream_is_what_every_edge_says_and_upstream_is_its_inverse(edges: list[Edge]) -> None:
    """Walking by hand gives the same, and who is downstream of a field has it upstream."""
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
    """A field between the two ends of each edge leaves what is reached as it is, at twice the hops."""
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


def test_a_way_is_told_edge_by_edge() -> None:
    """The path to a field goes by the first way found, through parts where it must."""
    found = lineage_of(["a", "s", "s.x", "t"], [("a", "s.x"), ("s", "t")])
    down = found.downstream([0])
    up = found.upstream([len(found) - 1])

    assert [found.name(found.targets[edge]) for edge in down.path(len(found) - 1)] == ["t/s/x", "t/t"]
    assert [found.name(found.sources[edge]) for edge in up.path(0)] == ["t/s", "t/a"]
    assert down.path(0) == ()


def test_ten_thousand_hops_are_no_recursion() -> None:
    """A chain as deep as a mesh may have is walked and told."""
    names = [f"{'abcdefgh'[number % 8]}{number}" for number in range(10_000)]
    found = lineage_of(names, list(pairwise(names)))
    first = next(field for field in range(len(found)) if found.name(field) == "t/a0")
    last = next(field for field in range(len(found)) if found.name(field) == "t/h9999")

    reach = found.downstream([first])
    assert reach.hops[last] == 9_999
    assert len(reach.path(last)) == 9_999
