"""
A link points to a file that does not exist in the repository.

The definition, policy or sample on which the document relies cannot be read. The rule checks all
`authoritativeDefinitions` in products and contracts that point to a file: relative to the document, from the root of
the repository, or with `file:`. Letter case matters.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
        authoritativeDefinitions:
          - type: definition
            url: ../prodct.odps.yaml#/description
#                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing file `../prodct.odps.yaml#/description`; did you mean `../product.odps.yaml#/description`?
      - name: played_on
        logicalType: date
        authoritativeDefinitions:
          - type: definition
            url: file:../glossary/days.md
#                ^^^^^^^^^^^^^^^^^^^^^^^^ missing file `file:../glossary/days.md`
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
        authoritativeDefinitions:
          - type: definition
            url: "../product.odps.yaml#/description"
      - name: played_on
        logicalType: date
        authoritativeDefinitions:
          - type: definition
            url: file:../glossary/days.md
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
        authoritativeDefinitions:
          - type: definition
            url: ../product.odps.yaml#/description
          - type: definition
            url: /governance/teams.yaml
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.rulekit.linked_files import MissingFile
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("missing-linked-file", on=MissingFile, severity=Severity.WARNING, since="0.1")
def missing_linked_file(missing: MissingFile) -> Iterator[Finding]:
    """Yield each broken link, with a suggested file."""
    if missing.is_outside:
        yield Finding(f"`{missing.url}` is outside the repository", missing.at)
        return
    message = f"missing file `{missing.url}`{did_you_mean(missing.near)}"
    yield Finding(message, missing.at, fix=meant(missing.at, missing.near))
