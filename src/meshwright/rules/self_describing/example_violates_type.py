"""
An example does not conform to its field.

People copy examples first; a wrong example teaches the wrong format, or reveals that the type is wrong.
The rule checks type, enum, pattern, length, bounds, the formats `uuid`, `email`, `uri`, `ipv4` and `ipv6`, and the
`validValues` of a quality rule with severity `error` that no row may violate; `unsupported-pattern` reports a
pattern that cannot run in linear time.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: country
        logicalType: string
        logicalTypeOptions:
          pattern: ^[A-Z]{2}$
        description: Country that the connection came from, ISO 3166-1 alpha-2.
        examples: [DE, DEU]
#                      ^^^ the example `DEU` does not match `^[A-Z]{2}$`
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: source
        logicalType: string
        description: Where the play was started.
        quality:
          - metric: invalidValues
            arguments:
              validValues: [radio, search]
            mustBeLessThan: 1
        examples: [radio, ether]
#                         ^^^^^ the example `ether` is not one of the `validValues` of its quality rule
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: source
        logicalType: string
        description: Where the play was started.
        quality:
          - metric: invalidValues
            arguments:
              validValues: [radio, search]
            mustBeLessThan: 1
            unit: percent
        examples: [radio, ether]
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: played_on
        logicalType: date
        description: The day of the play in UTC.
        examples: ["2026-11-19"]
```
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.disclosure import disclosure
from meshwright.facts.listed_values import sound_lists
from meshwright.finding.finding import Finding, Fix, Related, Replace, Severity
from meshwright.mesh.disclosure import MASK, mask_of
from meshwright.mesh.items import Contract
from meshwright.quantities.conformance import FieldConstraints, departure, shown
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.fields import FieldFact
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@rule("example-violates-type", on=Contract, severity=Severity.ERROR, since="0.1")
def example_violates_type(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Yield one finding for each field and kind of violation; the fix quotes a value that was meant to be a string."""
    for index in contract.fact.fields.more.get("examples", ()):
        field = contract.fact.field(index)
        listed = sound_lists(contract.fact.fields, index, contract.fact.is_sound)
        terms = FieldConstraints(
            field.logical_type, field.physical_type, field.more.options or {}, field.more.enum, listed
        )
        mask = mask_of(contract.fact.fields, index)
        is_shown = mesh.derived(disclosure).is_shown(contract, index)
        found: dict[str, list[tuple[At, str, Fix | None]]] = {}
        for position, value in enumerate(field.more.examples):
            violation = departure(value, terms, is_text=True) if value not in (None, mask) else None
            if violation is not None:
                at = contract.home.at(*field.path, "examples", position)
                message = f"the example {shown(value if is_shown else mask or MASK)} {violation.what}"
                fix = _quoted(value, field, at) if violation.kind == "type" and is_shown else None
                found.setdefault(violation.kind, []).append((at, message, fix))
        for kind, ((at, message, fix), *more) in found.items():
            related = tuple(Related("here too", each) for each, _, _ in more)
            yield Finding(message, at, related, fix, discriminator=kind)


def _quoted(value: object, field: FieldFact, at: At) -> Fix | None:
    if field.logical_type != "string" or not isinstance(value, bool | int | float):
        return None
    return Fix((Replace(at, json.dumps(str(json.dumps(value)))),), safe=False, title="put it in quotes")
