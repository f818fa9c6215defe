"""Mutants through the pipeline: no exception, no failed rule, no slow run."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mutants import Material

from corpora import contracts, products
from cpu import cpu, machine, within
from mesh_of import TODAY
from meshwright.cli.request import request_whole_mesh
from meshwright.facts.compile import compile_unit
from meshwright.facts.compile_sample import compile_sample
from meshwright.report.formats import FORMATS, Style, render
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules
from meshwright.source.rows import form_of
from meshwright.source.tree import parse, syntax_of
from meshwright.workspace.parquet_process import isolated_rows
from meshwright.workspace.pipeline import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.configuration import Configuration
    from meshwright.workspace.compiled import CompiledSnapshot

ROOT = Path(__file__).parents[2]
EVERYTHING = ROOT / "tests/standards/documents"
CHUNK = 250
"""Mutants per test."""
SECONDS = 2
"""Processor time of compiling one mutant, and of checking and rendering one mesh."""
ENDLESS = 60
"""Processor time after which a mesh is given up, so that the next ones can be tried."""
JUDGE = LocalRules(all_rules())


@dataclass(frozen=True)
class Bench:
    """The example mesh with the vendored examples in it, compiled once, and the sources of mutants."""

    base: CompiledSnapshot
    configuration: Configuration
    material: Material


@cache
def bench() -> Bench:
    """Return the bench of this process."""
    asked = request_whole_mesh(str(ROOT), TODAY)
    compiled = asked.compiled({})
    vendored = [*contracts("valid"), *contracts("invalid"), *products(), *EVERYTHING.glob("*.yaml")]
    small = [path for path in vendored if path.stat().st_size < 50_000]
    guests = dict(_guest(path, is_json=number % 2 == 1) for number, path in enumerate(small))
    base = compiled.edited(guests)
    files = {path: base.data(path) for path in base.units}
    documents = {path: data for path, data in files.items() if path.endswith((".yaml", ".json"))}
    trees = {path: parse(data.decode(), syntax_of(path)) for path, data in documents.items()}
    values = {path: [each.value for each in tree.documents] for path, tree in trees.items() if tree.is_whole}
    return Bench(base, asked.configuration, Material(files, values))


def _guest(path: Path, *, is_json: bool) -> tuple[str, bytes]:
    """Return name and content of a vendored file, as JSON if required and possible."""
    data = path.read_bytes()
    tree = parse(data.decode())
    if is_json and len(tree.documents) == 1:
        text = json.dumps(tree.documents[0].value, indent=2, ensure_ascii=False)
        return f"guests/{path.stem}.json", text.encode("utf-8", "surrogatepass")
    return f"guests/{path.name}", data


def unit_of(path: str, data: bytes) -> Unit:
    """Compile a mutant as the type of file that its name states."""
    if path.endswith((".yaml", ".json")):
        return compile_unit(data, JUDGE, syntax_of(path))
    return compile_sample(data, form_of(path), JUDGE, isolated_rows)


def faults_of(drafts: dict[str, bytes]) -> list[str]:
    """Return the faults after some files of the bench are replaced."""
    mesh, found, units = bench(), [], {}
    for path, data in drafts.items():
        start = cpu()
        units[path] = unit_of(path, data)
        if (taken := cpu() - start) > SECONDS * machine():
            found.append(f"compiling {path} took {taken:.1f} s")
    start = cpu()
    source = replace(mesh.base, units={**mesh.base.units, **units}, drafts={**mesh.base.drafts, **drafts})
    outcome = check(source, mesh.configuration, lambda _: True, TODAY)
    found += [f"{rule} failed" for rule in outcome.failed_rules]
    if (taken := cpu() - start) > SECONDS * machine():
        found.append(f"checking took {taken:.1f} s")
    for name in FORMATS:
        start = cpu()
        text = render(outcome.report, name, Style(shows_all=len(outcome.report.diagnostics) < 3_000))
        text.encode()
        if "\x1b" in text:
            found.append(f"{name} has an escape sequence")
        if name in {"json", "sarif", "gitlab"}:
            json.loads(text)
        if (taken := cpu() - start) > SECONDS * machine():
            found.append(f"{name} took {taken:.1f} s")
    return found


def meshes(number: int, ending: str = "") -> Iterator[dict[str, tuple[str, bytes]]]:
    """Return the mutants of a chunk, one to 24 per mesh: by path, the mutation and the file."""
    chance = random.Random(f"pipeline {number}")
    material = bench().material
    files = [path for path in material.paths if path.endswith(ending)]
    left = CHUNK
    while left:
        paths = chance.sample(files, min(chance.choice((1, 6, 12, 24)), left))
        yield {path: material.mutant(path, chance) for path in paths}
        left -= len(paths)


def hold(number: int, folder: Path, ending: str = "") -> None:
    """Run the mutants of a chunk; keep the failing ones in a folder."""
    faults: list[str] = []
    for count, made in enumerate(meshes(number, ending)):
        drafts = {path: data for path, (_, data) in made.items()}
        try:
            with within(ENDLESS):
                found = faults_of(drafts)
        except pytest.fail.Exception as late:
            found = [str(late)]
        except Exception as error:  # noqa: BLE001 - any is a fault, and the next mutants tell more
            found = [repr(error)]
        if found:
            kept = folder / str(count)
            for path, data in drafts.items():
                (kept / path).parent.mkdir(parents=True, exist_ok=True)
                (kept / path).write_bytes(data)
            how = {path: how for path, (how, _) in made.items()}
            faults.append(f"{'; '.join(found)[:400]} in {kept}: {how}")

    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(12))
def test_mutants_are_checked_without_a_fault(number: int, tmp_path: Path) -> None:
    """3,000 of them, the same in every run."""
    hold(number, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_mutants_of_json_are_checked_without_a_fault(number: int, tmp_path: Path) -> None:
    """500 of them."""
    hold(number, tmp_path, ".json")


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(2, 24))
def test_many_mutants_of_json_are_checked_without_a_fault(number: int, tmp_path: Path) -> None:
    """Together with those above, 6,000."""
    hold(number, tmp_path, ".json")


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(12, 400))
def test_many_mutants_are_checked_without_a_fault(number: int, tmp_path: Path) -> None:
    """Together with those above, 100,000."""
    hold(number, tmp_path)
