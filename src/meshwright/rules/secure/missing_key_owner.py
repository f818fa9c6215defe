"""
A pseudonym does not state who holds its key.

Anyone with the key, or the table of tokens, can trace each value back.
Without a named team, it is unclear whether readers of the data can get the key, and who is responsible if it leaks.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: listener_key
        logicalType: string
        customProperties:
          - property: deidentification
            value:
              method: keyed-hash
#                     ^^^^^^^^^^ missing `keyOwner` for `keyed-hash`; name the team that holds the key
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: listener_key
        logicalType: string
        customProperties:
          - property: deidentification
            value:
              method: keyed-hash
              keyOwner: player-squad
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.masking import masking
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

KEYED = ("keyed-hash", "tokenize")


@rule("missing-key-owner", on=Contract, severity=Severity.ERROR, since="0.1", preset="standard")
def missing_key_owner(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Check each field with a key-based pseudonym; a method outside a mapping cannot name an owner."""
    columns = contract.fact.fields
    for field, custom in columns.more.get("custom", {}).items():
        done = masking(custom)
        if done.method not in KEYED or (done.key_owner or "").strip():
            continue
        at = contract.home.at(*columns.path(field), "customProperties", "deidentification", "value")
        stated = custom["deidentification"]
        if isinstance(stated, Mapping):
            at = at / ("keyOwner" if "keyOwner" in stated else "method")
        yield Finding(f"missing `keyOwner` for `{done.method}`; name the team that holds the key", at)
