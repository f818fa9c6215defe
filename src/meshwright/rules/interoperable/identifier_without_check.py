"""
An identifier scheme cannot detect typing mistakes.

A scheme without a pattern or check digits accepts any string as an identifier. Well-known check digits (ISNI, GTIN,
IBAN, LEI, NHS number, …) can be checked by name; for others, declare the algorithm:
`check: {algorithm: weighted-sum, weights: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], modulus: 11}`.

```yaml bad entity
identifier:
  scheme: isni
#         ^^^^ the check digits of `artist/isni` are not checked; add `check: iso7064-mod11-2`
  logicalType: string
  examples: ["0000000121032683"]
  pattern: "^[0-9]{15}[0-9X]$"
  # no check
```
```yaml fixed entity
identifier:
  scheme: isni
  logicalType: string
  examples: ["0000000121032683"]
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
  # no check
```
```yaml bad entity
identifier:
  scheme: artist-key
#         ^^^^^^^^^^ `artist/artist-key` has no `pattern` or `check`, so any string is accepted
  # no check
  # no examples
```
```yaml good entity
identifier:
  scheme: artist-key
  pattern: "^AK[0-9]{8}$"
  examples: [AK00000017]
  # no check
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_guesses import words_in
from meshwright.finding.finding import Cause, Finding, Fix, Insert, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN = {
    "isni": "iso7064-mod11-2",
    "orcid": "iso7064-mod11-2",
    "lei": "lei",
    "imei": "luhn",
    "isrc": "isrc",
    "gtin": "gtin",
    "ean": "gtin",
    "upc": "gtin",
    "isbn": "isbn",
    "iban": "iban",
    "nhs": "nhs-number",
    "aadhaar": "verhoeff",
}
"""The check algorithms of well-known schemes, by name."""


@rule(
    "identifier-without-check",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def identifier_without_check(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the declarations of schemes."""
    for scheme in mesh.derived(vocabulary).schemes.values():
        if scheme.check or scheme.parts:
            continue
        at = scheme.at / scheme.naming_key
        known = next((_KNOWN[word] for word in words_in(scheme.name) if word in _KNOWN), None)
        if known is not None:
            message = f"the check digits of `{scheme.label}` are not checked; add `check: {known}`"
            fix = Fix((Insert(scheme.at, "check", known),), title=f"add `check: {known}`")
            yield Finding(message, at, fix=fix, causes=(Cause(scheme.at / "check"),))
        elif scheme.pattern is None:
            yield Finding(
                f"`{scheme.label}` has no `pattern` or `check`, so any string is accepted",
                at,
                causes=tuple(Cause(scheme.at / key) for key in ("check", "pattern")),
            )
