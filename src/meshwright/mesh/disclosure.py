"""Declarations of contracts about the values in their samples and examples: synthetic, or replaced by a mask.

They are custom properties. `synthetic: true` applies to the whole contract, or to an object or a property with its
contents; the innermost declaration counts. A property's `mask` is the text that replaces its values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.facts.facts import ContractFact
    from meshwright.facts.fields import FieldColumns
    from meshwright.mesh.samples import Sample

MASK = "•••"
"""The replacement for a value whose property does not declare a mask."""


def is_synthetic(fact: ContractFact, field: int) -> bool:
    """Return whether a field is declared as synthetic; a value other than true or false does not count."""
    customs: list[Mapping[str, Any]] = []
    own = fact.fields.more.get("custom", {})
    while field >= 0:
        customs.append(own.get(field, {}))
        field = fact.fields.parents[field]
    customs += [fact.objects[-1 - field].custom, fact.custom]
    return next((each["synthetic"] for each in customs if isinstance(each.get("synthetic"), bool)), False)


def mask_of(fields: FieldColumns, field: int) -> str | None:
    """Return the mask that a field or its container declares; None if neither does."""
    own = fields.more.get("custom", {})
    while field >= 0:
        mask = own.get(field, {}).get("mask")
        if isinstance(mask, str) and mask:
            return mask
        field = fields.parents[field]
    return None


def column_fields(sample: Sample) -> Mapping[str, int]:
    """Map the columns of a sample to their top-level fields, if any; the column `a.b` belongs to `a`."""
    if sample.contract is None:
        return {}
    fields = sample.contract.fact.fields
    called: dict[str, int] = {}
    for field, name in _names(fields, -1 - sample.object):
        called.setdefault(name, field)
    folded: dict[str, int] = {}
    for name, field in called.items():
        folded.setdefault(name.casefold(), field)
    found = {}
    for column in sample.fact.columns:
        for name in (column, column.partition(".")[0]):
            field = called.get(name, folded.get(name.casefold(), -1))
            if field >= 0:
                found[column] = field
                break
    return found


def _names(fields: FieldColumns, parent: int) -> Iterator[tuple[int, str]]:
    physical = fields.more.get("physical_name", {})
    for field, above in enumerate(fields.parents):
        if above == parent:
            yield field, fields.names[field]
            if field in physical:
                yield field, physical[field]
