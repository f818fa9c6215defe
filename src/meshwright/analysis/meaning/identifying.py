"""Validation of identifiers against their scheme: type, pattern, check digits.

A composite scheme has a pattern for each part, or names another scheme in the mesh.
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


STRUCTURAL = ("isrc", "uuid")
"""The algorithms that check the structure of an identifier instead of check digits."""


class IdentifierFormat(NamedTuple):
    """The declared format of identifiers."""

    label: str
    """The name of the scheme or of one of its parts: `artist/isni`."""
    logical_type: str | None
    pattern: str | None
    check: str | WeightedSum | None


def form_of(scheme: Scheme, part: str | None, words: Vocabulary) -> IdentifierFormat:
    """Return the format of a scheme's identifiers, or of one part of them."""
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
    """Explain why a value does not match a format; None if it does."""
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
        reason = "wrong structure" if form.check in STRUCTURAL else "wrong check digits"
        return f"{shown(value)} is not {article(form.label)} `{form.label}`: {reason} ({form.check})"
    return None


def form_of_link(link: IdentifierLink, words: Vocabulary) -> IdentifierFormat:
    """Return the format of the identifiers in a column."""
    return form_of(link.scheme, link.part, words)
