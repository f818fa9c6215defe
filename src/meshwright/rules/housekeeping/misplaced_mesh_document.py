"""
A `Mesh` document is in a file where it has no effect.

Only the first `Mesh` document in `governance/mesh.yaml` takes effect.
Elsewhere, a stricter preset, a severity or an exclusion has no effect, although it appears to be in force.

```yaml bad mesh governance/settings.yaml
kind: Mesh
#     ^^^^ a `Mesh` document has no effect here; move its settings to `governance/mesh.yaml`
name: scaffold-2
```
```yaml good mesh
preset: strict
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = "governance/mesh.yaml"


@rule("misplaced-mesh-document", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def misplaced_mesh_document(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Yield all `Mesh` documents except the one whose settings take effect."""
    entries = mesh.register("Mesh")
    counting = min(
        (each for each in entries if each.home.file == PLACE),
        key=lambda each: each.home.document,
        default=None,
    )
    for entry in entries:
        if entry is counting:
            continue
        related = () if counting is None else (Related("the settings in effect", counting.home.at("kind")),)
        what = "remove it" if entry.home.file == PLACE else f"move its settings to `{PLACE}`"
        yield Finding(f"a `Mesh` document has no effect here; {what}", entry.home.at("kind"), related)
