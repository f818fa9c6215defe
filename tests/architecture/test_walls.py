"""What import contracts cannot express: the contents of units and meshes, and the modules that a command loads."""

from __future__ import annotations

import ast
import pickle
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mesh_of import TODAY
from meshwright.facts.compile import compile_unit
from meshwright.mesh.link import link
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from meshwright.facts.unit import Unit

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src/meshwright").rglob("*.py"))


def things_in(value: Any, seen: set[int]) -> Iterable[Any]:
    """Yield a value and everything that it contains."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    if is_dataclass(value):
        children: Iterable[Any] = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, Mapping):
        children = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        children = value
    else:
        children = []
    for child in children:
        yield from things_in(child, seen)


def units() -> dict[str, Unit]:
    """Compile the example."""
    judge = LocalRules(all_rules())
    files = sorted((ROOT / "products").rglob("*.yaml")) + sorted((ROOT / "governance").glob("*.yaml"))
    return {str(path.relative_to(ROOT)): compile_unit(path.read_bytes(), judge) for path in files}


def test_nothing_after_link_is_a_tree_or_a_document() -> None:
    """Units and the mesh contain facts: no pydantic model, no YAML node, event or mark."""
    compiled = units()
    kinds = {type(thing) for thing in things_in((compiled, link(compiled, TODAY)), set())}
    foreign = {kind for kind in kinds if kind.__module__.split(".")[0] in ("pydantic", "yaml")}
    documents = {
        kind
        for kind in kinds
        if kind.__module__.startswith(
            ("meshwright.standards", "meshwright.source.reader", "meshwright.source.tree")
        )
    }

    assert foreign | documents == set()


def test_units_are_small() -> None:
    """The facts are smaller than the text, and the whole unit is at most 2.5 times as large."""
    compiled = units()
    text = sum((ROOT / path).stat().st_size for path in compiled)
    heads = sum(len(pickle.dumps(unit.facts)) for unit in compiled.values())
    packed = sum(len(unit.packed) for unit in compiled.values())

    assert heads < text
    assert heads + packed < 2.5 * text


def test_equal_bytes_produce_equal_units() -> None:
    """Units can therefore be stored under their hash."""
    data = (ROOT / "products/player/play-events/product.odps.yaml").read_bytes()
    judge = LocalRules(all_rules())

    assert compile_unit(data, judge) == compile_unit(data, judge)


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_help_loads_nothing_heavy(flag: str) -> None:
    """The parser comes first; a command loads what it needs."""
    heavy = (
        "pydantic",
        "yaml",
        "networkx",
        "numpy",
        "jinja2",
        "rich",
        "multiprocessing",
        "jsonschema",
        "sqlglot",
    )
    code = (
        "import sys\nfrom meshwright.cli.main import main\n"
        f"try:\n    main([{flag!r}])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_only_the_locator_makes_places_concrete() -> None:
    """Exceptions are the compile step and conversions, which have no unit."""
    makers = {
        path.relative_to(ROOT / "src/meshwright").as_posix()
        for path in SOURCES
        if re.search(r"\bPlaces\(", path.read_text())
    }

    assert makers == {"facts/compile.py", "rulekit/locator.py", "workspace/converting.py"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_have_at_most_500_lines(path: Path) -> None:
    """A rule has at most 120 after its page and imports; a longer module contains more than one idea."""
    is_rule = path.parent.parent.name == "rules"
    text = path.read_text()
    imports = [
        node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom | ast.If)
    ]
    first = max(node.end_lineno or 0 for node in imports) if is_rule and imports else 0

    assert len(text.splitlines()) - first <= (120 if is_rule else 500)


def functions_of(path: Path) -> Iterable[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of a module, including methods and inner functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


LONG = {
    ("source/reader.py", "document"): "one step of a state machine for each kind of libyaml event",
}
"""Functions of more than 60 lines, each with the reason."""


def test_functions_have_at_most_60_lines() -> None:
    """A longer function does more than one thing."""
    long = {
        (path.relative_to(ROOT / "src/meshwright").as_posix(), function.name)
        for path in SOURCES
        for function in functions_of(path)
        if (function.end_lineno or 0) - function.lineno + 1 > 60
    }

    assert long == set(LONG)


def test_each_package_states_what_it_does_not_know() -> None:
    """Its docstring draws the boundary."""
    packages = [path for path in SOURCES if path.name == "__init__.py" and path.parents[1].name != "rules"]
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in packages
        if not re.search(r"[Kk]nows? no|[Dd]oes not", ast.get_docstring(ast.parse(path.read_text())) or "")
    ]

    assert silent == []


def layers_of(name: str) -> list[str]:
    """Return the layers of an import contract, highest first; packages in the same layer are one string."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(each["layers"] for each in contracts if each["name"].startswith(f"{name}: "))
    return layers


def rows_of(table: str) -> list[tuple[str, str]]:
    """Return the first cell of each row: a package, and the package in the same layer."""
    rows = re.findall(r"^\| `([a-z_]+)`(?: \(beside `([a-z_]+)`\))? \|", table, re.MULTILINE)
    return [(name, beside) for name, beside in rows]


@pytest.mark.parametrize(
    ("heading", "contract"),
    [("| layer | ", "Downwards only"), ("| wing | ", "Wings of the analysis go downwards only")],
)
def test_architecture_page_lists_the_layers_in_order(heading: str, contract: str) -> None:
    """ARCHITECTURE.md names each layer in the order of the contract."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = text[text.index(heading) :].partition("\n\n")[0]
    shown: list[set[str]] = []
    for name, beside in rows_of(table):
        if beside:
            assert beside in shown[-1]
            shown[-1].add(name)
        else:
            shown.append({name})

    entries = [set(layer.split(" | ")) for layer in layers_of(contract)]
    assert shown == [layer for layer in entries if "dev" not in layer]


def test_the_interpreter_of_snowflake_shares_no_code_with_the_compiler() -> None:
    """It imports only Python and itself, because a mistake in both would not be found."""
    modules = {path.stem: path for path in (ROOT / "tests").glob("snowflake_*.py")}
    imported = {
        name.partition(".")[0]
        for path in modules.values()
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [one.name for one in each.names]
            if isinstance(each, ast.Import)
            else [each.module or "."]
            if isinstance(each, ast.ImportFrom)
            else []
        )
    }

    assert len(modules) == 3
    assert imported <= {*sys.stdlib_module_names, *modules}
