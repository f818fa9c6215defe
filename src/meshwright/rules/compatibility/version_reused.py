"""
The base branch already uses this version for different content.

Two branches bumped to the same version, and one of them was merged.
Merging the other would give one version two different contents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Revision
from meshwright.changes.verdict import bumped, moved
from meshwright.finding.finding import Finding, Fix, Replace, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.version import parse_version
from meshwright.rulekit.rule import rule
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Edit
    from meshwright.mesh.mesh import Mesh


@rule("version-reused", on=Revision, severity=Severity.ERROR, since="0.1", preset="essential")
def version_reused(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:  # noqa: ARG001 - the comparison noted it
    """Report the reused version, and suggest the next one with the same bump."""
    old, new = revision.old, revision.new
    if revision.released is None or not isinstance(new, Contract):
        return
    was = parse_version(old.fact.version) if isinstance(old, Contract) else None
    taken = parse_version(revision.released)
    fix = None
    if was is not None and taken is not None and was != taken:
        version = bumped(taken, moved(was, taken))
        edits: list[Edit] = [Replace(new.home.at("version"), written(version))]
        port = after.ports.get(new.port) if new.port else None
        if port is not None and port.fact.version is not None:
            edits.append(Replace(port.at("version"), written(version)))
        fix = Fix(tuple(edits), safe=False, title=f"bump the version to {version}")
    yield Finding(
        f"`{revision.released}` is already used for different content on the base branch",
        new.home.at("version"),
        fix=fix,
    )
