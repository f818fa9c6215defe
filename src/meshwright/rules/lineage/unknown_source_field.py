"""
A column comes from a field that isn't there.

The column's lineage breaks off: nobody can say how sensitive its values are, or whom a change of the real field hits.
Addresses and files are followed; names that are no reference of this mesh, such as `raw.orders`, are left alone.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
      - name: replayed_id
        logicalType: string
        physicalType: varchar(36)
        description: The play that it repeats.
        transformSourceObjects:
          - player/play-events/daily@1/plays/playd_id
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `plays` of `player/play-events/daily@1` has no field `playd_id`; did you mean `play_id`?
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
      - name: replayed_id
        logicalType: string
        physicalType: varchar(36)
        description: The play that it repeats.
        transformSourceObjects:
          - player/play-events/daily@1/plays/play_id
```
```yaml good contract
# see the scaffold
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.astray import words
from meshwright.mesh.finding import Finding, Fix, Related, Replace, Severity
from meshwright.mesh.mesh import Contract, Mesh
from meshwright.mesh.references import Missing, Notation, Unknown, near
from meshwright.rulekit.rule import rule
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.references import Source


@rule("unknown-source-field", on=Contract, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_source_field(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Tell each missing thing once, however many columns come from it; ports are `undeclared-input`'s.

    Shorthand may as well be a foreign table's name: it is told of only where a field of its own contract is near.
    """
    astray: dict[tuple[object, ...], list[tuple[Source, Unknown]]] = {}
    for source in mesh.sources.get(contract, ()):
        target = source.target
        if isinstance(target, Unknown) and target.part is not Missing.PORT:
            key = (target.part, target.contract, target.parent, target.name)
            astray.setdefault(key, []).append((source, target))
    for found in astray.values():
        unknown = found[0][1]
        meant = near(unknown, mesh)
        if unknown.notation is Notation.SHORTHAND and (meant is None or unknown.part is Missing.OBJECT):
            continue
        places = [
            contract.home.at(
                *contract.fact.fields.path(source.field), "transformSourceObjects", source.position
            )
            for source, _ in found
        ]
        fix = None
        if meant is not None:
            texts = (target.mended(source.text, meant) for source, target in found)
            edits = tuple(Replace(at, written(text)) for at, text in zip(places, texts, strict=True))
            fix = Fix(edits, safe=False, title=f"write `{meant}`")
        yield Finding(
            words(unknown, meant),
            places[0],
            tuple(Related("comes from there as well", at) for at in places[1:]),
            fix,
        )
