"""
A column derives from a field that does not exist.

The column's lineage ends here: it is unknown how sensitive its values are, and which consumers a change to the real
field affects. If SQL reads a column that an input lacks, that is a warning. Addresses and files are checked; names
that do not refer to this mesh, such as `raw.orders`, are not.

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

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.analysis.flow.missing_columns import missing_columns
from meshwright.finding.finding import Cause, Finding, Fix, Replace, Severity
from meshwright.mesh.items import Contract
from meshwright.mesh.reference_messages import unresolved_message
from meshwright.mesh.references import (
    Notation,
    UnresolvedPart,
    UnresolvedReference,
    near,
    sources_by_contract,
)
from meshwright.rulekit.rule import rule
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("unknown-source-field", on=Contract, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_source_field(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report each column with a missing source field; `undeclared-input` reports missing ports. A shorthand could
    also be the name of an external table, so it is reported only if a field in its own contract has a similar name.
    """
    for source in mesh.derived(sources_by_contract).get(contract, ()):
        unknown = source.target
        if not isinstance(unknown, UnresolvedReference) or unknown.part is UnresolvedPart.PORT:
            continue
        meant = near(unknown, mesh)
        if unknown.notation is Notation.SHORTHAND and (
            meant is None or unknown.part is UnresolvedPart.OBJECT
        ):
            continue
        at = contract.home.at(
            *contract.fact.fields.path(source.field), "transformSourceObjects", source.position
        )
        fix = None
        if meant is not None:
            text = written(unknown.corrected(source.text, meant))
            fix = Fix((Replace(at, text),), safe=False, title=f"write `{meant}`")
        yield Finding(unresolved_message(unknown, meant), at, fix=fix, causes=tuple(_twins(unknown)))
    yield from _read_by_sql(contract, mesh)


def _twins(unknown: UnresolvedReference) -> Iterator[Cause]:
    """Yield a note if another object with the same name has the field, because references resolve to the first object."""
    if unknown.contract is None or unknown.part is not UnresolvedPart.FIELD:
        return
    facts = unknown.contract.fact
    number = -1 - unknown.parent if unknown.parent < 0 else facts.fields.object(unknown.parent)
    name = facts.objects[number].name
    for other, each in enumerate(facts.objects):
        if each.name == name and other != number:
            yield Cause(unknown.contract.home.at("schema", other, "name"), "duplicate-object")


def _read_by_sql(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report as a warning each missing column that SQL reads, because a contract may omit columns of its table."""
    fields = contract.fact.fields
    for field, (table, name) in missing_columns(contract, mesh):
        unknown = UnresolvedReference(
            Notation.ADDRESS, UnresolvedPart.FIELD, name, 0, table.contract, -1 - table.position
        )
        at = contract.home.at(*fields.path(field), "transformLogic")
        yield Finding(
            unresolved_message(unknown, near(unknown, mesh)),
            replace(at, words=(name,)),
            discriminator=f"{fields.name(field, contract.fact.objects)} {name}",
            severity=Severity.WARNING,
            causes=tuple(_twins(unknown)),
        )
