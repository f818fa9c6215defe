"""
A product has an unknown archetype.

Many rules depend on the archetype: a source-aligned product has an origin and no inputs, other products state their
sources, and standards require service levels by archetype. None of these rules applies to an unknown archetype. A
misspelling of a known archetype is an error; any other word is a warning.

```yaml bad product
type: source-aligned
#     ^^^^^^^^^^^^^^ unknown archetype `source-aligned`; did you mean `sourceAligned`?
```
```yaml fixed product
type: sourceAligned
```
```yaml bad product
type: dashboard
#     ^^^^^^^^^ unknown archetype `dashboard`; supported: `sourceAligned`, `aggregate`, `consumerAligned`
```
```yaml good product
type: sourceAligned
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.archetype import ARCHETYPES, archetype_at
from meshwright.mesh.items import Product
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("unknown-archetype", on=Product, severity=Severity.ERROR, since="0.1", preset="standard")
def unknown_archetype(product: Product, _: Mesh) -> Iterator[Finding]:
    """Compare archetypes, ignoring case and separators, and suggest the most similar one."""
    stated = product.fact.archetype
    if not stated or stated in ARCHETYPES:
        return
    plain = _plain(stated)
    spelt = (each for each in ARCHETYPES if plain in (_plain(each), _plain(each).removesuffix("aligned")))
    near = next(spelt, None) or nearest(plain, ARCHETYPES)
    supported = ", ".join(f"`{each}`" for each in ARCHETYPES)
    at = archetype_at(product)
    yield Finding(
        f"unknown archetype `{stated}`{did_you_mean(near) or f'; supported: {supported}'}",
        at,
        fix=meant(at, near),
        severity=None if near else Severity.WARNING,
    )


def _plain(name: str) -> str:
    plain = "".join(letter for letter in name.casefold() if letter.isalnum())
    return "aggregate" if plain in ("aggregated", "aggregates", "aggregation") else plain
