"""Levels along column lineage: inherited, lowered, and leaking edges."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Node, mesh
from meshwright.analysis.sensitivity.classification import UNKNOWN, Sensitivity, sensitivity, spread
from meshwright.analysis.sensitivity.unmapped_inputs import blind

if TYPE_CHECKING:
    import random

LAW = settings(max_examples=60, derandomize=True, deadline=None)
LEVELS = ("public", "internal", "confidential", "restricted")


def of(*nodes: Node) -> Sensitivity:
    found = mesh(*nodes).derived(sensitivity)
    assert found is not None
    return found


def leaks(*nodes: Node) -> list[tuple[str, str]]:
    """Return for each leak the field whose source is too sensitive, and the source's level."""
    levels = of(*nodes)
    return [
        (levels.columns.address(levels.columns.targets[leak.edge]), LEVELS[leak.rank])
        for leak in levels.leaks()
    ]


SOURCE = Node("a", columns=(("key", "restricted", (), None),))


@pytest.mark.parametrize(
    ("level", "done", "leak"),
    [
        ("restricted", None, None),
        ("confidential", None, "restricted"),
        ("confidential", {"method": "keyed-hash"}, None),
        ("confidential", {"method": "tokenize"}, None),
        ("confidential", {"method": "encrypt"}, None),
        ("internal", {"method": "keyed-hash"}, "confidential"),
        ("confidential", {"method": "hash"}, "restricted"),
        ("confidential", {"method": "max"}, "restricted"),
        ("confidential", {"method": "scramble"}, "restricted"),
        ("internal", {"method": "count", "minGroupSize": 20}, None),
        ("internal", {"method": "count"}, "restricted"),
        ("internal", {"method": "count", "minGroupSize": 1}, "restricted"),
        ("public", {"method": "avg", "minGroupSize": 20}, "internal"),
    ],
)
def test_method_lowers_the_level(level: str, done: dict[str, object] | None, leak: str | None) -> None:
    """Pseudonyms by one step, figures about groups to the registry's level, any other method not at all."""
    target = Node("b", ("a",), columns=(("x", level, ("d/a/p@1/t/key",), done),))

    assert leaks(SOURCE, target) == ([("d/b/p@1/t/x", leak)] if leak else [])


def test_pseudonym_is_never_below_the_floor() -> None:
    """A level at the floor is kept."""
    source = Node("a", columns=(("key", "internal", (), None),))
    target = Node("b", ("a",), columns=(("x", "public", ("d/a/p@1/t/key",), {"method": "keyed-hash"}),))

    assert leaks(source, target) == [("d/b/p@1/t/x", "internal")]


def test_leak_is_reported_at_the_first_leaking_edge() -> None:
    """It passes through a field without a level; after a field with too low a level it is not reported again."""
    middle = Node("b", ("a",), columns=(("x", None, ("d/a/p@1/t/key",), None),))
    leaking = Node("c", ("b",), columns=(("y", "internal", ("d/b/p@1/t/x",), None),))
    behind = Node("d", ("c",), columns=(("z", "internal", ("d/c/p@1/t/y",), None),))

    assert leaks(SOURCE, middle, leaking, behind) == [("d/c/p@1/t/y", "restricted")]


def test_path_leads_to_the_origin() -> None:
    """Also through fields that declare their level."""
    middle = Node("b", ("a",), columns=(("x", "restricted", ("d/a/p@1/t/key",), None),))
    levels = of(SOURCE, middle, Node("c", ("b",), columns=(("y", "public", ("d/b/p@1/t/x",), None),)))
    (leak,) = levels.leaks()

    way = [levels.columns.address(levels.columns.sources[edge]) for edge in levels.origin(leak.edge)]
    assert way == ["d/b/p@1/t/x", "d/a/p@1/t/key"]


def test_classification_without_column_lineage_is_unknown() -> None:
    """A port with a lower level than its input may be wrong; one with the same level is not."""
    low = Node("b", ("a",), columns=(("x", "internal", (), None),))
    high = Node("c", ("a",), columns=(("x", "restricted", (), None),))
    whole = Node("e", ("a",), columns=(("x", "internal", ("d/a/p@1/t",), None), ("y", "internal", (), None)))

    found = mesh(SOURCE, low, high, whole).derived(blind)
    assert sorted(each.making.contract.fact.id for each in found) == ["b", "e"]
    assert leaks(SOURCE, low, high, whole) == []


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Node, ...]:
    """Generate fields that derive from any others, including cycles."""
    count = draw(st.integers(2, 7))
    nodes = []
    for number in range(count):
        sources = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=3))
        level = draw(st.sampled_from((None, None, *LEVELS)))
        method = draw(st.sampled_from((None, None, "keyed-hash", "count")))
        done = {"method": method, "minGroupSize": 20} if method else None
        column = ("x", level, tuple(f"d/n{each}/p@1/t/x" for each in sources if each != number), done)
        nodes.append(Node(f"n{number}", columns=(column,)))
    return tuple(nodes)


@given(graphs(), st.randoms(use_true_random=False))
@LAW
def test_levels_do_not_depend_on_the_order(nodes: tuple[Node, ...], chance: random.Random) -> None:
    """Edges may be followed in any order."""
    levels = of(*nodes)
    edges = list(range(len(levels.columns.targets)))
    chance.shuffle(edges)
    again = replace(levels, inferred=array("b", [UNKNOWN] * len(levels.columns)))
    spread(again, edges)

    assert again.inferred == levels.inferred


@given(graphs(), st.integers(0, 6))
@LAW
def test_higher_level_lowers_no_other(nodes: tuple[Node, ...], which: int) -> None:
    """Raising a field's declared level raises others or leaves them unchanged; existing leaks remain."""
    at = which % len(nodes)
    name, level, sources, done = nodes[at].columns[0]
    if level is None:
        return
    higher = replace(nodes[at], columns=((name, "restricted", sources, done),))
    before, after = of(*nodes), of(*nodes[:at], higher, *nodes[at + 1 :])

    assert all(after.rank(field) >= before.rank(field) for field in range(len(before.columns)))
    assert {before.columns.targets[leak.edge] for leak in before.leaks()} <= {
        after.columns.targets[leak.edge] for leak in after.leaks()
    } | {
        before.columns.id(before.columns.contracts[number], 0) for number in range(len(nodes)) if number == at
    }
