"""Excerpts of documents for reports, without confidential values from samples and examples.

This module does not blank secrets; functions given as arguments do.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.disclosure import disclosure
from meshwright.catalog.assembly.masked import hidden_scheme_examples, masked_examples
from meshwright.changes.naming import canonical
from meshwright.mesh.disclosure import MASK, column_fields
from meshwright.rulekit.redaction import BLANK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.samples import Sample
    from meshwright.rulekit.locator import Locator

_NO_LINE_END = re.compile(r"[^\r\n]")


def excerpts_of(mesh: Mesh, locator: Locator, text_of: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that returns the text of a file for excerpts: confidential values are blanked, and positions are
    unchanged.
    """
    hidden_of = cache(lambda: masked_examples(mesh))
    samples = cache(lambda: {each.home.file: each for each in mesh.samples})

    @lru_cache(maxsize=8)
    def text(file: str) -> str:
        shown = text_of(file)
        sample = samples().get(file)
        if sample is not None:
            return shown if _is_shown(sample, mesh) else _header(shown, sample)
        if file not in hidden_of():
            return shown
        return _blanked(shown, sorted({locator.span(at, file) for at, _ in hidden_of()[file]}))

    return text


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spans blanked; line ends and positions are unchanged."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], _NO_LINE_END.sub(BLANK, text[max(start, done) : end]))
        done = max(done, end)
    return "".join((*parts, text[done:]))


def _is_shown(sample: Sample, mesh: Mesh) -> bool:
    """Return whether every field of a sample's object may be shown, and every column if levels are registered."""
    contract, known = sample.contract, mesh.derived(disclosure)
    if contract is None:
        return False
    parents = contract.fact.fields.parents
    own = (field for field, parent in enumerate(parents) if parent == -1 - sample.object)
    is_known = known.levels is None or column_fields(sample).keys() >= {*sample.fact.columns}
    return is_known and all(known.is_shown(contract, field) for field in own)


def _header(text: str, sample: Sample) -> str:
    return text.replace("\r", "\n").partition("\n")[0] if sample.fact.form == "csv" else ""


def hidden_examples(mesh: Mesh) -> frozenset[str]:
    """Return the examples that must not be shown, in canonical form."""
    known = mesh.derived(disclosure)
    of_fields = (
        value
        for contract in mesh.contracts
        for field, values in contract.fact.fields.more.get("examples", {}).items()
        if not known.is_shown(contract, field)
        for value in values
    )
    of_schemes = (value for scheme in hidden_scheme_examples(mesh) for value in scheme.examples)
    return frozenset(map(canonical, chain(of_fields, of_schemes)))


def with_masks(value: object, hidden: Callable[[], frozenset[str]], *, is_example: bool) -> object:
    """Return a changed value with its hidden examples masked; `hidden` is called only if the value contains examples."""
    if is_example and canonical(value) in hidden():
        return MASK
    if isinstance(value, dict):
        return {
            key: with_masks(each, hidden, is_example=is_example or key == "examples")
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [with_masks(each, hidden, is_example=is_example) for each in value]
    return value
