"""Check algorithms: how an identifier proves itself, by check characters or by its structure.

The list is closed: governance documents name these and no others.
Spaces and hyphens that only people put between groups are left out of account, except in a UUID.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_GROUPING = re.compile("[ -]")
_DIGITS = re.compile(r"[0-9]{2,}", re.ASCII)
_DIGITS_X = re.compile(r"[0-9]+[0-9X]", re.ASCII)
_ALPHANUMERIC = re.compile(r"[0-9A-Z]{3,}", re.ASCII)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def is_right(algorithm: str, identifier: str) -> bool:
    """Say whether an identifier passes an algorithm; each one passes an algorithm that is not in the list."""
    check = CHECKS.get(algorithm)
    return check is None or check(identifier if algorithm == "uuid" else _GROUPING.sub("", identifier))


def _mod11_2(text: str) -> bool:
    """ISO/IEC 7064, MOD 11-2: any number of digits and a check character, X for ten (ISNI, ORCID)."""
    if not _DIGITS_X.fullmatch(text):
        return False
    total = 0
    for digit in text[:-1]:
        total = (total + int(digit)) * 2 % 11
    return (total + (10 if text[-1] == "X" else int(text[-1]))) % 11 == 1


def _mod11_10(text: str) -> bool:
    """ISO/IEC 7064, MOD 11,10: any number of digits and a check digit (German tax ids)."""
    if not _DIGITS.fullmatch(text):
        return False
    product = 10
    for digit in text[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(text[-1])) % 10 == 1


def _mod97_10(text: str) -> bool:
    """ISO/IEC 7064, MOD 97-10: digits and letters (A is 10) and two check digits (LEI)."""
    if not _ALPHANUMERIC.fullmatch(text) or not text[-2:].isdigit():
        return False
    remainder = 0
    for character in text:
        value = int(character, 36)
        remainder = (remainder * (100 if value > 9 else 10) + value) % 97
    return remainder == 1


def _luhn(text: str) -> bool:
    """ISO/IEC 7812-1, annex B: digits, every second one from the right doubled."""
    if not _DIGITS.fullmatch(text):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in text[-2::-2])
    return (sum(doubled) + sum(map(int, text[-1::-2]))) % 10 == 0


CHECKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "iso7064-mod11-2": _mod11_2,
        "iso7064-mod11-10": _mod11_10,
        "iso7064-mod97-10": _mod97_10,
        "luhn": _luhn,
        "isrc": lambda text: _ISRC.fullmatch(text) is not None,
        "uuid": lambda text: _UUID.fullmatch(text) is not None,
    }
)
"""The algorithms by their names in governance documents (`standards.governance.identifier`)."""
