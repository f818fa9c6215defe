from __future__ import annotations

import re
from itertools import pairwise

from meshwright.analysis.flow.graph import Edge, Node, Subgraph
from meshwright.finding.finding import At
from meshwright.report.graph import DEEPEST, as_json, tree
from meshwright.report.graph_diagrams import MOST_IN_MERMAID, dot, mermaid

HOSTILE = 'a"]; click n0 "javascript:alert(1)" <script>\\" \x1b[31m\n::error::%% end'


def excerpt(*steps: tuple[str, str], start: str = "a", is_upstream: bool = False) -> Subgraph:
    names = dict.fromkeys((start, *(name for step in steps for name in step)))
    hops = {start: 0}
    for source, target in steps:
        before, after = (target, source) if is_upstream else (source, target)
        hops.setdefault(after, hops[before] + 1)
    return Subgraph(
        (start,),
        {name: Node(name, "port", None, f"of {name}", ()) for name in names},
        hops,
        tuple(Edge(source, target, At(), 0) for source, target in steps),
        is_upstream=is_upstream,
    )


def test_mermaid_has_its_own_ids_and_labels_without_markup() -> None:
    """No text of a file is read as Mermaid or HTML."""
    text = mermaid(excerpt(("a", HOSTILE)))
    label = text.splitlines()[2]

    assert text.splitlines()[0] == "flowchart LR"
    assert re.fullmatch(r'  n1\["[A-Za-z0-9 _./,:()#;-]*"\]', label)
    assert "#34;" in label
    assert len(text.splitlines()) == 6


def test_dot_quotes_texts_of_files() -> None:
    """Quotes and backslashes are escaped; a line stays a line."""
    text = dot(excerpt(("a", HOSTILE)))

    assert text.count("\n") == 7
    (label,) = re.findall(r'n1 \[label="((?:[^"\\]|\\.)*)", tooltip="(?:[^"\\]|\\.)*"\];', text)
    assert "\x1b" not in label


def test_too_large_diagram_states_what_it_omits() -> None:
    """Mermaid gets the nearest nodes and a note; DOT gets all."""
    found = excerpt(*(("a", f"n{number:04}") for number in range(MOST_IN_MERMAID + 9)))

    assert mermaid(found).splitlines()[-1].startswith('  more["10 more nodes and 0 more steps are left out')
    assert dot(found).count("->") == MOST_IN_MERMAID + 9


def test_tree_follows_a_shared_node_once() -> None:
    """At its nearest occurrence; elsewhere it is marked."""
    found = excerpt(("a", "b"), ("a", "d"), ("b", "c"), ("c", "d"), ("d", "e"))

    assert tree(found) == (
        "a  (of a)\n"
        "├─ b  (of b), columns unknown\n"
        "│  └─ c  (of c), columns unknown\n"
        "│     └─ d  (of d), columns unknown  (expanded elsewhere)\n"
        "└─ d  (of d), columns unknown\n"
        "   └─ e  (of e), columns unknown\n"
    )


def test_upstream_tree_points_against_the_data() -> None:
    """The root is the requested node."""
    assert tree(excerpt(("b", "a"), ("c", "b"), is_upstream=True)) == (
        "a  (of a)\n└─ b  (of b), columns unknown\n   └─ c  (of c), columns unknown\n"
    )


def test_deep_tree_is_not_indented_further_and_counts_hops() -> None:
    """A chain of thousands is a list, without recursion."""
    names = ["a", *(f"n{number}" for number in range(5_000))]
    lines = tree(excerpt(*pairwise(names))).splitlines()

    assert len(lines) == 5_001
    assert max(map(len, lines)) < 3 * DEEPEST + 80
    assert lines[-1].lstrip() == "└─ hop 5000: n4999  (of n4999), columns unknown"


def test_names_contain_no_terminal_commands() -> None:
    """Escape sequences and workflow commands in names are shown."""
    assert "\x1b" not in tree(excerpt(("a", HOSTILE)))


def test_json_has_locations_and_states_what_is_unknown() -> None:
    """`columns` is null if the columns of a step are unknown."""
    assert '"columns": null' in as_json(excerpt(("a", "b")), lambda _: "file.yaml:3")
