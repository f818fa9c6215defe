"""
A field does not have the format that a standard of the mesh requires for its name.

Times without a time zone, amounts without a currency and country names work within one domain, but cause errors as
soon as the data of two domains is joined.

```yaml bad raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: field-formats
title: What fields look like everywhere
fieldFormats:
  - fields: ["country", "*_country"]
    logicalType: string
    pattern: "^[A-Z]{2}$"
    why: countries are ISO 3166-1 alpha-2 codes
  - fields: ["*_amount"]
    beside: "*currency"
    why: an amount says nothing without its currency
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: country
#             ^^^^^^^ `plays/country` has no `pattern: ^[A-Z]{2}$`, required by standard `field-formats`
        logicalType: string
        description: Where it was played.
      - name: royalty_amount
#             ^^^^^^^^^^^^^^ `plays/royalty_amount` has no `*currency` next to it, required by standard `field-formats`
        logicalType: number
        description: What it earned.
```
```yaml good raw governance/standards.yaml
apiVersion: meshwright/v1
kind: Standard
name: field-formats
title: What fields look like everywhere
fieldFormats:
  - fields: ["country", "*_country"]
    logicalType: string
    pattern: "^[A-Z]{2}$"
    why: countries are ISO 3166-1 alpha-2 codes
  - fields: ["*_at"]
    logicalType: timestamp
    timezone: true
    why: a moment without a zone is off by hours
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: country
        logicalType: string
        logicalTypeOptions:
          pattern: ^[A-Z]{2}$
        description: Where it was played.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.glob import is_like, is_like_any
from meshwright.quantities.pattern import is_same, matches
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.standard import FieldFormat, Standard


class _Departure(NamedTuple):
    field: int
    what: str
    why: str


@rule(
    "field-format-off-standard",
    on=Contract,
    severity=Severity.WARNING,
    since="0.1",
    preset="standard",
    needs=("Standard",),
    is_lenient=True,
)
def field_format_off_standard(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report each field once for each standard that it violates."""
    for standard in mesh.standards:
        for each in _departures(contract, standard):
            yield Finding(
                f"{each.what}, required by standard `{standard.name}`",
                _name(contract, each.field),
                related=(Related(each.why or "the standard", standard.home.name()),),
                discriminator=standard.name,
                severity=standard.severity(Severity.WARNING, mesh.today),
                causes=_causes(contract, each.field),
            )


def _name(contract: Contract, field: int) -> Any:  # noqa: ANN401 - an At, spelt by its home
    return contract.home.at(*contract.fact.fields.path(field), "name")


def _causes(contract: Contract, field: int) -> tuple[Cause, ...]:
    """Return the possible errors that could explain why a field's type is unknown."""
    path = contract.fact.fields.path(field)
    places = (("logicalType", ""), ("logicalTypeOptions", ""), ("name", "duplicate-property"))
    return tuple(Cause(contract.home.at(*path, key), rule) for key, rule in places)


def _departures(contract: Contract, standard: Standard) -> Iterator[_Departure]:
    columns, objects = contract.fact.fields, contract.fact.objects
    for field, name in enumerate(columns.names):
        for form in standard.field_formats:
            if is_like_any(form.fields, name):
                lacking = _lacking(contract, field, form)
                if lacking is not None:
                    yield _Departure(field, f"`{columns.name(field, objects)}` {lacking}", form.why)
                    break


def _lacking(contract: Contract, field: int, form: FieldFormat) -> str | None:
    """Describe how a field differs from the required format. Other rules report missing types."""
    columns = contract.fact.fields
    kind = columns.logical_types[field]
    if form.logical_type and kind and kind != form.logical_type:
        return f"is `{kind}`, not `{form.logical_type}`"
    options = columns.more.get("options", {}).get(field) or {}
    if form.pattern and not _is_of(form.pattern, options, columns.more.get("enum", {}).get(field, ())):
        return f"has no `pattern: {form.pattern}`"
    if form.format and options.get("format") != form.format:
        return f"has no `format: {form.format}`"
    if form.timezone is not None and options.get("timezone", False) is not form.timezone:
        return f"has no `timezone: {str(form.timezone).lower()}`"
    if form.beside and not _has_beside(contract, field, form.beside):
        return f"has no `{form.beside}` next to it"
    return None


def _is_of(pattern: str, options: dict[str, Any], enum: tuple[Any, ...]) -> bool:
    """Return whether a field declares the given pattern, or lists only values that match it."""
    stated = options.get("pattern")
    if isinstance(stated, str):
        return is_same(stated, pattern)
    return bool(enum) and all(isinstance(each, str) and matches(pattern, each) is not False for each in enum)


def _has_beside(contract: Contract, field: int, glob: str) -> bool:
    columns = contract.fact.fields
    parent = columns.parents[field]
    siblings = (name for name, at in zip(columns.names, columns.parents, strict=True) if at == parent)
    return any(is_like(glob, name) for name in siblings)
