r"""
A linked column hasn't its scheme's type or pattern.

Identifiers of one scheme are written alike everywhere, or they don't meet: `007` as a number is `7`.
Patterns are compared as they are written; `\d` and `[0-9]`, and anchors or none, count as the same.

```yaml bad entity
identifier:
  scheme: isni
  logicalType: string
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
```
```yaml bad meaning
domain: player
```
```yaml bad contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        logicalTypeOptions:
          pattern: ^[0-9]{16}$
#                  ^^^^^^^^^^^ `artist/isni` is of the pattern `^[0-9]{15}[0-9X]$`, and `plays/isni` of another
        description: The artist credited first.
        classification: public
```
```yaml bad entity
name: artist
```
```yaml bad meaning
domain: player
```
```yaml bad contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: integer
#                    ^^^^^^^ `artist/isni` is of type string, and `plays/isni` is integer
        description: The artist credited first.
        classification: public
```
```yaml fixed entity
name: artist
```
```yaml fixed meaning
domain: player
```
```yaml fixed contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
```
```yaml good entity
identifier:
  scheme: isni
  logicalType: string
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
```
```yaml good meaning
domain: player
```
```yaml good contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties: [{property: runTime, value: PT1H}]
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        logicalTypeOptions:
          pattern: \d{15}[0-9X]
        description: The artist credited first.
        classification: public
```
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.mesh.entities import vocabulary
from meshwright.mesh.finding import Finding, Fix, Related, Replace, Severity
from meshwright.mesh.identifying import form_of_link
from meshwright.mesh.linked import linked
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.pattern import is_same
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.entities import Vocabulary
    from meshwright.mesh.linked import Link


@rule(
    "identifier-type-mismatch",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def identifier_type_mismatch(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Hold linked columns against their schemes; what either doesn't say is no mismatch."""
    words = mesh.once(vocabulary)
    for link in mesh.once(linked).all():
        finding = _mismatch(link, words)
        if finding is not None:
            yield finding


def _mismatch(link: Link, words: Vocabulary) -> Finding | None:
    form = form_of_link(link, words)
    columns, home = link.contract.fact.fields, link.contract.home
    path = columns.path(link.field)
    related = (Related("linked here", link.at), Related("the scheme", link.scheme.at))
    kind = columns.logical_types[link.field]
    if form.logical_type and kind and kind != form.logical_type:
        at = home.at(*path, "logicalType")
        fix = Fix((Replace(at, form.logical_type),), safe=False, title=f"make it {form.logical_type}")
        message = f"`{form.label}` is of type {form.logical_type}, and `{link.column}` is {kind}"
        return Finding(message, at, related, fix, link.scheme.label)
    options = columns.more.get("options", {}).get(link.field) or {}
    pattern = options.get("pattern")
    if form.pattern and isinstance(pattern, str) and not is_same(pattern, form.pattern):
        at = home.at(*path, "logicalTypeOptions", "pattern")
        fix = Fix((Replace(at, json.dumps(form.pattern)),), safe=False, title="take over the scheme's")
        message = f"`{form.label}` is of the pattern `{form.pattern}`, and `{link.column}` of another"
        return Finding(message, at, related, fix, link.scheme.label)
    return None
