"""Two revisions of a mesh for tests: sides, edits of text, and what changed with its verdict."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mesh_of import PLACES, TODAY, blocks, scaffold
from meshwright.changes.assessment import assess
from meshwright.changes.diff import LinkedRevision, diff
from meshwright.facts.compile import compile_unit
from meshwright.impact.change_impact import impact
from meshwright.mesh.link import link
from meshwright.mesh.terms import USUAL
from meshwright.rulekit.engine import LocalRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.facts.unit import Unit
    from meshwright.mesh.terms import CompatibilityTerms

Files = dict[str, bytes]


class Assessed(NamedTuple):
    """A change with its verdict and the direct consumers that it may affect."""

    change: Change
    verdict: Verdict
    hit: tuple[str, ...]


def side(files: Mapping[str, bytes], terms: CompatibilityTerms = USUAL) -> LinkedRevision:
    """Compile and link files."""
    units = {path: _unit(data) for path, data in files.items()}
    return LinkedRevision(link(units, TODAY, terms), units)


@lru_cache(maxsize=512)
def _unit(data: bytes) -> Unit:
    return compile_unit(data, LocalRules(()))


def edited(template: str, *edits: tuple[str, str], files: Mapping[str, bytes] | None = None) -> Files:
    """Return the scaffold with texts of one of its files replaced."""
    found = dict(files or scaffold())
    text = found[PLACES[template]].decode()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    found[PLACES[template]] = text.encode()
    return found


def assessed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Assessed]:
    """Return the changes except those of versions."""
    old, new = side(before), side(after)
    return [
        Assessed(
            change,
            assess(change, old.mesh, new.mesh),
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


def field(more: str = "", *, type_: str = "string") -> str:
    """Return a schema whose field `skip_reason` states more."""
    return fields(f"{{name: skip_reason, logicalType: {type_}{', ' if more else ''}{more}}}")


def fields(*items: str, more: str = "") -> str:
    """Return a schema with fields beside `play_id`."""
    lines = [f"      - {each}\n" for each in ("{name: play_id, logicalType: string}", *items)]
    return f"schema:\n  - name: plays\n{more}    properties:\n{''.join(lines)}"


def replaced(document: str, text: str) -> bytes:
    """Replace top-level keys of a document."""
    return "".join({**blocks(document), **blocks(text)}.values()).encode()
