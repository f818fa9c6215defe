"""Whether an identifier is one of its scheme: its type, its pattern, its check digits.

A composite scheme says of each part a pattern, or names another scheme of the mesh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.quantities.checkdigit import is_right
from meshwright.quantities.conformance import article, shown
from meshwright.quantities.pattern import matches

if TYPE_CHECKING:
    from meshwright.analysis.meaning.entities import Scheme, Vocabulary
    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.quantities.checkdigit import WeightedSum


_STRUCTURAL = ("isrc", "uuid")
"""The algorithms that know no check digits."""


class IdentifierFormat(NamedTuple):
    """What identifiers look like, as far as it is said."""

    label: str
    """Of which scheme, or part of one: `artist/isni`."""
    logical_type: str | None
    pattern: str | None
    check: str | WeightedSum | None


def form_of(scheme: Scheme, part: str | None, words: Vocabulary) -> IdentifierFormat:
    """Return the form of a scheme's identifiers, or of a part of them."""
    if part is None:
        return IdentifierFormat(scheme.label, scheme.logical_type, scheme.pattern, scheme.check)
    label, said = f"{scheme.label}, {part}", scheme.parts.get(part, "")
    if said.startswith("^"):
        return IdentifierFormat(label, None, said, None)
    named = [each for each in words.schemes.values() if each.name == said]
    if len(named) != 1:
        return IdentifierFormat(label, None, None, None)
    return IdentifierFormat(label, named[0].logical_type, named[0].pattern, named[0].check)


def fault(form: IdentifierFormat, value: Any) -> str | None:  # noqa: ANN401 - any YAML value
    """Explain why a value is no identifier of a form, in words that name both; None where it is one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return f"{shown(value)} is not an identifier"
    if form.logical_type == "string" and not isinstance(value, str):
        return f"{shown(value)} is a number, but `{form.label}` is text: leading zeros may be lost"
    text = str(value)
    if form.pattern is not None and matches(form.pattern, text) is False:
        return (
            f"{shown(value)} is not {article(form.label)} `{form.label}`: it does not match `{form.pattern}`"
        )
    if form.check is not None and not is_right(form.check, text):
        reason = "wrong structure" if form.check in _STRUCTURAL else "wrong check digits"
        return f"{shown(value)} is not {article(form.label)} `{form.label}`: {reason} ({form.check})"
    return None


def form_of_link(link: IdentifierLink, words: Vocabulary) -> IdentifierFormat:
    """Return the form of what a column carries."""
    return form_of(link.scheme, link.part, words)
