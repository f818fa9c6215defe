"""
A link or a meaning names an identifier scheme, or a part of one, that the entity does not have.

A scheme is a type of identifier; identifiers of an unknown scheme cannot be compared with others.
With `name`, a domain declares a new scheme; with `scheme`, it refers to a scheme of the entity or of another domain.

```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - scheme: isny
#           ^^^^ `artist` has no scheme `isny`; did you mean `isni`?
    columns: ["*/isni"]
```
```yaml fixed entity
name: artist
```
```yaml fixed meaning
schemes:
  - scheme: isni
    columns: ["*/isni"]
```
```yaml bad entity
name: artist
```
```yaml bad meaning
schemes: []
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        authoritativeDefinitions:
          - type: semanticDefinition
            url: entity:artist/payee-id
#                ^^^^^^^^^^^^^^^^^^^^^^ `artist` has no scheme `payee-id`
```
```yaml good entity
name: artist
```
```yaml good meaning
schemes:
  - scheme: isni
    columns: ["plays/isni"]
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.finding.finding import Finding, Fix, Replace, Severity, did_you_mean
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.analysis.meaning.entities import Meaning, Use, Vocabulary
    from meshwright.analysis.meaning.identifier_links import Stated
    from meshwright.finding.finding import At

_DECLARING = frozenset({None, "Entity", "Meaning"})


@rule(
    "unknown-identifier-scheme",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def unknown_identifier_scheme(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check every place that names a scheme or a part of one.

    An unreadable file could declare any scheme, and a meaning for an unknown entity could declare the schemes
    that it names.
    """
    if any(broken.sketch.kind in _DECLARING for broken in mesh.broken):
        return
    words = mesh.derived(vocabulary)
    strays = frozenset(each.name for each in words.declared if each.entity not in words.entities)
    for meaning in words.meanings:
        if meaning.entity in words.entities:
            for use in meaning.uses:
                yield from _in_use(meaning, use, words, strays)
    for stated in mesh.derived(linked).stated.values():
        for each in stated:
            if each.claim.entity in words.entities:
                yield from _in_link(each, words, strays)


def _in_use(meaning: Meaning, use: Use, words: Vocabulary, strays: frozenset[str]) -> Iterator[Finding]:
    scheme = words.schemes.get((meaning.entity, use.scheme))
    if scheme is None:
        if use.scheme and use.scheme not in strays:
            yield _unknown(meaning.entity, use.scheme, words, use.at / "scheme")
        return
    for position, columns in enumerate(use.columns):
        at = use.at / "columns" / position
        if isinstance(columns, Mapping):
            for part in columns:
                if part not in scheme.parts:
                    yield _no_part(scheme.label, part, scheme.parts, (at / part).key())
        elif scheme.parts and columns:
            yield _without_part(scheme.label, scheme.parts, at)


def _in_link(stated: Stated, words: Vocabulary, strays: frozenset[str]) -> Iterator[Finding]:
    said = stated.claim
    name = said.scheme or words.entities[said.entity].identifier
    scheme = words.schemes.get((said.entity, name))
    if scheme is None:
        if name and name not in strays:
            yield _unknown(said.entity, name, words, stated.at, stated.url)
    elif said.part is not None and said.part not in scheme.parts:
        yield _no_part(scheme.label, said.part, scheme.parts, stated.at)
    elif said.part is None and scheme.parts:
        yield _without_part(scheme.label, scheme.parts, stated.at)


def _unknown(entity: str, name: str, words: Vocabulary, at: At, url: str | None = None) -> Finding:
    near = nearest(name, (scheme.name for scheme in words.schemes_of(entity)))
    fix = None
    if near is not None:
        written = near if url is None else url.replace(f"/{name}", f"/{near}", 1)
        fix = Fix((Replace(at, written),), safe=False, title=f"name `{near}`")
    return Finding(f"`{entity}` has no scheme `{name}`{did_you_mean(near)}", at, fix=fix)


def _no_part(label: str, part: str, parts: Iterable[str], at: At) -> Finding:
    hint = did_you_mean(nearest(part, parts))
    return Finding(f"`{label}` has no part `{part}`{hint}", at, discriminator=part)


def _without_part(label: str, parts: Iterable[str], at: At) -> Finding:
    listed = " and ".join(f"`{part}`" for part in parts)
    return Finding(f"`{label}` has the parts {listed}; name one of them", at)
