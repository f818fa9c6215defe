"""
The standard does not allow this value here.

Tools support only the values that the standard lists.

```yaml bad contract
servers:
  - server: production
    type: posgresql
#         ^^^^^^^^^ unknown value `posgresql`; did you mean `postgresql`?
    host: db.watergarden.example
    port: 5432
    database: player
    schema: public
```
```yaml fixed contract
servers:
  - server: production
    type: postgresql
    host: db.watergarden.example
    port: 5432
    database: player
    schema: public
```
A physical type is not a logical type, but usually corresponds to exactly one of them.
```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: ms
        logicalType: bigint
#                    ^^^^^^ unknown value `bigint`; did you mean `integer`?
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: ms
        logicalType: integer
```
A relationship names a YAML file, or only the object, which is looked up in the whole mesh.
```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: track
        logicalType: string
        relationships:
          - to: tracks.json#/schema/tracks/properties/id
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ODCS has no references into JSON files; write `tracks.id`
```
```yaml good contract
servers:
  - server: production
    type: postgresql
    host: db.watergarden.example
    port: 5432
    database: player
    schema: public
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity, did_you_mean, meant
from meshwright.quantities.physical import family
from meshwright.rulekit.rule import rule
from meshwright.source.problem import UnknownValue

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LISTED = 12
_INTO_JSON = re.compile(r"[^#]+\.json#/?schema/(?P<object>[\w-]+)/properties/(?P<field>[\w-]+)")


@rule("unknown-value", on=UnknownValue, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_value(problem: UnknownValue) -> Iterator[Finding]:
    """Report the allowed values."""
    at = At(problem.path, problem.part)
    near = _logical_type(problem) or problem.near
    if near is not None:
        hint = did_you_mean(near)
    elif problem.known:
        listed = ", ".join(f"`{value}`" for value in problem.known[:_MOST_LISTED])
        hint = f"; supported: {listed}" + (" and more" if len(problem.known) > _MOST_LISTED else "")
    else:
        hint = ""
    found = problem.found if problem.is_counted else f"`{problem.found}`"
    into_json = _INTO_JSON.fullmatch(problem.found)
    if into_json is not None:
        bare = f"{into_json['object']}.{into_json['field']}"
        yield Finding(f"ODCS has no references into JSON files; write `{bare}`", at, fix=meant(at, bare))
    elif problem.expected and not hint:
        yield Finding(f"expected {problem.expected}, found {found}", at)
    else:
        yield Finding(f"unknown value {found}{hint}", at, fix=meant(at, near))


def _logical_type(problem: UnknownValue) -> str | None:
    """Return the logical type that corresponds to a physical type written in its place."""
    found = family(problem.found) if problem.path[-1:] == ("logicalType",) else None
    return found.natural if found is not None and found.natural in problem.known else None
