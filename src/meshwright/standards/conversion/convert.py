"""Recognition of a document's standard, and conversion of the document to ODCS 3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.standards.conversion.dcs import MARK, convert_dcs
from meshwright.standards.conversion.kinds import DCS, ODCS2, check_dataset, check_kinds, check_models
from meshwright.standards.conversion.odcs2 import convert_odcs2, is_odcs2

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.source.place import Path
    from meshwright.standards.conversion.carrying import Conversion


def convert(value: Any, written: Callable[[Path], str | None]) -> Conversion | None:  # noqa: ANN401 - a document
    """Convert a document; None if its standard cannot be converted.

    `written` returns the text of a scalar in the source. Raises TooLargeError and WrongKindError.
    """
    if not isinstance(value, dict):
        return None
    if MARK in value:
        check_kinds(value, DCS)
        check_models(value)
        return convert_dcs(value, written)
    if not is_odcs2(value):
        return None
    check_kinds(value, ODCS2)
    check_dataset(value)
    return convert_odcs2(value, written)
