"""Checks of columns with identifiers: the pattern and the check digits of the identifier scheme.

Meshwright itself verifies the check digits of some values; only a count leaves the engine's process. Columns with
masked values are skipped. This module does not run queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.identifying import form_of_link
from meshwright.analysis.sensitivity.masking import masking
from meshwright.measuring.bounds import why_unreadable
from meshwright.measuring.probe import Check, Sampled, Unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from meshwright.measuring.probe import Column
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

IDENTIFIER = "identifier"
"""The last part of the keys of checks against a scheme's pattern."""


def identifier_checks(
    contract: Contract, mesh: Mesh, columns: Sequence[Column], of_field: Mapping[int, int]
) -> Iterator[Check | Sampled | Unmeasured]:
    """Yield the checks of an object's identifiers; `of_field` maps fields to the positions of columns.

    A column that declares its own pattern is not checked against its scheme's pattern.
    """
    words = mesh.derived(vocabulary)
    told: set[int] = set()
    for link in mesh.derived(linked).of.get(contract, ()):
        position = of_field.get(link.field)
        more = contract.fact.field(link.field).more
        if position is None or position in told or masking(more.custom).method:
            continue
        told.add(position)
        column, form = columns[position], form_of_link(link, words)
        place = (*column.path, "name")
        if form.pattern is not None and column.kind == "string" and "pattern" not in (more.options or {}):
            key = f"{column.name}#{IDENTIFIER}"
            if why := why_unreadable(form.pattern):
                yield Unmeasured(key, why)
            else:
                yield Check(key, position, "pattern", (form.pattern,), place)
        if form.check is not None and column.kind in ("string", "integer"):
            yield Sampled(f"{column.name}#checkDigits", position, form.check, place)
