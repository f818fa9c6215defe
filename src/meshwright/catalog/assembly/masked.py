"""Values of samples and examples for the catalog; a mask replaces values that are or could be too sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.sensitivity.disclosure import disclosure, hidden_schemes
from meshwright.mesh.disclosure import MASK, column_fields, mask_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.meaning.entities import Scheme
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.samples import Sample


def shown_examples(values: Iterable[Any], contract: Contract, field: int, mesh: Mesh) -> tuple[Any, ...]:
    """Return a field's examples, or a single mask if they are hidden."""
    found = tuple(values)
    if not found or mesh.derived(disclosure).is_shown(contract, field):
        return found
    return (mask_of(contract.fact.fields, field) or MASK,)


def shown_scheme_examples(scheme: Scheme, mesh: Mesh) -> tuple[Any, ...]:
    """Return an identifier scheme's examples, or a single mask if they are hidden."""
    is_hidden = scheme.examples and scheme.identity in mesh.derived(hidden_schemes)
    return (MASK,) if is_hidden else scheme.examples


def hidden_scheme_examples(mesh: Mesh) -> Iterator[Scheme]:
    """Yield the identifier schemes whose examples are not shown."""
    hidden = mesh.derived(hidden_schemes)
    return (
        each
        for each in mesh.derived(vocabulary).schemes.values()
        if each.examples and each.identity in hidden
    )


def masked_examples(mesh: Mesh) -> Mapping[str, list[tuple[At, str]]]:
    """Return, by file, the location of each masked example and the text that replaces it."""
    known = mesh.derived(disclosure)
    found: dict[str, list[tuple[At, str]]] = {}
    for contract in mesh.contracts:
        columns = contract.fact.fields
        for field, values in columns.more.get("examples", {}).items():
            if not known.is_shown(contract, field):
                at = contract.home.at(*columns.path(field), "examples")
                mask = mask_of(columns, field) or MASK
                found.setdefault(contract.home.file, []).extend(
                    (at / number, mask) for number in range(len(values))
                )
    for scheme in hidden_scheme_examples(mesh):
        found.setdefault(scheme.at.file or "", []).extend(
            (scheme.at / "examples" / number, MASK) for number in range(len(scheme.examples))
        )
    return found


def column_masks(sample: Sample, overview: Overview) -> Mapping[str, str]:
    """Return the mask of each hidden column of a sample.

    A column without a field is shown only if the mesh has no classification levels.
    """
    contract, known = sample.contract, overview.mesh.derived(disclosure)
    fields = column_fields(sample)
    if contract is None:
        return dict.fromkeys(sample.fact.columns, MASK)
    masks = {
        column: mask_of(contract.fact.fields, field) or MASK
        for column, field in fields.items()
        if not known.is_shown(contract, field)
    }
    if known.levels is not None:
        masks |= {column: MASK for column in sample.fact.columns if column not in fields}
    return masks
