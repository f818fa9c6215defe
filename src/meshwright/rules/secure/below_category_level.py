"""
A field is classified lower than its data category requires.

Roles that must not read such data are then cleared for the field, and no other rule reports this.
The rule uses the field's effective level: its own, else that of its container, else that of its sources.
A field without a known level is also reported: omitting the level does not circumvent the rule.
A declared de-identification lowers the required level, as it does along lineage.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        classification: internal
#                       ^^^^^^^^ `plays/email` is internal; category `user.contact.email` requires at least restricted
        customProperties:
          - property: dataCategory
            value: user.contact.email
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        classification: restricted
        customProperties:
          - property: dataCategory
            value: user.contact.email
roles:
  - role: royalty-accountant
    access: read
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.classification import UNKNOWN, lowered, sensitivity
from meshwright.analysis.sensitivity.masking import masking
from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@rule("below-category-level", on=Contract, severity=Severity.ERROR, since="0.1", needs=("Classification",))
def below_category_level(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare the effective level of each field with the minimum that the registry requires for its category."""
    levels = mesh.derived(sensitivity)
    if levels is None or contract not in levels.columns.first:
        return
    ladder, fact = levels.ladder, contract.fact
    for field, custom in fact.fields.more.get("custom", {}).items():
        key = custom.get("dataCategory")
        category = ladder.categories.get(key) if isinstance(key, str) else None
        least = ladder.rank(category.minimum_level) if category else None
        rank = levels.reach(levels.columns.id(contract, field))
        if category is None or least is None or (rank == UNKNOWN and _is_reported(contract, field)):
            continue
        done = masking(custom)
        least = lowered(least, done, ladder)
        if rank < least and (rank != UNKNOWN or least):
            name = fact.fields.name(field, fact.objects)
            has = f"is {ladder.levels[rank]}" if rank != UNKNOWN else "has no classification"
            needs = f"category `{key}` requires at least {ladder.levels[least]}"
            after = f" after {done.text}" if done.method else ""
            path = fact.fields.path(field)
            yield Finding(
                f"`{name}` {has}; {needs}{after}",
                _stated(contract, field),
                (
                    Related(
                        "its category", contract.home.at(*path, "customProperties", "dataCategory", "value")
                    ),
                ),
                discriminator=str(key),
                causes=(
                    Cause(contract.home.at(*path, "classification"), "classification-leak"),
                    *(
                        Cause(contract.home.at(*path, "customProperties", "deidentification"), rule)
                        for rule in ("unknown-deidentification", "misspelt-custom-property")
                    ),
                ),
            )


def _is_reported(contract: Contract, field: int) -> bool:
    """Return whether another rule reports that the level of the field or its container is wrong."""
    columns = contract.fact.fields
    end = field + 1
    while end < len(columns) and columns.parents[end] >= field:
        end += 1
    around = [*range(field, end)]
    while (field := columns.parents[field]) >= 0:
        around.append(field)
    return any(
        columns.classifications[each] is not None
        or not contract.fact.is_sound(*columns.path(each), "classification")
        for each in around
    )


def _stated(contract: Contract, field: int) -> At:
    """Return the location of the declared level of the field or its container; None if no level is declared."""
    columns = contract.fact.fields
    at = field
    while at >= 0:
        if columns.classifications[at] is not None:
            return contract.home.at(*columns.path(at), "classification")
        at = columns.parents[at]
    return contract.home.name(*columns.path(field))
