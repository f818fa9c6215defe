"""Meshes for tests: a few lines of text, and the clean scaffold that supplies the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from completing import absent_at_top, completed_by_parts, inserted, insertions, moved
from meshwright.facts.compile import compile_unit
from meshwright.mesh.link import link
from meshwright.rulekit.configuration import Configuration
from meshwright.rulekit.engine import LocalRules
from meshwright.source.snapshot import SnapshotSource, of_folder
from meshwright.workspace.comparison import compare
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import Report
    from meshwright.rulekit.examples import Example, ExpectedFinding, Fence
    from meshwright.workspace.comparison import Comparison
    from meshwright.workspace.compiled import CompiledSnapshot

TODAY = date(2026, 11, 22)
SCAFFOLD = Path(__file__).parent / "scaffold"
PLACES = {
    "contract": "products/player/play-events/contracts/daily.v1.odcs.yaml",
    "product": "products/player/play-events/product.odps.yaml",
    "other_contract": "products/payments/royalties/contracts/statements.v1.odcs.yaml",
    "other_product": "products/payments/royalties/product.odps.yaml",
    "mesh": "governance/mesh.yaml",
    "teams": "governance/teams.yaml",
    "domains": "governance/domains.yaml",
    "systems": "governance/systems.yaml",
    "roles": "governance/roles.yaml",
    "classifications": "governance/classifications.yaml",
}
ON_REQUEST = {
    "entity": "governance/entities/artist.yaml",
    "meaning": "products/player/meanings.yaml",
    "other_meaning": "products/payments/meanings.yaml",
}
"""Documents that the clean mesh lacks, but that examples may complete."""
_TOP_KEY = re.compile(r"^([A-Za-z]\w*):", re.MULTILINE)


class Written(NamedTuple):
    """A file of an example, and its expected findings."""

    path: str
    data: bytes
    marks: tuple[ExpectedFinding, ...]
    supplied: frozenset[str] = frozenset()
    """The lines that the template added inside of the text."""


def scaffold() -> dict[str, bytes]:
    """Return the files of the clean mesh to which examples belong."""
    return {path: _template(name).encode() for name, path in PLACES.items()}


@cache
def _template(name: str) -> str:
    """Return a file of the scaffold, with the parts of `parts.yaml`."""
    return completed_by_parts((SCAFFOLD / f"{name}.yaml").read_text(encoding="utf-8"))


def blocks(text: str) -> dict[str, str]:
    """Split a document's text into its top-level keys."""
    starts = [found.start() for found in _TOP_KEY.finditer(text)]
    ends = [*starts[1:], len(text)] if starts else []
    return {
        text[start:end].partition(":")[0]: text[start:end] for start, end in zip(starts, ends, strict=True)
    }


def completed(fence: Fence) -> Written:
    """Return an example's file: its text completed by its template (see `completing`), and its marks."""
    path = fence.path or {**PLACES, **ON_REQUEST}[fence.template]
    if fence.is_raw:
        return Written(path, fence.data, fence.marks)
    text = fence.data.decode()
    if "---" in text.splitlines():
        return Written(path, fence.data, fence.marks)
    template = _template(fence.template).partition("---\n")[0]
    added = insertions(text, template)
    marks = tuple(moved(mark, text, added) for mark in fence.marks)
    text = inserted(text, added)
    present = blocks(text).keys() | absent_at_top(text)
    lacking = "".join(block for key, block in blocks(template).items() if key not in present)
    return Written(path, (text + lacking).encode(), marks, frozenset(each.text for each in added))


def mesh_of(files: Mapping[str, bytes]) -> Mesh:
    """Compile and link files that are not on disk, without running rules."""
    return link({path: compile_unit(data, LocalRules(())) for path, data in files.items()}, TODAY)


def report_on(folder: Path, files: Mapping[str, bytes], configuration: Configuration | None = None) -> Report:
    """Write files into a folder and check it as one mesh."""
    source = compiled_in(folder, files)
    return check(source, configuration or Configuration(preset="strict"), lambda _: True, TODAY).report


def compiled_in(folder: Path, files: Mapping[str, bytes]) -> CompiledSnapshot:
    """Write files into a folder and compile them."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return compiled(of_folder(folder), {})


def files_of(example: Example) -> dict[str, bytes]:
    """Return the files of an example, in its clean mesh."""
    files = scaffold()
    for fence in example.fences:
        written = completed(fence)
        files[written.path] = written.data
        if fence.is_gone:
            del files[written.path]
    return files


def comparison_of(
    folder: Path,
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    tip: Mapping[str, bytes] | None = None,
) -> Comparison:
    """Write two revisions of a mesh into a folder and compare them; the first is called `main`."""
    one, other = compiled_in(folder / "before", before), compiled_in(folder / "after", after)
    one = replace(one, snapshot=replace(one.snapshot, origin=SnapshotSource("main", "0" * 40)))
    of_tip = compiled_in(folder / "tip", tip) if tip is not None else None
    return compare(one, other, of_tip, Configuration(preset="strict"), TODAY)
