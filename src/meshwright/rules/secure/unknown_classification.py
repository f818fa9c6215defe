"""
A classification is not a level of the registry.

An unknown level has no rank, so no rule protects the data and no role is cleared for it.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        classification: intrenal
#                       ^^^^^^^^ unknown classification level `intrenal`; did you mean `internal`?
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        classification: internal
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
        physicalType: varchar(2)
        description: Where it was played, as ISO 3166-1 alpha-2.
        classification: internal
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.registries import mappings
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At


@rule("unknown-classification", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Classification",))
def unknown_classification(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check every place that names a level."""
    ladder = mesh.classification
    if (
        ladder is None
        or "" in ladder.levels
        or any(each.sketch.kind == "Classification" for each in mesh.broken)
    ):
        return
    for level, at in _named(mesh, frozenset((*ladder.levels, None, ""))):
        if level and level not in ladder.levels:
            near = nearest(level, ladder.levels)
            yield Finding(
                f"unknown classification level `{level}`{did_you_mean(near) or f'; available: {_listed(ladder.levels)}'}",
                at,
                fix=meant(at, near),
            )


def _listed(levels: tuple[str, ...]) -> str:
    return ", ".join(f"`{level}`" for level in levels)


def _named(mesh: Mesh, known: frozenset[str | None]) -> Iterator[tuple[str, At]]:
    """Yield the level names, except those in contracts whose names are all known."""
    for contract in mesh.contracts:
        columns = contract.fact.fields
        if known.issuperset(columns.classifications):
            continue
        for field, level in enumerate(columns.classifications):
            if level:
                yield level, contract.home.at(*columns.path(field), "classification")
    for role in mesh.roles.values():
        yield role.clearance, role.home.at("clearance")
    for entry in mesh.register("Classification"):
        for key in ("pseudonymisedFloor", "aggregatedLevel", "sampleLevel"):
            yield entry.get(key) or "", entry.home.at(key)
        for position, category in enumerate(mappings(entry.get("dataCategories"))):
            yield (
                category.get("minimumLevel") or "",
                entry.home.at("dataCategories", position, "minimumLevel"),
            )
