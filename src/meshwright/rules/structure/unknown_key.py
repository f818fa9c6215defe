"""
The standard does not define this key here.

Its value is ignored; it is usually a typing mistake or a key that belongs in another block.
Put your own facts in `customProperties`.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: played_at
        logicalType: timestamp
        description: When the play began.
        clasification: internal
#       ^^^^^^^^^^^^^ unknown key `clasification` in a schema property; did you mean `classification`?
        # no classification
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: played_at
        logicalType: timestamp
        description: When the play began.
        classification: internal
        # no classification
```
Keys from other formats are rewritten if their meaning is certain: `nullable: false` is `required: true`.
```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: session_id
        nullable: false
#       ^^^^^^^^ unknown key `nullable` in a schema property; write `required: true`
        isUnique: true
#       ^^^^^^^^ unknown key `isUnique` in a schema property; did you mean `unique`?
        is_primary_key: true
#       ^^^^^^^^^^^^^^ unknown key `is_primary_key` in a schema property; did you mean `primaryKey`?
        type: string
#       ^^^^ unknown key `type` in a schema property; did you mean `logicalType`?
      - name: city
        logicalType: string
        dataType: varchar(20)
#       ^^^^^^^^ unknown key `dataType` in a schema property; did you mean `physicalType`?
        nullable: true
#       ^^^^^^^^ unknown key `nullable` in a schema property; write `required: false`
        business_name: Town
#       ^^^^^^^^^^^^^ unknown key `business_name` in a schema property; did you mean `businessName`?
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: session_id
        required: true
        unique: true
        primaryKey: true
        logicalType: string
      - name: city
        logicalType: string
        physicalType: varchar(20)
        required: false
        businessName: Town
```
For other keys, the message names the right key of the standard, or `customProperties` for your own facts.
```yaml bad contract
owner: player-squad
#^5 unknown key `owner` in the contract; state it in `team`, or in `customProperties`
schema:
  - name: plays
    physicalType: file
    properties:
      - name: state
        logicalType: string
        pattern: "^[a-z]+$"
#       ^^^^^^^ unknown key `pattern` in a schema property; it belongs in `logicalTypeOptions`
        pii: false
#       ^^^ unknown key `pii` in a schema property; state your own facts in `customProperties`
        logicalTypeOptions:
          enum: [new, paid]
#         ^^^^ unknown key `enum` in `logicalTypeOptions`; it belongs in a schema property
```
```yaml good contract
customProperties:
  - property: costCentre
    value: "4711"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.rewording import REFERENCE, fix_of, rewording
from meshwright.finding.finding import At, Finding, Fix, Replace, Severity, did_you_mean
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part
from meshwright.source.problem import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Iterator


_EDITORS = "$schema"
"""A key for editors; they also accept a comment in its place."""
_OWNERS = frozenset({"owner", "dataowner", "data_owner", "owners", "contact"})
_HOMES = {
    "format": "`logicalTypeOptions`",
    **dict.fromkeys(("comment", "comments", "doc", "note", "notes"), "`description`"),
}
"""The standard's paths for facts that other formats state as a key of a schema property."""


@rule("unknown-key", on=UnknownKey, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_key(problem: UnknownKey) -> Iterator[Finding]:
    """Name the item with the unknown key, and suggest a similar key or the right place."""
    at = At(problem.path, Part.KEY)
    meant = rewording(problem) if problem.since is None else None
    if problem.since is not None:
        hint = f"; it exists since version {problem.since} of the standard"
    elif meant is not None:
        hint = did_you_mean(meant.key) if not meant.value else f"; write `{meant.text}`"
    elif problem.near is not None:
        hint = did_you_mean(problem.near)
    elif problem.home is not None:
        hint = f"; it belongs in {problem.home}"
    else:
        hint = _home(problem)
    fix = None
    if meant is not None:
        fix = fix_of(problem, meant)
    elif problem.near is not None and problem.since is None:
        fix = Fix((Replace(at, problem.near),), safe=False, title=f"rename it to `{problem.near}`")
    hides = (At((*problem.path[:-1], problem.near)),) if problem.near is not None else ()
    if problem.key == _EDITORS:
        hint = "; write a comment `# yaml-language-server: $schema=…`"
        fix, hides = None, ()
    if problem.key == REFERENCE:
        hint = "; write it out, use an alias (in YAML), or link to it with `authoritativeDefinitions`"
        hides = (At(problem.path[:-1]),)
    yield Finding(
        f"unknown key `{problem.key}` in {problem.owner}{hint}",
        at,
        fix=fix,
        discriminator=problem.key,
        hides=hides,
    )


def _home(problem: UnknownKey) -> str:
    """Suggest where the information under an unknown key belongs: at another path, or in a custom property."""
    known = frozenset(problem.known)
    if problem.key == "enum" and "maxLength" in known:
        return "; write a quality rule `invalidValues`, or, since v3.2.0, the field's `enum`"
    if problem.key.casefold() in _OWNERS and "team" in known:
        return "; state it in `team`, or in `customProperties`"
    if problem.key == "quality" and "schema" in known:
        return "; it belongs in a schema object or property"
    if "logicalTypeOptions" in known and problem.key in _HOMES:
        return f"; state it in {_HOMES[problem.key]}"
    return "; state your own facts in `customProperties`" if "customProperties" in known else ""
