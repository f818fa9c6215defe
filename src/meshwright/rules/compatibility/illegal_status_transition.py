"""
A status changed to a status that must not follow it.

A proposed product becomes a draft, then active, then deprecated, then retired.
Deprecation, with a date and a successor, warns the consumers of an active product before it is retired; a retired
product stays retired.

```yaml before product
status: active
```
```yaml after product
status: retired
#       ^^^^^^^ status cannot change from `active` to `retired`; use `deprecated`
```
```yaml before product
status: draft
```
```yaml after product
status: active
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import CONTRACT, PRODUCT, Change
from meshwright.finding.finding import At, Finding, Fix, Related, Replace, Severity
from meshwright.quantities.lifecycle import NEXT
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("illegal-status-transition", on=Change, severity=Severity.ERROR, since="0.1", preset="essential")
def illegal_status_transition(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:  # noqa: ARG001 - the statuses say it all
    """Check the statuses of contracts and products; `unknown-status` reports unknown values."""
    if change.aspect != ("status",) or change.thing not in (CONTRACT, PRODUCT):
        return
    allowed = NEXT.get(change.before)
    if allowed is None or change.after not in NEXT or change.after in allowed:
        return
    may = " or ".join(f"`{each}`" for each in allowed)
    yield Finding(
        f"status cannot change from `{change.before}` to `{change.after}`" + (f"; use {may}" if may else ""),
        change.new.at if change.new else At(),
        (Related("previous status", change.old.at),) if change.old else (),
        _first(change, allowed),
    )


def _first(change: Change, allowed: tuple[str, ...]) -> Fix | None:
    """Return a fix that deprecates an item instead of retiring it at once."""
    if change.new is None or change.after != "retired" or len(allowed) != 1:
        return None
    return Fix((Replace(change.new.at, allowed[0]),), safe=False, title=f"replace with `{allowed[0]}`")
