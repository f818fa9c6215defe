"""The import contracts fail on every violation that is planted in a copy of the package."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWNER = "rules/discoverable/missing_purpose.py"
PLANTED = (
    ("source/text.py", "import meshwright.standards.shape", "Downwards only"),
    ("facts/facts.py", "import meshwright.mesh.mesh", "Downwards only"),
    (
        "analysis/flow/columns.py",
        "import meshwright.analysis.meaning.joins",
        "Wings of the analysis go downwards only",
    ),
    (
        "catalog/html/product.py",
        "import meshwright.catalog.assembly.product",
        "What the catalog writes comes from its documents",
    ),
    (OWNER, "import meshwright.rules.structure.unknown_key", "Rules do not know rules"),
    (OWNER, "import yaml", "YAML is read in one place"),
    ("scores/product_score.py", "import yaml", "YAML is read in one place"),
    (OWNER, "import pydantic", "No pydantic after the compile step"),
    ("quantities/glob.py", "import pydantic_core", "No pydantic after the compile step"),
    ("report/text.py", "import pydantic_core", "No pydantic after the compile step"),
    (OWNER, "import networkx", "Graphs are drawn in one place"),
    ("analysis/flow/columns.py", "import networkx", "Graphs are drawn in one place"),
    (OWNER, "import jsonschema", "JSON Schemas are applied in one place"),
    ("rulekit/engine.py", "import multiprocessing", "Processes are started by Git and the workers alone"),
    ("catalog/site.py", "import subprocess", "Processes are started by Git and the workers alone"),
    (OWNER, "import os", "No input or output where meaning is worked out"),
    ("facts/facts.py", "from pathlib import Path", "No input or output where meaning is worked out"),
    ("analysis/flow/columns.py", "import tempfile", "No input or output where meaning is worked out"),
    ("changes/diff.py", "import socket", "No input or output where meaning is worked out"),
    ("report/json.py", "import shutil", "No input or output where meaning is worked out"),
)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Plant all violations in one copy, and return the output of lint-imports."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(
        ROOT / "src/meshwright", folder / "meshwright", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "meshwright/finding/circle.py").write_text("import meshwright.finding.locations\n")
    circle = ("finding/locations.py", "import meshwright.finding.circle", "No circle")
    for path, line, _ in (*PLANTED, circle):
        target = folder / "meshwright" / path
        target.write_text(f"{target.read_text()}\n{line}\n")
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "from importlinter.cli import lint_imports_command as run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(folder), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize(("path", "line", "contract"), PLANTED)
def test_each_contract_fails_on_its_violation(path: str, line: str, contract: str, broken: str) -> None:
    """A contract that does not fail is worse than none, because everyone relies on it.

    The text after its name states the remedy.
    """
    module = f"meshwright.{path.removesuffix('.py').replace('/', '.')}"
    imported = re.split(r"\s", line)[1]
    sections = re.split(r"\n(?=.+\n-{4,}\n)", broken)
    section = next((each for each in sections if each.startswith(f"{contract}: ")), "")

    assert re.search(rf"{re.escape(module)}\s+->\s+{re.escape(imported)}\b", section.replace("\n", " ")), (
        broken
    )


def test_each_contract_has_a_planted_violation() -> None:
    """A contract without a violation may be ineffective."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    names = {each["name"].partition(": ")[0] for each in settings["contracts"]}

    assert names == {contract for *_, contract in PLANTED} | {"No circle, inside a package either"}


def test_circle_inside_a_package_is_found(broken: str) -> None:
    """Two modules that import each other can only be read together."""
    section = re.split(r"\nNo circle, inside a package either: .+\n-+\n", broken)[1].partition("\n---")[0]

    assert "No cycles are allowed in meshwright.finding" in section, broken
