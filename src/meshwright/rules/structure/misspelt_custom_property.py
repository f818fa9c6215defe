"""
The name of a custom property resembles one that Meshwright uses.

Custom properties belong to the organisation, and unknown ones are allowed. But a name that differs from a known one
by a letter, in case, or in number (singular or plural) has no effect: `data_category` gives a column no category,
and no rule reports it as missing. Nothing is reported if the block also contains the known name. A category or
de-identification declared for a whole object, or encryption declared for a whole contract, has no effect either:
declare the first two on each property, and the last on a server.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: email
        logicalType: string
        classification: confidential
        customProperties:
          - property: data_category
#                     ^^^^^^^^^^^^^ `data_category` of a property has no effect; did you mean `dataCategory`?
            value: user.contact
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: email
        logicalType: string
        classification: confidential
        customProperties:
          - property: dataCategory
            value: user.contact
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
      - name: email
        logicalType: string
        classification: confidential
        customProperties:
          - property: dataOwner
            value: crm
```
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule
from meshwright.source.spelling import distance
from meshwright.standards.extensions import custom_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from meshwright.mesh.items import Contract, Home
    from meshwright.source.place import Path

KNOWN = {
    block: custom_names(block)
    for block in ("product", "contract", "object", "property", "server", "service level", "role")
}
"""The names in use, by the block that contains the custom properties."""
ELSEWHERE = {
    "dataCategory": "property",
    "deidentification": "property",
    "encryptedAtRest": "server",
    "encryptedInTransit": "server",
}
"""Names that have an effect only in one kind of block, each with that kind."""
_ONE_EDIT, _TWO_EDITS = 6, 11
"""The minimum length of a name in which one or two wrong letters are recognised."""

_A = {sort: f"{'an' if sort == 'object' else 'a'} {sort}" for sort in KNOWN}
"""The names of blocks with their articles."""
_Block = tuple[str, "Mapping[str, Any]", "Home", "Path"]
"""A block: its kind, its custom properties, the document that contains it, and its path there."""


@rule("misspelt-custom-property", on=Mesh, severity=Severity.WARNING, since="0.1", preset="standard")
def misspelt_custom_property(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare each name with those used in its block."""
    for product in mesh.products:
        yield from _misspelt(("product", product.fact.custom, product.home, ()))
    for contract in mesh.contracts:
        for block in _blocks(contract):
            if block[1]:
                yield from _misspelt(block)


def _blocks(contract: Contract) -> Iterator[_Block]:
    fact, home = contract.fact, contract.home
    yield "contract", fact.custom, home, ()
    for position, schema in enumerate(fact.objects):
        yield "object", schema.custom, home, ("schema", position)
    for field, custom in fact.fields.more.get("custom", {}).items():
        yield "property", custom, home, fact.fields.path(field)
    for server in fact.servers:
        yield "server", server.custom, home, ("servers", server.position)
        for role in server.roles:
            yield "role", role.custom, home, ("servers", server.position, "roles", role.position)
    for level in fact.sla:
        yield "service level", level.custom, home, ("slaProperties", level.position)
    for role in fact.roles:
        yield "role", role.custom, home, ("roles", role.position)


def _misspelt(block: _Block) -> Iterator[Finding]:
    sort, custom, home, path = block
    at = home.at(*path)
    for name in custom:
        meant_elsewhere = _elsewhere(sort, name)
        if meant_elsewhere is not None:
            yield Finding(
                f"`{name}` of {_A[sort]} has no effect; declare `{meant_elsewhere}` for "
                f"{_A[ELSEWHERE[meant_elsewhere]]}",
                at / "customProperties" / name / "property",
            )
            continue
        near = _near(sort, name)
        if near is not None and near not in custom:
            place = at / "customProperties" / name / "property"
            yield Finding(
                f"`{name}` of a {sort} has no effect{did_you_mean(near)}",
                place,
                fix=meant(place, near),
                hides=(at / "customProperties" / near,),
            )


@lru_cache(maxsize=4_096)
def _elsewhere(sort: str, name: str) -> str | None:
    """Return the known name that the given name resembles, if the known name is used only in other blocks."""
    plain = _plain(name)
    return next(
        (known for known, block in ELSEWHERE.items() if block != sort and plain == known.casefold()), None
    )


@lru_cache(maxsize=4_096)
def _near(sort: str, name: str) -> str | None:
    """Return the known name that differs from the given one in case, separators, number or a few letters;
    None if the given name is known.
    """
    if name in KNOWN[sort]:
        return None
    plain = _plain(name)
    return next((known for known in KNOWN[sort] if _is_near(plain, known.casefold())), None)


def _is_near(plain: str, known: str) -> bool:
    if plain in (known, f"{known}s", known.removesuffix("s")):
        return True
    limit = (len(known) >= _ONE_EDIT) + (len(known) >= _TWO_EDITS)
    return abs(len(plain) - len(known)) <= limit and distance(plain, known, limit) <= limit


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "").replace(".", "")
