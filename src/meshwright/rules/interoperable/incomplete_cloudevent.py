"""
CloudEvents lack an envelope attribute.

Consumers use the envelope to route, deduplicate and order events before they read the content.
CloudEvents 1.0.2 requires `id`, `source`, `specversion` and `type`; a standard of the mesh may require more.
Objects with the custom property `ceType`, `ceSource` or `cloudEventsMode` are CloudEvents; their attributes are
fields, even if the binding transmits them as headers (`ce_id` is treated as `id`).

```yaml bad contract
schema:
  - name: plays
#         ^^^^^ `plays` lacks the envelope attributes `source` and `specversion`
    customProperties: [{property: runTime, value: PT1H}, {property: ceType, value: example.played}]
    properties:
      - {name: id, logicalType: string, description: Identifies the event., primaryKey: true, classification: internal}
      - {name: ce_type, logicalType: string, description: What happened., classification: internal}
```
```yaml good contract
schema:
  - name: plays
    customProperties: [{property: runTime, value: PT1H}, {property: ceType, value: example.played}]
    properties:
      - {name: id, logicalType: string, description: Identifies the event., primaryKey: true, classification: internal}
      - {name: source, logicalType: string, description: Which system saw it happen., classification: internal}
      - {name: specversion, logicalType: string, description: Of the envelope., classification: internal}
      - {name: type, logicalType: string, description: What happened., classification: internal}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

REQUIRED = ("id", "source", "specversion", "type")
"""The context attributes that CloudEvents 1.0.2 requires."""
_MARKS = frozenset({"ceType", "ceSource", "cloudEventsMode"})


@rule("incomplete-cloudevent", on=Contract, severity=Severity.ERROR, since="0.1", preset="standard")
def incomplete_cloudevent(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check the fields of objects that are CloudEvents; an object without fields is not checked."""
    columns = contract.fact.fields
    attributes = {each: standard for standard in mesh.standards for each in standard.event_attributes}
    wanted = dict.fromkeys((*REQUIRED, *attributes))
    for number, each in enumerate(contract.fact.objects):
        if not _MARKS & each.custom.keys():
            continue
        own = {
            name.casefold().removeprefix("ce_").removeprefix("ce-")
            for name, parent in zip(columns.names, columns.parents, strict=True)
            if parent == -1 - number
        }
        lacking = [attribute for attribute in wanted if attribute not in own]
        if own and "" not in own and lacking:
            listed = " and ".join(filter(None, (", ".join(_quoted(lacking[:-1])), *_quoted(lacking[-1:]))))
            yield Finding(
                f"`{each.name}` lacks the envelope attributes {listed}",
                contract.home.name("schema", number),
                related=tuple(
                    Related(
                        f"`{name}` is required by standard `{attributes[name].name}`",
                        attributes[name].home.name(),
                    )
                    for name in lacking
                    if name not in REQUIRED
                ),
            )


def _quoted(names: list[str]) -> list[str]:
    return [f"`{name}`" for name in names]
