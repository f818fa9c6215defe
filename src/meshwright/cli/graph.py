"""`meshwright graph`: shows lineage, the path between two items, or the consumers that a change affects."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from meshwright.analysis.flow.graph import Node, Subgraph
    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

NO = 1
MOST_DIGITS = 9
"""The maximum number of digits in a depth; no mesh has longer paths."""
FORMATS = ("text", "json", "mermaid", "dot", "openlineage")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `graph`."""
    questions = parser.add_subparsers(dest="question", metavar="QUESTION", required=True)
    for name, words in (
        ("upstream", "list the upstream items"),
        ("downstream", "list the downstream items"),
        ("path", "the shortest path of data from one item to another"),
        (
            "impact",
            "the consumers that a change to an item affects; for a change between two revisions, see `meshwright impact`",
        ),
    ):
        question = questions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        _add_arguments(question, name)


def _add_arguments(parser: argparse.ArgumentParser, question: str) -> None:
    from meshwright.cli.mesh_loading import add_arguments

    names = ("from", "to") if question == "path" else ("address",)
    for name in names:
        parser.add_argument(
            name, metavar=name.upper(), help="a product, port, object or field: player/play-events/daily@1"
        )
    if question != "path":
        parser.add_argument("--depth", type=_hops, metavar="N", help="maximum number of hops")
    if question != "impact":
        parser.add_argument(
            "--columns", action="store_true", help="follow columns, even for a whole port or product"
        )
    parser.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
    add_arguments(parser)


def _hops(text: str) -> int:
    import argparse

    hops = int(text[:MOST_DIGITS]) if text.isdecimal() else 0
    if hops < 1:
        raise argparse.ArgumentTypeError("the depth is a number of hops, 1 or more")
    return hops if len(text) <= MOST_DIGITS else 10**MOST_DIGITS


def run(options: argparse.Namespace) -> int:
    """Print the result; return 1 if there is no path, 2 if documents cannot be read."""
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.stored_answer import answer

    return answer(options, options.mesh, load_mesh, _answer)


def _answer(options: argparse.Namespace, read: LoadedMesh) -> int:
    if options.question == "path":
        return read.ending(_path(options, read))
    start = _start(options.address, read.mesh)
    if options.question == "impact":
        return read.ending(_impact(options, start, read))
    return read.ending(_around(options, start, read))


@dataclass(frozen=True, slots=True)
class _Start:
    """The item at an address."""

    ports: tuple[str, ...]
    fields: tuple[int, ...] | None
    """The fields below the address; None for a whole port."""


def _start(address: str, mesh: Mesh) -> _Start:
    """Return the item at an address; raises UsageError if there is none."""
    from meshwright.analysis.flow.columns import columns
    from meshwright.analysis.flow.graph import Graph
    from meshwright.cli.mesh_loading import resolve_argument

    graph, known = mesh.derived(Graph), mesh.derived(columns)
    if address in graph.exposed:
        return _Start(graph.exposed[address], None)
    if address in graph.nodes:
        return _Start((address,), None)
    found = resolve_argument(address, mesh)
    contract = found.contract
    if found.object is None:
        return _Start((contract.address,), None)
    if found.field is not None:
        return _Start((contract.address,), (known.id(contract, found.field),))
    fields = _fields(contract, mesh)
    return _Start((contract.address,), tuple(each for each in fields if known.object(each) == found.object))


def _fields(contract: Contract, mesh: Mesh) -> range:
    from meshwright.analysis.flow.columns import columns

    first = mesh.derived(columns).first[contract]
    return range(first, first + len(contract.fact.fields))


def _all_fields(start: _Start, mesh: Mesh) -> tuple[int, ...]:
    if start.fields is not None:
        return start.fields
    contracts = (mesh.contract_at[port] for port in start.ports if port in mesh.contract_at)
    return tuple(field for contract in contracts for field in _fields(contract, mesh))


