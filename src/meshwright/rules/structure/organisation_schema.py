"""
A document violates the organisation's own JSON Schema.

The standards leave many decisions to the organisation, such as required keys or the format of names. An organisation states its decisions in a JSON Schema in `governance/schemas/` that names the kinds of documents to which it applies: `"x-meshwright": {"appliesTo": "DataContract"}`.
The schema may refer to other schemas in that folder; nothing is fetched.
As in the JSON Schema standard, `format` is only an annotation, so use `pattern`; patterns run in linear time, without
look-around. The extra `schemas` makes this check faster without changing its results.

```yaml bad raw governance/schemas/contracts.schema.json
{
  "x-meshwright": {"appliesTo": "DataContract"},
  "required": ["dataProduct"],
  "properties": {"id": {"pattern": "^[a-z-]+[.][a-z]+$"}}
}
```
```yaml bad contract
name: play events daily
#     ^^^^^^^^^^^^^^^^^ missing required key `dataProduct`: `governance/schemas/contracts.schema.json`
```
```yaml bad other_contract
dataProduct: royalties
```
```yaml good raw governance/schemas/contracts.schema.json
{
  "x-meshwright": {"appliesTo": ["DataContract"]},
  "properties": {"id": {"pattern": "^[a-z-]+[.][a-z]+$"}}
}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import SchemaRefusal

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("organisation-schema", on=SchemaRefusal, severity=Severity.ERROR, since="0.1", preset="essential")
def organisation_schema(refusal: SchemaRefusal) -> Iterator[Finding]:
    """Describe the violation, and name the schema."""
    at = At(refusal.path, refusal.part, refusal.document)
    message = f"{refusal.what}: `{refusal.schema}`" if refusal.schema else refusal.what
    yield Finding(message, at, discriminator=f"{refusal.schema} {refusal.code}")
