"""
A de-identification has an unknown method.

It is unknown what such a method does to the values, so it neither lowers a level nor protects the field, whatever its
name suggests.

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
              method: keyed_hash
#                     ^^^^^^^^^^ unknown method `keyed_hash`; did you mean `keyed-hash`?
              keyOwner: player-squad
```
```yaml fixed contract
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
#           ^^^^^ missing `method`; supported: `keyed-hash`, `tokenize`, `encrypt`, `hash`, `count`, `sum`, `avg`, `min`, `max`, `any`, `none`
              keyOwner: player-squad
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
              method: tokenize
              keyOwner: player-squad
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.masking import METHODS
from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.items import Contract
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("unknown-deidentification", on=Contract, severity=Severity.ERROR, since="0.1", preset="standard")
def unknown_deidentification(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Check each field that declares a de-identification, as a method or as a mapping with a method."""
    columns = contract.fact.fields
    for field, custom in columns.more.get("custom", {}).items():
        if "deidentification" not in custom:
            continue
        stated = custom["deidentification"]
        at = contract.home.at(*columns.path(field), "customProperties", "deidentification", "value")
        if isinstance(stated, Mapping):
            at = at / "method" if "method" in stated else at.name()
            stated = stated.get("method")
        if isinstance(stated, str) and stated in METHODS:
            continue
        listed = ", ".join(f"`{method}`" for method in METHODS)
        if stated is None:
            yield Finding(f"missing `method`; supported: {listed}", at)
            continue
        near = nearest(stated, METHODS) if isinstance(stated, str) else None
        shown = f" `{stated}`" if isinstance(stated, str) else ", which is not text"
        yield Finding(
            f"unknown method{shown}{did_you_mean(near) or f'; supported: {listed}'}", at, fix=meant(at, near)
        )