def _around(options: argparse.Namespace, start: _Start, read: LoadedMesh) -> int:
    from meshwright.analysis.flow.column_excerpt import around, beyond_columns
    from meshwright.analysis.flow.graph import Graph
    from meshwright.report.graph import tree
    from meshwright.report.terminal import one_line

    is_upstream = options.question == "upstream"
    if options.columns or start.fields is not None:
        excerpt = around(read.mesh, _all_fields(start, read.mesh), options.depth, is_upstream=is_upstream)
    else:
        graph = read.mesh.derived(Graph)
        walk = graph.upstream if is_upstream else graph.downstream
        excerpt = walk(start.ports, options.depth)
    beyond = list(beyond_columns(read.mesh, start.fields)) if is_upstream and start.fields else []
    if beyond and options.format == "text":
        if excerpt.edges:
            _write(options.format, excerpt, read, tree)
        name = one_line(options.address)
        sys.stdout.writelines(f"{name}: {one_line(each)}\n" for each in beyond)
        return 0
    _write(options.format, excerpt, read, tree)
    return 0


def _path(options: argparse.Namespace, read: LoadedMesh) -> int:
    from meshwright.analysis.flow.column_excerpt import way
    from meshwright.analysis.flow.graph import Graph, Subgraph
    from meshwright.report import graph as report
    from meshwright.report.terminal import one_line

    names = getattr(options, "from"), options.to
    one, other = (_start(name, read.mesh) for name in names)
    graph = read.mesh.derived(Graph)
    is_by_columns = options.columns or one.fields is not None or other.fields is not None
    if is_by_columns:
        found = way(read.mesh, _all_fields(one, read.mesh), _all_fields(other, read.mesh))
    else:
        found = graph.path(one.ports, other.ports)
    if found is not None:
        lines = read.lines(edge.at for edge in found.edges)
        _write(options.format, found, read, lambda excerpt: report.way(excerpt, lines.__getitem__))
        return 0
    if options.format != "text":
        _write(options.format, Subgraph((), {}, {}, ()), read, str)
        return NO
    words = f"no data flow from {names[0]} to {names[1]}"
    if is_by_columns and graph.path(one.ports, other.ports):
        words += "; there is a path between their ports, but not through declared columns"
    elif not is_by_columns and graph.path(other.ports, one.ports):
        words += "; data flows in the other direction"
    sys.stdout.write(f"{one_line(words)}\n")
    return NO


def _impact(options: argparse.Namespace, start: _Start, read: LoadedMesh) -> int:
    from meshwright.impact.affected_consumers import drawn, impact_of_fields, impact_of_ports
    from meshwright.report.graph import affected_consumers, affected_consumers_as_json

    if start.fields is None:
        found = impact_of_ports(read.mesh, start.ports, options.depth)
    else:
        found = impact_of_fields(read.mesh, start.fields, options.depth)
    if options.format == "text":
        sys.stdout.write(affected_consumers(options.address, found))
    elif options.format == "json":
        sys.stdout.write(affected_consumers_as_json(options.address, found))
    else:
        _write(options.format, drawn(read.mesh, start.ports, found), read, str)
    return 0


def _write(form: str, excerpt: Subgraph, read: LoadedMesh, as_text: Callable[[Subgraph], str]) -> None:
    from meshwright.report.graph import as_json
    from meshwright.report.graph_diagrams import dot, mermaid
    from meshwright.report.openlineage import events

    if form == "json":
        lines = read.lines(edge.at for edge in excerpt.edges)
        sys.stdout.write(as_json(excerpt, lines.__getitem__))
    elif form == "openlineage":
        sys.stdout.write(events(_ports(excerpt.nodes.values()), read.mesh))
    else:
        write = {"text": as_text, "mermaid": mermaid, "dot": dot}[form]
        sys.stdout.write(write(excerpt))


def _ports(nodes: Iterable[Node]) -> set[str]:
    return {node.contract.address for node in nodes if node.contract is not None}
