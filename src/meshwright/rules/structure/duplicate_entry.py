"""
A contract states a role or a service level twice.

Some tools use the first of the two, others the last.
Service levels with the same name may differ in scope (`element`, `driver`, a custom property); if only the
value differs, one of them is a leftover.

```yaml bad contract
roles:
  - role: analyst
    access: read
  - role: analyst
#         ^^^^^^^ duplicate role `analyst`; remove or rename one of them
    access: write
```
```yaml good contract
roles:
  - role: analyst
    access: read
```
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VALUES = frozenset({"id", "value", "valueExt", "unit", "description"})
"""The keys in which two declarations of the same service level may differ."""


@rule("duplicate-entry", on=DataContract, severity=Severity.ERROR, since="0.1", preset="standard")
def duplicate_entry(contract: DataContract) -> Iterator[Finding]:
    """Compare a contract's roles with each other, and its service levels with each other."""
    roles = (
        ((each.role,), each.role, At(("roles", number, "role"))) for number, each in enumerate(contract.roles)
    )
    yield from _twice("role", roles)
    names = Counter(each.property for each in contract.sla_properties)
    levels = (
        (_about(each.model_dump(by_alias=True)), each.property, At(("slaProperties", number, "property")))
        for number, each in enumerate(contract.sla_properties)
        if names[each.property] > 1
    )
    yield from _twice("service level", levels)


def _about(level: dict[str, object]) -> tuple[str, ...]:
    """Return the scope of a service level as comparable values."""
    return tuple(repr(value) for key, value in sorted(level.items()) if key not in _VALUES)


def _twice(sort: str, entries: Iterable[tuple[tuple[str, ...], str, At]]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], At] = {}
    for key, name, at in entries:
        if name and key in first:
            message = f"duplicate {sort} `{name}`; remove or rename one of them"
            yield Finding(message, at, (Related("the first one", first[key]),), discriminator=name)
        first.setdefault(key, at)
