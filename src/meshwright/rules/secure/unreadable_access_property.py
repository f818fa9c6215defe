"""
A custom property that determines access cannot be read.

When in doubt, access is denied: a role whose `columns`, `rowFilter` or `contractVersion` cannot be read reads
nothing, a column whose `dataCategory` cannot be read is closed, and a product whose `serviceAccount` cannot be read
does not read its inputs. A property that is declared twice with different values is ignored. The fields in a
`rowFilter` must exist in the contract.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
roles:
  - role: analyst
    access: read
    customProperties:
      - property: rowFilter
        value: play_id like wards
#              ^^^^^^^^^^^^^^^^^^ cannot read `rowFilter` of role `analyst`; use `<field> = <attribute>` or `<field> in <attribute>`
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
roles:
  - role: analyst
    access: read
    customProperties:
      - property: rowFilter
        value: play_id = play
#              ^^^^^^^^^^^^^^ cannot read `rowFilter` of role `analyst`: no value, or conflicting values
      - property: rowFilter
        value: play_id in plays
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
roles:
  - role: analyst
    access: read
    customProperties:
      - property: rowFilter
        value: ward in wards
#              ^^^^^^^^^^^^^ `rowFilter` of role `analyst` names `ward`, which is not a field of the contract
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
roles:
  - role: analyst
    access: read
    customProperties:
      - property: rowFilter
        value: play_id in plays
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.row_filters import row_filter
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import RoleFact
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract

SEVERAL = "no value, or conflicting values"
"""The placeholder for an access property that is declared several times and therefore has no value."""


@rule("unreadable-access-property", on=Mesh, severity=Severity.ERROR, since="0.1")
def unreadable_access_property(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the custom properties of roles, columns and products that determine access."""
    for contract in mesh.contracts:
        fact, home = contract.fact, contract.home
        for role in fact.roles:
            yield from _of_role(role, contract, home.at("roles", role.position))
        for server in fact.servers:
            for role in server.roles:
                at = home.at("servers", server.position, "roles", role.position)
                yield from _of_role(role, contract, at)
        for field, custom in fact.fields.more.get("custom", {}).items():
            if "dataCategory" in custom and custom["dataCategory"] is None:
                name = fact.fields.name(field, fact.objects)
                at = home.at(*fact.fields.path(field))
                yield _finding(f"cannot read `dataCategory` of `{name}`: {SEVERAL}", at, "dataCategory")
    for product in mesh.products:
        account = product.fact.custom.get("serviceAccount", "")
        if account is None:
            words = f"cannot read `serviceAccount` of `{product.address}`: {SEVERAL}"
            yield _finding(words, product.home.at(), "serviceAccount")


def _of_role(role: RoleFact, contract: Contract, at: At) -> Iterator[Finding]:
    for name in ("columns", "rowFilter", "contractVersion"):
        if name in role.custom and role.custom[name] is None:
            yield _finding(f"cannot read `{name}` of role `{role.role}`: {SEVERAL}", at, name)
    columns = role.custom.get("columns", ())
    if columns is not None and not isinstance(columns, list | tuple):
        yield _finding(f"cannot read `columns` of role `{role.role}`; use a list", at, "columns")
    if role.custom.get("rowFilter") is not None:
        yield from _of_filter(role, contract, at)


def _of_filter(role: RoleFact, contract: Contract, at: At) -> Iterator[Finding]:
    read = row_filter(role.custom["rowFilter"])
    if read is None:
        use = "`<field> = <attribute>` or `<field> in <attribute>`"
        yield _finding(f"cannot read `rowFilter` of role `{role.role}`; use {use}", at, "rowFilter")
        return
    fields, objects = contract.fact.fields, contract.fact.objects
    for each in read.conditions:
        if objects and all(fields.child(-1 - each_at, each.field) is None for each_at in range(len(objects))):
            words = f"`rowFilter` of role `{role.role}` names `{each.field}`, which is not a field of the contract"
            yield _finding(words, at, "rowFilter", each.field)


def _finding(words: str, at: At, name: str, part: str = "") -> Finding:
    return Finding(words, at / "customProperties" / name / "value", discriminator=f"{name} {part}".rstrip())
