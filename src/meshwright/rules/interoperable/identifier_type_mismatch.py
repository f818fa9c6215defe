r"""
A linked column does not have the type or pattern of its scheme.

Identifiers of a scheme match only if they are written the same way everywhere: as a number, `007` becomes `7`.
Patterns are compared as text, except that `\d` equals `[0-9]` and anchors are ignored.

```yaml bad entity
identifier:
  scheme: isni
  logicalType: string
  pattern: "^[0-9]{15}[0-9X]$"
```
```yaml bad meaning
domain: player
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        logicalTypeOptions:
          pattern: ^[0-9]{16}$
#                  ^^^^^^^^^^^ `artist/isni` has the pattern `^[0-9]{15}[0-9X]$`, but `plays/isni` has a different pattern
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
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: integer
#                    ^^^^^^^ `artist/isni` is of type string, but `plays/isni` is integer
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
```
```yaml good meaning
domain: player
```
```yaml good contract
schema:
  - name: plays
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

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.identifying import form_of_link
from meshwright.finding.finding import Cause, Finding, Fix, Related, Replace, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.pattern import is_same
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.analysis.meaning.identifying import IdentifierFormat
    from meshwright.finding.finding import At


@rule(
    "identifier-type-mismatch",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def identifier_type_mismatch(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare linked columns with their schemes; a missing declaration is not a mismatch. If all columns of a
    scheme agree on a different pattern, the scheme is reported once instead.
    """
    words = mesh.derived(vocabulary)
    stating: dict[str, list[tuple[IdentifierLink, str]]] = {}
    for link in mesh.derived(linked).all():
        form = form_of_link(link, words)
        kind, pattern = link.contract.fact.fields.logical_types[link.field], _pattern(link)
        if form.logical_type and kind and kind != form.logical_type:
            yield _of_type(link, form, kind)
        elif form.pattern and pattern is not None:
            stating.setdefault(form.label, []).append((link, pattern))
    for said in stating.values():
        yield from _of_pattern(said, form_of_link(said[0][0], words))


def _pattern(link: IdentifierLink) -> str | None:
    options = link.contract.fact.fields.more.get("options", {}).get(link.field) or {}
    pattern = options.get("pattern")
    return pattern if isinstance(pattern, str) else None


def _related(link: IdentifierLink) -> tuple[Related, ...]:
    return Related("linked here", link.at), Related("the scheme", link.scheme.at / link.scheme.naming_key)


def _of_type(link: IdentifierLink, form: IdentifierFormat, kind: str) -> Finding:
    at = link.contract.home.at(*link.contract.fact.fields.path(link.field), "logicalType")
    fix = Fix(
        (Replace(at, form.logical_type or ""),), safe=False, title=f"change the type to `{form.logical_type}`"
    )
    message = f"`{form.label}` is of type {form.logical_type}, but `{link.column}` is {kind}"
    return Finding(message, at, _related(link), fix, form.label)


def _of_pattern(said: list[tuple[IdentifierLink, str]], form: IdentifierFormat) -> Iterator[Finding]:
    """Check the columns of one scheme that declare a pattern."""
    wanted, first = form.pattern or "", said[0][1]
    is_whole = len(said) > 1 and said[0][0].part is None
    if is_whole and not is_same(first, wanted) and all(is_same(pattern, first) for _, pattern in said):
        at = said[0][0].scheme.at / "pattern"
        related = tuple(Related(f"`{link.column}`", _place(link)) for link, _ in said)
        fix = Fix((Replace(at, json.dumps(first)),), safe=False, title="use the pattern of the columns")
        message = f"`{form.label}` has the pattern `{wanted}`, but its {len(said)} columns have `{first}`"
        yield Finding(message, at, related, fix)
        return
    for link, pattern in said:
        if not is_same(pattern, wanted):
            at = _place(link)
            fix = Fix((Replace(at, json.dumps(wanted)),), safe=False, title="use the pattern of the scheme")
            message = (
                f"`{form.label}` has the pattern `{wanted}`, but `{link.column}` has a different pattern"
            )
            causes = (Cause(at, "unsupported-pattern"),)
            yield Finding(message, at, _related(link), fix, form.label, causes=causes)


def _place(link: IdentifierLink) -> At:
    return link.contract.home.at(*link.contract.fact.fields.path(link.field), "logicalTypeOptions", "pattern")
