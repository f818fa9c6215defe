"""Sums over the digits of an identifier, shared by several check algorithms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = re.compile(r"[0-9]{2,}", re.ASCII)
_ALPHANUMERIC = re.compile(r"[0-9A-Z]{3,}", re.ASCII)


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Return the weighted sum of digits."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def mod11_10(text: str) -> bool:
    """ISO/IEC 7064, MOD 11,10: any number of digits and a check digit (German tax ids)."""
    if not DIGITS.fullmatch(text):
        return False
    product = 10
    for digit in text[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(text[-1])) % 10 == 1


def mod97_10(text: str) -> bool:
    """ISO/IEC 7064, MOD 97-10: digits and letters (A is 10) and two check digits (LEI)."""
    if not _ALPHANUMERIC.fullmatch(text) or not text[-2:].isdigit():
        return False
    remainder = 0
    for character in text:
        value = int(character, 36)
        remainder = (remainder * (100 if value > 9 else 10) + value) % 97
    return remainder == 1


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1, annex B: digits; every second digit from the right is doubled."""
    if not DIGITS.fullmatch(text):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in text[-2::-2])
    return (sum(doubled) + sum(map(int, text[-1::-2]))) % 10 == 0
