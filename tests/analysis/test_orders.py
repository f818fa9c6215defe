"""Cycles and orders of ports, with networkx as the oracle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import grows_less_than
from flows import Node, mesh
from meshwright.analysis.flow.inputs import cycles, sources
from meshwright.analysis.promises.production import makings

NAMES = [f"p{number}" for number in range(7)]
GRAPHS = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), unique=True, max_size=4), min_size=1
)
LAW = settings(max_examples=150, derandomize=True, deadline=None)
Edges = Mapping[str, Mapping[str, Any]]


def edges(inputs: Mapping[str, list[str]]) -> Edges:
    """Return edges as `cycles` expects them; their locations do not matter."""
    return {port: dict.fromkeys(found) for port, found in inputs.items()}


@LAW
@given(GRAPHS)
def test_cycles_have_no_common_step_and_leave_none(inputs: dict[str, list[str]]) -> None:
    """Each starts at its first port by name, and the order of declarations does not matter."""
    graph = nx.DiGraph((port, source) for port, found in inputs.items() for source in found if source != port)
    found = list(cycles(edges(inputs)))

    for cycle in found:
        assert min(cycle) == cycle[0]
        assert len(set(cycle)) == len(cycle) > 1
        for step in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            graph.remove_edge(*step)
    assert nx.is_directed_acyclic_graph(graph)
    turned = {port: inputs[port][::-1] for port in reversed(inputs)}
    assert list(cycles(edges(turned))) == found


def test_many_cycles_are_found_in_linear_time() -> None:
    """Separate cycles, and cycles with a common port."""

    def pairs(size: int) -> Callable[[], object]:
        found = {
            f"{one}{number}": {f"{other}{number}": None}
            for number in range(size)
            for one, other in ("ab", "ba")
        }
        hub = {"hub": {f"c{number}": None for number in range(size)}}
        return lambda: list(cycles(found | hub | {port: {"hub": None} for port in hub["hub"]}))

    grows_less_than(3, pairs, 4_000)


@LAW
@given(GRAPHS)
def test_contracts_follow_their_inputs(inputs: dict[str, list[str]]) -> None:
    """Except those in cycles or between two: they have no order."""
    declared = {name: tuple(each for each in inputs.get(name, ()) if each != name) for name in NAMES}
    linked = mesh(*(Node(name, found) for name, found in declared.items()))
    graph = nx.DiGraph((source, port) for port, found in sources(linked).items() for source in found)
    in_cycles = {each for part in nx.strongly_connected_components(graph) if len(part) > 1 for each in part}
    before = {each for node in in_cycles for each in (node, *nx.ancestors(graph, node))}
    behind = {each for node in in_cycles for each in (node, *nx.descendants(graph, node))}

    made = makings(linked)
    order = [contract.port for contract in made.order]

    assert {contract.port for contract in made.circular} == before & behind
    assert sorted([*order, *(contract.port for contract in made.circular)]) == sorted(
        contract.port for contract in made.of
    )
    places = {port: place for place, port in enumerate(order)}
    for source, port in graph.edges:
        assert port not in places or source not in places or places[source] < places[port]
