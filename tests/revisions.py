"""Two revisions of a mesh for tests: sides, edits of text, and what changed with its verdict."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mesh_of import PLACES, TODAY, scaffold
from meshwright.changes.diff import Side, diff
from meshwright.changes.judging import judge
from meshwright.lineage.impact import impact
from meshwright.mesh.compile import compile_unit
from meshwright.mesh.link import link
from meshwright.rulekit.engine import LocalRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.mesh.unit import Unit

Files = dict[str, bytes]


class Judged(NamedTuple):
    """A change with its verdict and the direct consumers that it may hit."""

    change: Change
    verdict: Verdict
    hit: tuple[str, ...]


def side(files: Mapping[str, bytes]) -> Side:
    """Compile and link files."""
    units = {path: _unit(data) for path, data in files.items()}
    return Side(link(units, TODAY), units)


@lru_cache(maxsize=512)
def _unit(data: bytes) -> Unit:
    return compile_unit(data, LocalRules(()))


def edited(template: str, *edits: tuple[str, str], files: Mapping[str, bytes] | None = None) -> Files:
    """Give the scaffold with texts of one of its files replaced."""
    found = dict(files or scaffold())
    text = found[PLACES[template]].decode()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    found[PLACES[template]] = text.encode()
    return found


def judged(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Judged]:
    """Give what changed, but for versions."""
    old, new = side(before), side(after)
    return [
        Judged(
            change,
            judge(change, old.mesh, new.mesh),
            tuple(
                each.name
                for each in impact(change, old.mesh, new.mesh)
                if each.hops == 1 and each.reads is not False
            ),
        )
        for revision in diff(old, new)
        for change in revision.changes
        if change.aspect != ("version",)
    ]
