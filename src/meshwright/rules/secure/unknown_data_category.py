"""
A data category is not registered.

It is unknown how sensitive such data is, and whether it is about people, so no rule protects it.
The categories are the `dataCategories` of `kind: Classification`; if none is registered, any category is accepted.
A category that resembles a registered one is probably misspelled, which is an error.

```yaml bad contract
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
            value: user.contact.emial
#                  ^^^^^^^^^^^^^^^^^^ unknown data category `user.contact.emial`; did you mean `user.contact.email`?
      - name: mood
        logicalType: string
        customProperties:
          - property: dataCategory
            value: listener.mood
#                  ^^^^^^^^^^^^^ unknown data category `listener.mood`; register it in `dataCategories`
roles:
  - role: royalty-accountant
    access: read
```
```yaml fixed contract
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
      - name: mood
        logicalType: string
        customProperties:
          - property: dataCategory
            value: listener.mood
roles:
  - role: royalty-accountant
    access: read
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

from meshwright.finding.finding import Finding, Fix, Related, Replace, Severity, did_you_mean
from meshwright.mesh.items import Contract
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@rule("unknown-data-category", on=Contract, severity=Severity.WARNING, since="0.1", needs=("Classification",))
def unknown_data_category(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check only fields, because the categories of objects have no effect; a category that is misspelled throughout a
    contract is reported once.
    """
    ladder = mesh.classification
    is_broken = any(each.sketch.kind == "Classification" for each in mesh.broken)
    if ladder is None or not ladder.categories or is_broken:
        return
    unknown: dict[str, list[At]] = {}
    for value, at in _stated(contract):
        if not isinstance(value, str):
            message = f"expected one data category, found {_words(value)}; name a registered key"
            yield Finding(message, at)
        elif value not in ladder.categories:
            unknown.setdefault(value, []).append(at)
    for value, places in unknown.items():
        near = nearest(value, ladder.categories)
        edits = tuple(Replace(at, written(near)) for at in places) if near else ()
        yield Finding(
            f"unknown data category `{value}`{did_you_mean(near) or '; register it in `dataCategories`'}",
            places[0],
            tuple(Related("the same category", at) for at in places[1:]),
            Fix(edits, safe=False, title=f"replace with `{near}`") if edits else None,
            discriminator=value,
            severity=Severity.ERROR if near else None,
        )


def _stated(contract: Contract) -> Iterator[tuple[object, At]]:
    fact, home = contract.fact, contract.home
    place = ("customProperties", "dataCategory", "value")
    for field, custom in fact.fields.more.get("custom", {}).items():
        if "dataCategory" in custom:
            yield custom["dataCategory"], home.at(*fact.fields.path(field), *place)


def _words(value: object) -> str:
    if value is None:
        return "nothing"
    return (
        "a list"
        if isinstance(value, list | tuple)
        else "a mapping"
        if isinstance(value, dict)
        else f"`{value}`"
    )
